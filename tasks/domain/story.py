"""The models from the brief to the script and the pictures: small and frozen, with files only by hash."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tasks.domain.channel import Channel
from tasks.domain.clip import Clip
from tasks.domain.made import Making
from tasks.domain.stage import Element
from tasks.domain.values import Artifact, Frozen, Text, Unit, replaced
from tasks.domain.words import join_texts, split_words

# ------------------------------------------------------------------ the brief


class Scene(Frozen):
    """One scene of a script. `time` is its planned span, such as 0:04-0:08."""

    time: str
    narration: Text
    visual_description: str


class Script(Frozen):
    """A finished script, in the format that every writer produces: extractive, language model or person."""

    title: Text
    hook: Text
    script: Text
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)]
    hashtags: tuple[str, ...]
    description: str

    @model_validator(mode="after")
    def _scenes_are_the_script(self) -> Self:
        if split_words(join_texts(scene.narration for scene in self.scenes)) != split_words(self.script):
            raise ValueError("the scenes' narrations, joined, must be the script word for word")
        return self


class GivenScript(Script):
    """A user's script. Its scenes stay as they are, unless it says itself that they are not `fixed`.

    A short's own script file says so: given back, it is cut as that short was.
    """

    fixed: bool = True


class Document(Frozen):
    """A source text of the user: a file in the store, or a URL that is still to be fetched."""

    name: Text  # the file's name, or the URL
    file: Artifact | None = None
    url: str | None = None


class GivenPicture(Frozen):
    """A picture of the user, with what its file says about it. Nobody has decoded it yet: it may be damaged."""

    name: Text
    file: Artifact
    caption: str = ""
    keywords: tuple[str, ...] = ()


class Entry(Frozen):
    """A topic of a channel's own programme. It is not made before `due`; `link` is a text to make it from.

    `feed`: it is an item of a feed, which gets new ones by itself.
    """

    title: Text
    due: date | None = None
    about: str = ""
    link: str = ""
    feed: bool = False


class Brief(Frozen):
    """The order for one short: everything that the user decided, with all files in the store."""

    channel: Channel
    day: date
    seed: int
    topic: str | None = None
    document: Document | None = None
    pictures: tuple[GivenPicture, ...] = ()
    all_images: bool = False  # show every picture, in order, whatever the scenes say
    music: Artifact | None = None  # the user's file, if the channel names one
    style: Artifact | None = None  # the picture whose style made ones follow, if the channel names one
    script: GivenScript | None = None
    programme: tuple[Entry, ...] = ()  # the channel's own topics, in their order
    planned: bool = False  # a language model plans the channel's own topics
    unlike_others: bool = False  # nothing that another channel had lately
    notes: tuple[str, ...] = ()  # what of the user's files was left out

    @property
    def making(self) -> Making | None:
        """Which pictures a model may make for this short; None unless the channel names it."""
        return replaced(self.channel.making, like=self.style) if self.channel.making else None

    def text_for(self, topic: "Topic") -> Document | None:
        """The text to make the topic from: the user's, or the one that the programme names."""
        return self.document or (Document(name=topic.link, url=topic.link) if topic.link else None)

    def asking(self) -> "Brief":
        """Only what affects the topic: new pictures or a new look must not start the whole day again."""
        return self.model_copy(
            update={
                "pictures": (),
                "all_images": False,
                "music": None,
                "style": None,
                "notes": (),
                "channel": self.channel.for_words(),
            }
        )


# ------------------------------------------------------------------ words


class Source(Frozen):
    """A source of facts, with what is needed to credit it."""

    id: Text  # "s1", unique in a dossier
    title: Text
    url: str = ""
    author: str = ""
    licence: str = "unknown"
    licence_url: str = ""


class Fact(Frozen):
    """One statement from a source. Facts keep the source's order; `section` is the heading they stand under.

    Facts of one source with the same `paragraph` stand in one paragraph or list item; 0 if that is not known.
    """

    id: Text  # "f1", unique in a dossier
    text: Text
    source: Text  # the id of its Source
    section: str = ""
    paragraph: int = 0


class Trend(Frozen):
    """A topic that many people look up now. `weight` counts searches or views, as the service reports them."""

    title: Text
    about: str = ""
    weight: float = 0.0
    url: str = ""


