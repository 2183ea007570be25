"""What hangs in the air: the words of a sentence that point to something, and where it was said, if it was.

`needs` finds what each sentence of a text needs told with it, for a writer that leaves sentences out. `hangs` judges a
sentence of a script that somebody wrote: does it point to what nobody has said yet?
"""

from tasks.domain.text.hanging.needs import Needs, needs
from tasks.domain.text.hanging.script import hangs

__all__ = ["Needs", "hangs", "needs"]
