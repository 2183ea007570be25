"""Other people's services, one package a vendor, behind small Protocols.

To add a vendor: one package that exports a `Vendor` (`vendor.py`), and one line in `registry.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, Protocol, runtime_checkable

from tasks.domain.channel import Channel
from tasks.domain.edition import Edition, Place, Receipt, Seen
from tasks.domain.second_look import Fault, Moment
from tasks.domain.speech import Passage, Speech
from tasks.domain.story import Candidate, Document, Dossier, Entry, Story, Topic, Trend
from tasks.domain.views import Row, View

Orientation = Literal["portrait", "landscape", "square"]


class Provider(Protocol):
    """Does part of the work that a stage caches."""

    @property
    def fingerprint(self) -> Mapping[str, object]:
        """All that changes its results with the same arguments, as JSON: model, voice, address, country.

        Never what only changes how the work is done: keys, prices, time-outs, concurrency.
        """


class Trends(Provider, Protocol):
    """Knows what many people look for now."""

    def trending(self, channel: Channel, day: date) -> tuple[Trend, ...]:
        """The trends of this day, strongest first."""


class Chooser(Provider, Protocol):
    """Chooses the trend that suits a channel."""

    def choose(self, trends: Sequence[Trend], channel: Channel) -> tuple[int, str]:
        """The index of the chosen trend, and the reason in a sentence."""

    def plan(self, channel: Channel, earlier: Sequence[str], wanted: int) -> tuple[Entry, ...]:
        """At most `wanted` subjects of a series on the channel's niche, in their order, none of the earlier ones."""

    def repeats(self, title: str, about: str, earlier: Sequence[str], channel: Channel) -> str:
        """The earlier title that names the same subject in other words; empty if none does."""


class Facts(Provider, Protocol):
    """Gathers facts with their sources on a topic, or from the user's document."""

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier:
        """Facts in the order of their importance or of the text. Raises BadInput if the topic gives too few."""


class Digester(Provider, Protocol):
    """Reduces a dossier to the facts that matter, each with its source."""

    def digest(self, dossier: Dossier, channel: Channel) -> Dossier:
        """The same dossier with fewer facts."""


class Writer(Provider, Protocol):
    """Writes a script from facts."""

    def write(self, dossier: Dossier, channel: Channel, words_per_minute: float, seed: int) -> Story:
        """A story for a voice of this pace."""


class Rewriter(Provider, Protocol):
    """Says some sentences of another writer's story otherwise."""

    def rewrite(self, story: Story, dossier: Dossier, channel: Channel, words_per_minute: float, seed: int) -> Story:
        """The story, with the same claims, for a voice of this pace."""


class Voice(Provider, Protocol):
    """Speaks passages."""

    def pace(self, language: str) -> float:
        """Words a minute in this language, at the voice's own speed."""

    def check_language(self, language: str) -> None:
        """Raises BadInput if the voice does not speak this language (a code such as en or pt-BR)."""

    def check_quota(self, characters: int) -> None:
        """Raises QuotaSpent, before anything is paid, if this many characters are more than is left."""

    def speak(self, passage: Passage, seed: int) -> Speech:
        """The passage as a mono WAV file, with the time of each of its words."""


class Pictures(Provider, Protocol):
    """Finds pictures, or clips. `states_licences` says whether it names the licence of each."""

    states_licences: bool

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        """About `wanted` pictures, best first, in one request."""


class Illustrator(Provider, Protocol):
    """Makes pictures. `maker` is the name that the credits say."""

    maker: str

    def check(self) -> None:
        """Raises NoKey if it can make none for want of a key."""

    def illustrate(self, shown: str, style: str, size: tuple[int, int], like: bytes = b"") -> bytes:
        """A picture's file that shows this, about as wide and high as `size` in pixels. The same one is paid once.

        `like` is a JPEG whose style it follows.
        """


class Eyes(Provider, Protocol):
    """Looks at what was found, and at the film.

    `able` says whether it can see under the present settings; `maker` is its model.
    """

    able: bool
    maker: str

    def choose(self, rows: Sequence[Row], sheets: Sequence[bytes]) -> tuple[View, ...]:
        """Which candidate of each row fits its scene, by JPEG sheets of their numbered stills, in one request."""

    def doubt(self, moments: Sequence[Moment], sheets: Sequence[bytes]) -> tuple[Fault, ...]:
        """The scenes that show something else than is said, by JPEG sheets of the moments' frames, numbered from 1."""


@runtime_checkable
class ArticlePictures(Protocol):
    """Finds the pictures of an article, too: people chose them for what it says."""

    def of_article(self, wiki: str, title: str, wanted: int) -> tuple[Candidate, ...]:
        """About `wanted` pictures of the article of this title in the wiki at this address, in one request."""


class Publisher(Protocol):
    """Publishes editions. Publishing the same edition again changes nothing.

    `once` says that what is published stays: a second film of the same run key is not published.
    """

    once: bool

    def place(self) -> Place | None:
        """Whose channel or profile it publishes on, as the platform says; None if it publishes on this machine."""

    def publish(self, edition: Edition) -> Receipt:
        """The receipt says where the edition is, and what is still missing there."""


class Lookout(Protocol):
    """Looks again at what was published: platforms lock, block and lose things hours after an upload."""

    def look(self, edition: Edition) -> Seen:
        """Whether the edition is there as it was asked for. Mends what only its publisher can have left undone."""


class Account(Protocol):
    """Says what is left to spend with a vendor."""

    def left(self) -> str:
        """What is left, as a sentence."""
