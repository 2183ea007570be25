"""What flows between the stages: small frozen models, JSON in and out, files only by name in the asset store."""

from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from tasks.domain.channel import CaptionStyle, Channel, Shape, Tone, Visibility
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


VideoCodec = Literal["h264", "hevc", "av1"]


class OutputSpec(Frozen):
    """The frame and its rate. Sides are even: chroma is subsampled. H.264 plays everywhere; the others are smaller."""

    width: Annotated[int, Field(ge=240, le=4096, multiple_of=2)] = 1080
    height: Annotated[int, Field(ge=240, le=4096, multiple_of=2)] = 1920
    fps: Annotated[int, Field(ge=24, le=60)] = 30
    sample_rate: Literal[48000] = 48000
    codec: VideoCodec = "h264"

    @property
    def tall(self) -> bool:
        """Whether it fills a phone that is held upright, more or less."""
        return self.height >= 1.4 * self.width


SHAPES = {
    Shape.vertical: OutputSpec(),
    Shape.square: OutputSpec(width=1080, height=1080),
    Shape.wide: OutputSpec(width=1920, height=1080),
    Shape.vertical_4k: OutputSpec(width=2160, height=3840),
}


class Box(Frozen):
    """A rectangle in pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def safe_area(output: OutputSpec) -> Box:
    """Where text may stand: clear of the buttons, names and bars that the platforms lay over a short.

    They lay them over tall pictures alone: others keep only a player's bar clear.
    """
    w, h = output.width, output.height
    if not output.tall:
        return Box(left=round(w * 0.06), top=round(h * 0.06), right=round(w * 0.94), bottom=round(h * 0.92))
    return Box(left=round(w * 0.12), top=round(h * 0.115), right=round(w * 0.88), bottom=round(h * 0.76))


class View(Frozen):
    """A window on a picture. `zoom` 1 shows all that the margin allows, larger shows less; (x, y) place the window in
    its free play: 0 left or top, 1 right or bottom."""

    zoom: Annotated[float, Field(ge=1.0, le=1.6)]
    x: Unit
    y: Unit


class Motion(Frozen):
    """A camera move over a scene's frames, from one view to another, eased."""

    kind: Literal["push_in", "pull_out", "pan_left", "pan_right", "tilt_up", "tilt_down", "diagonal", "still"]
    start: View
    end: View
    easing: Literal["linear", "sine", "cubic"] = "sine"


class Transition(Frozen):
    """How a scene takes over from the one before, in its own first `frames` frames."""

    kind: Literal["cut", "crossfade", "slide", "wipe", "zoom", "dip"] = "crossfade"
    frames: Annotated[int, Field(ge=0)] = 12


class Shot(Frozen):
    """A scene on the timeline: frames [first, first + frames), and the words that it is about."""

    picture: Artifact
    focus: tuple[Unit, Unit]
    first: Annotated[int, Field(ge=0)]
    frames: Annotated[int, Field(ge=1)]
    motion: Motion
    transition: Transition
    narration: str


class CaptionWord(Frozen):
    """A word on screen; highlighted in frames [first, end)."""

    text: Text
    first: int
    end: int


class Cue(Frozen):
    """Words shown together, in frames [first, end)."""

    words: Annotated[tuple[CaptionWord, ...], Field(min_length=1)]
    first: int
    end: int


class Captions(Frozen):
    style: CaptionStyle
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#ffd400"
    cues: tuple[Cue, ...]


class Music(Frozen):
    """A pad made for the short: mood and seed decide every sample. `gain_db` is its level under the voice."""

    mood: Tone = Tone.curious
    seed: int
    gain_db: float = -14.0
    file: Artifact | None = None  # the user's own music instead


class Sound(Frozen):
    """Voice over music: ducked, brought to `lufs` (integrated, EBU R128) under `true_peak` (dBTP)."""

    voice: Artifact
    music: Music | None
    lufs: float = -16.0
    true_peak: float = -1.5


class Look(Frozen):
    """What the channel decides about the timeline's look and sound."""

    captions: CaptionStyle
    words_per_caption: int
    accent: str
    tone: Tone
    music: Tone | Artifact | None
    output: OutputSpec = OutputSpec()


class Timeline(Frozen):
    """The waist of the house: everything the picture and sound will be, in whole frames, as pure data."""

    output: OutputSpec
    frames: Annotated[int, Field(ge=1)]
    shots: Annotated[tuple[Shot, ...], Field(min_length=1)]
    captions: Captions
    sound: Sound

    @property
    def seconds(self) -> float:
        return self.frames / self.output.fps

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        at = 0
        for number, shot in enumerate(self.shots):
            if shot.first != at:
                raise ValueError(f"shot {number} starts at frame {shot.first}, the one before ends at {at}")
            if shot.transition.frames > shot.frames:
                raise ValueError(f"shot {number} is shorter than its transition")
            at += shot.frames
        if at != self.frames:
            raise ValueError(f"the shots fill {at} of {self.frames} frames")
        ends = [(cue.first, cue.end) for cue in self.captions.cues]
        if any(a[1] > b[0] for a, b in pairwise(ends)) or any(e > self.frames for _, e in ends):
            raise ValueError("captions overlap or outlast the picture")
        return self


# ------------------------------------------------------------------ the finished short


class Video(Frozen):
    """The encoded file and what encoded it."""

    file: Artifact
    encoder: Text
    note: str = ""  # what was replaced, and why


class Check(Frozen):
    """One promise of the plan, measured."""

    name: Text
    passed: bool
    wanted: str
    measured: str


class QualityReport(Frozen):
    video: Artifact
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(f"{c.name}: {c.measured}, wanted {c.wanted}" for c in self.checks if not c.passed)


class ApprovedVideo(Frozen):
    """A video that passed every check: the only thing that can be published."""

    video: Video
    report: QualityReport

    @model_validator(mode="after")
    def _was_approved(self) -> Self:
        if self.report.video != self.video.file:
            raise ValueError("the report is about another file")
        if not self.report.passed:
            raise ValueError("not approved: " + "; ".join(self.report.reasons))
        return self


class Edition(Frozen):
    """Everything a publisher needs, and nothing that changes from one try to the next."""

    run_key: Text  # channel + day (+ subject): two runs of one key are one video
    channel: Text
    day: date
    topic: Topic
    story: Story
    timeline: Timeline
    approved: ApprovedVideo
    thumbnail: Artifact
    pictures: tuple[Picture, ...]
    voice: Text
    language: str = "en"
    visibility: Visibility = Visibility.public
    publish_at: datetime | None = None  # UTC
    made_for_kids: bool = False
    notes: tuple[str, ...] = ()  # what was replaced or skipped on the way, and why


class Decision(Frozen):
    """What a reviewer answered. Empty fields leave the script's own."""

    approved: bool
    reason: str = ""
    title: str = ""
    description: str = ""
    hashtags: tuple[str, ...] = ()


class PublishedFile(Frozen):
    path: Text
    sha256: str


class Receipt(Frozen):
    """Proof of publication. `location` is a folder or an address; `folder` and `files` lie on this machine."""

    run_key: Text
    publisher: Text
    location: Text
    folder: str = ""
    video: Artifact
    files: tuple[PublishedFile, ...] = ()
    notes: tuple[str, ...] = ()  # what is not as it was asked for, and why
    missing: tuple[str, ...] = ()  # what the next run is to add
