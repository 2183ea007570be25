"""Other people's services, one file a vendor, behind small Protocols.

To add a vendor: one file, and one line in the dict of what it can do (`registry.py`).
"""

from collections.abc import Sequence
from typing import Protocol

from tasks.domain.models import Brief, Channel, Document, Dossier, Edition, Passage, Receipt, Speech, Story, Topic


class Trends(Protocol):
    """Chooses what today's short is about. `published` are slugs that this channel has used already."""

    def choose(self, brief: Brief, published: Sequence[str]) -> Topic: ...


class Facts(Protocol):
    """Gathers facts with their sources on a topic, or from the document that the user gave."""

    def gather(self, topic: Topic, document: Document | None) -> Dossier: ...


class Writer(Protocol):
    """Writes a script from facts, for a voice that speaks `words_per_minute`."""

    def write(self, dossier: Dossier, channel: Channel, words_per_minute: float, seed: int) -> Story: ...


class Voice(Protocol):
    """Speaks a passage. The same passage and seed give the same samples."""

    words_per_minute: float

    def check_language(self, language: str) -> None:
        """Raises BadInput when it does not speak this language (a code such as en or pt-BR)."""

    def speak(self, passage: Passage, seed: int) -> Speech: ...


class Publisher(Protocol):
    """Publishes an edition; publishing the same one again changes nothing."""

    def publish(self, edition: Edition) -> Receipt: ...
