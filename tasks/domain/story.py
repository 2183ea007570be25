"""What flows from the brief to the script, the voice and the pictures: small frozen models, files only by name."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tasks.domain.channel import Channel
from tasks.domain.values import Artifact, Frozen, Text, Unit

# ------------------------------------------------------------------ what is asked for


class Scene(Frozen):
    """One scene of a script, in the seed's form: `time` is the planned span, such as 0:04-0:08."""

    time: str
    narration: Text
    visual_description: str


class Script(Frozen):
    """A finished script, the form that writers, people and language models all fill."""

    title: Text
    hook: Text
    script: Text
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)]
    hashtags: tuple[str, ...]
    description: str

    @model_validator(mode="after")
    def _scenes_are_the_script(self) -> Self:
        if " ".join(s.narration for s in self.scenes).split() != self.script.split():
            raise ValueError("the scenes' narrations, joined, must be the script word for word")
        return self


class Document(Frozen):
    """A source text that the user gave: a file in the store, or an address still to be fetched."""

    name: Text  # the file's name, or the URL
    file: Artifact | None = None
    url: str | None = None


class GivenPicture(Frozen):
    """A picture of the user's own, as found: not yet opened, perhaps not a picture at all."""

    name: Text
    file: Artifact


class Brief(Frozen):
    """One short to be made: everything the user decided, with files already in the store."""

    channel: Channel
    day: date
    seed: int
    topic: str | None = None
    document: Document | None = None
    pictures: tuple[GivenPicture, ...] = ()
    music: Artifact | None = None  # the user's own, where the channel names a file
    script: Script | None = None

    def asking(self) -> "Brief":
        """What decides the topic: other pictures or another look must not start the whole day anew."""
        return self.model_copy(update={"pictures": (), "music": None, "channel": self.channel.for_words()})


# ------------------------------------------------------------------ words


class Source(Frozen):
    """Where facts come from, with what is needed to credit it."""

    id: Text  # "s1", unique in a dossier
    title: Text
    url: str = ""
    author: str = ""
    licence: str = "unknown"
    licence_url: str = ""


class Fact(Frozen):
    """One statement that stands in a source. Facts keep the source's order; `section` is its heading."""

    id: Text  # "f1", unique in a dossier
    text: Text
    source: Text
    section: str = ""


class Trend(Frozen):
    """Something that many people look for now. `weight`: searches or views, whatever the service counts."""

    title: Text
    about: str = ""
    weight: float = 0.0
    url: str = ""


class Topic(Frozen):
    """What today's short is about, and why. `text` is a shipped topic's own text, empty otherwise."""

    title: Text
    slug: Text
    reason: Text
    origin: Literal["user", "document", "script", "shipped", "trend"]  # user: asked for, and to be looked up
    text: str = ""
    sources: tuple[Source, ...] = ()
    hashtags: tuple[str, ...] = ()
    about: str = ""  # a sentence for the description


class Dossier(Frozen):
    """Facts on one topic. `whole` says that they were written to be spoken in this order, by us."""

    title: Text
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    hashtags: tuple[str, ...] = ()
    about: str = ""
    whole: bool = False
    notes: tuple[str, ...] = ()  # what was guessed or left out, and why


class Story(Frozen):
    """A script and where it came from. `cites` names the facts behind each scene; `fixed` keeps the scenes as they are
    because a person set them."""

    script: Script
    writer: Text
    quotes: bool = False  # sentences are the sources' own words
    fixed: bool = False
    cites: tuple[tuple[str, ...], ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()  # what was guessed or left out on the way, and why


# ------------------------------------------------------------------ voice


class Passage(Frozen):
    """A stretch of narration spoken in one breath: whole sentences. `before` and `after` help a voice's intonation."""

    index: int
    text: Text
    before: str = ""
    after: str = ""


class SpokenWord(Frozen):
    """One white-space-separated word of the text, as written, and when it is heard (seconds)."""

    text: Text
    start: float
    end: float


class Speech(Frozen):
    """A passage, spoken: mono WAV, and one SpokenWord for each word of the passage's text, in order."""

    audio: Artifact
    seconds: float
    words: tuple[SpokenWord, ...]
    voice: Text
    timing: Literal["exact", "proportional"]  # proportional: estimated from the letters, the voice gave none
    note: str = ""  # what was replaced, and why


class Casting(Frozen):
    """Who speaks the whole short, decided before anything is spoken or paid: `voice` as a channel would name it."""

    voice: Text
    note: str = ""  # whom it replaces, and why


class Narration(Frozen):
    """All passages joined: mono WAV, 48 kHz; word times count from its start."""

    audio: Artifact
    seconds: float
    words: tuple[SpokenWord, ...]
    timing: Literal["exact", "proportional"]


# ------------------------------------------------------------------ pictures


class Credit(Frozen):
    """Whose picture it is. Drawn pictures credit the project and the makers of their glyphs."""

    title: str
    author: str
    licence: str
    page: str = ""
    licence_url: str = ""


class Candidate(Frozen):
    """A picture that a search found: where it lies, how large it says it is, and whose it is."""

    url: Text
    preview: str = ""  # a smaller copy, for when the original cannot be had
    width: int = 0
    height: int = 0
    credit: Credit
    found_by: Text


class Picture(Frozen):
    """A scene's picture, prepared for the renderer: RGB, upright, `MARGIN` times the frame in both directions.

    `focus` is the point that matters, as shares of width and height; motion aims there.
    """

    image: Artifact
    focus: tuple[Unit, Unit] = (0.5, 0.45)
    origin: Literal["drawn", "given", "found"]
    credit: Credit
    source: str = ""  # the address of a found one
    hash: str = ""  # of what it looks like, in hex: near-duplicates differ in few bits
    note: str = ""  # what was replaced, and why


MARGIN = 1.15  # a prepared picture is this much larger than the frame, so that motion never shows an edge


# ------------------------------------------------------------------ the timeline


# ------------------------------------------------------------------ the finished short