class Topic(Frozen):
    """What today's short is about, and why. `text` is a shipped topic's own text, empty otherwise."""

    title: Text
    slug: Text
    reason: Text
    origin: Literal["user", "document", "script", "shipped", "trend"]  # user: named by the user, to be looked up
    text: str = ""
    sources: tuple[Source, ...] = ()
    hashtags: tuple[str, ...] = ()
    about: str = ""  # a sentence for the description
    link: str = ""  # of the text to make it from, if the channel's programme names one

    def for_facts(self) -> "Topic":
        """Only what facts and pictures depend on: not by whom it was chosen, and why."""
        origin = self.origin if self.origin in {"document", "script"} else "user"
        return replaced(self, origin=origin, reason="Asked for.", about=self.about if self.text else "", link="")


class Dossier(Frozen):
    """Facts on one topic. `whole`: a shipped text, written to be spoken as it is and in this order."""

    title: Text
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    hashtags: tuple[str, ...] = ()
    about: str = ""
    whole: bool = False
    language: str = "en"  # of the facts
    notes: tuple[str, ...] = ()  # what was guessed or omitted, and why


class Story(Frozen):
    """A script and where it came from.

    `cites` holds, for each scene, the ids of the facts behind it. `fixed` scenes are a person's and stay.
    """

    script: Script
    writer: Text
    quotes: bool = False  # sentences are the sources' own words
    rewritten: int = 0  # sentences of a quoting story that a language model said otherwise
    fixed: bool = False
    cites: tuple[tuple[str, ...], ...] = ()
    sources: tuple[Source, ...] = ()
    translated_from: str = ""  # the language of the sources, if the script is in another
    notes: tuple[str, ...] = ()  # what was guessed or omitted, and why

    def with_hashtags(self, own: Sequence[str]) -> "Story":
        """The story with a channel's own hashtags after its subject's."""
        tags = tuple(dict.fromkeys((*self.script.hashtags, *own)))
        return replaced(self, script=replaced(self.script, hashtags=tags))


# ------------------------------------------------------------------ pictures


class Credit(Frozen):
    """Title, author and licence of a picture. Drawn pictures credit the project and the makers of their glyphs."""

    title: str
    author: str
    licence: str
    page: str = ""
    licence_url: str = ""


class Candidate(Frozen):
    """A picture or a clip that a search found: its URL, its size as stated there (0: unknown), and its credit.

    `about` is what the search says of it besides its title: a description, categories, tags. `thumb` is the URL of a
    small still of it, by which it can be judged before anything large is downloaded.
    """

    url: Text
    kind: Literal["still", "clip"] = "still"
    about: str = ""
    preview: str = ""  # URL of a smaller copy, in case the original cannot be downloaded
    thumb: str = ""
    seconds: float = 0.0  # of a clip; 0: unknown
    fps: float = 0.0  # frames a second of a clip; 0: unknown
    width: int = 0
    height: int = 0
    credit: Credit
    found_by: Text


class Picture(Frozen):
    """A scene's picture, prepared for the renderer: RGB, upright, MARGIN times the frame in width and height.

    `focus` is the point that camera moves aim at, as a share of width and height. A panorama is `reach` times as wide
    or high.
    """

    image: Artifact  # all of it at rest: what its elements make over the sky
    sky: Artifact | None = None  # what the elements of a card, or of a photograph with a callout, come in before
    elements: tuple[Element, ...] = ()
    bare: Artifact | None = None  # a photograph without its callout
    unit: float = 1.0  # the design's unit in pixels of the picture
    spoken: str = ""  # the text whose words its elements set one by one as they are spoken: there captions rest
    focus: tuple[Unit, Unit] = (0.5, 0.45)
    reach: tuple[float, float] = (1.0, 1.0)
    origin: Literal["drawn", "given", "found", "made"]
    credit: Credit
    source: str = ""  # the URL of a found picture
    hash: str = ""  # perceptual hash in hex: near-duplicates differ in few bits
    note: str = ""  # which picture it replaces, and why
    clip: Clip | None = None  # what moves in its place
    sound: Artifact | None = None  # of the clip itself, where the channel wants it heard
    also: tuple[str, ...] = ()  # perceptual hashes of a clip's other frames
    then: tuple["Picture", ...] = ()  # pictures that follow it in the same scene


MARGIN = 1.15  # size of a prepared picture, in frames: camera moves never reach its edge
