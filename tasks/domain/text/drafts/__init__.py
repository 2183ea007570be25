"""What makes a draft of a script worth writing again: its sentences, its phrases, and what the channel said before."""

from tasks.domain.text.drafts.craft import faults_of
from tasks.domain.text.drafts.echoes import Told, echoes

__all__ = ["Told", "echoes", "faults_of"]
