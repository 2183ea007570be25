"""Other people's services, one file a vendor, behind small Protocols.

To add a vendor: one file, and one line in the dict of what it can do (`registry.py`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from tasks.domain.channel import Channel
from tasks.domain.edition import Edition, Receipt
from tasks.domain.story import Candidate, Document, Dossier, Passage, Speech, Story, Topic, Trend


class Trends(Protocol):
    """Knows what many people look for now, strongest first."""

    def trending(self, channel: Channel, day: date) -> tuple[Trend, ...]: ...


class Chooser(Protocol):
    """Chooses among trends the one that suits the channel: its number, and why."""

    def choose(self, trends: Sequence[Trend], channel: Channel) -> tuple[int, str]: ...


class Facts(Protocol):
    """Gathers facts with their sources on a topic, or from the document that the user gave."""

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier: ...


class Digester(Protocol):
    """Boils facts down to those that matter, each still tied to a source of the dossier."""

    def digest(self, dossier: Dossier, channel: Channel) -> Dossier: ...


class Writer(Protocol):
    """Writes a script from facts, for a voice that speaks `words_per_minute`."""

    def write(self, dossier: Dossier, channel: Channel, words_per_minute: float, seed: int) -> Story: ...


class Voice(Protocol):
    """Speaks a passage."""

    words_per_minute: float

    def check_language(self, language: str) -> None:
        """Raises BadInput when it does not speak this language (a code such as en or pt-BR)."""

    def check_quota(self, characters: int) -> None:
        """Raises QuotaSpent, before anything is paid, when it cannot speak that much any more."""

    def speak(self, passage: Passage, seed: int) -> Speech: ...


class Pictures(Protocol):
    """Finds pictures for a query, best first, about `wanted` of them, in one request.

    `states_licences`: whether it names the licence of each.
    """

    states_licences: bool

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]: ...


class Publisher(Protocol):
    """Publishes an edition; publishing the same one again changes nothing.

    `once`: what is published there stays: another film of the same run key is not published beside it.
    """

    once: bool

    def publish(self, edition: Edition) -> Receipt: ...


class Account(Protocol):
    """Tells what is left to spend with a vendor, in a sentence."""

    def left(self) -> str: ...
