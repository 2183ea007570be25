"""The timeline: everything that picture and sound will be, in whole frames, as pure data.

It is the interface between planning and rendering: every stage before it helps to make a Timeline, every stage after it
only reads one. The same Timeline and the same encoder give the same bytes.
"""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from tasks.domain.channel import CaptionStyle, Liveliness, Shape, Tone
from tasks.domain.clip import Clip
from tasks.domain.stage import Stage
from tasks.domain.transition_kinds import TRANSITION_KINDS, known_kind
from tasks.domain.values import Artifact, Frozen, Text, Unit

VideoCodec = Literal["h264", "hevc", "av1"]
Kind = Annotated[str, AfterValidator(known_kind), Field(json_schema_extra={"enum": list(TRANSITION_KINDS)})]


class OutputSpec(Frozen):
    """The film's format: frame size in pixels (even, as chroma is subsampled), rates in Hz, and codec.

    H.264 plays everywhere; HEVC and AV1 make smaller files.
    """

    width: Annotated[int, Field(ge=240, le=4096, multiple_of=2)] = 1080
    height: Annotated[int, Field(ge=240, le=4096, multiple_of=2)] = 1920
    fps: Annotated[int, Field(ge=24, le=60)] = 30
    sample_rate: Literal[48000] = 48000
    codec: VideoCodec = "h264"

    @property
    def tall(self) -> bool:
        """Whether the frame is at least 1.4 times as high as wide, and so fills most of an upright phone."""
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
        """Whether the other box lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def safe_area(output: OutputSpec) -> Box:
    """The area for text, clear of the buttons, names and bars with which platforms cover a short.

    They cover only tall pictures: others just leave room for a player's bar.
    """
    w, h = output.width, output.height
    if not output.tall:
        return Box(left=round(w * 0.06), top=round(h * 0.06), right=round(w * 0.94), bottom=round(h * 0.92))
    return Box(left=round(w * 0.12), top=round(h * 0.115), right=round(w * 0.88), bottom=round(h * 0.76))


class View(Frozen):
    """A window on a picture. Zoom 1 shows the whole picture, zoom z shows 1/z of its width and height.

    (x, y) place the window within the picture: 0 is left or top, 1 right or bottom.
    """

    zoom: Annotated[float, Field(ge=1.0, le=1.6)]
    x: Unit
    y: Unit


class Beat(Frozen):
    """A second beat of a camera move: the camera jumps nearer, and swings back.

    `at` and `span` are its beginning and length as shares of the move's time, `nearer` is a share of the zoom.
    """

    at: Unit
    span: Annotated[float, Field(gt=0)]
    nearer: Annotated[float, Field(gt=0, le=0.1)]


class Motion(Frozen):
    """A camera move over a scene's frames: from one view to another, with easing, and its second beats."""

    kind: Literal["push_in", "pull_out", "pan_left", "pan_right", "tilt_up", "tilt_down", "diagonal", "still"]
    start: View
    end: View
    easing: Literal["linear", "sine", "cubic"] = "sine"
    beats: tuple[Beat, ...] = ()


class Transition(Frozen):
    """How a scene replaces the one before it, within its own first `frames` frames."""

    kind: Kind = "crossfade"
    frames: Annotated[int, Field(ge=0)] = 12


class Shot(Frozen):
    """A scene on the timeline, in frames [first, first + frames), and the words spoken in it."""

    picture: Artifact
    stage: Stage | None = None  # a drawn card plays; None is a picture under a moving camera
    clip: Clip | None = None  # plays from its first frame on; `picture` stands for it where nothing moves
    focus: tuple[Unit, Unit]  # share of width and height
    first: Annotated[int, Field(ge=0)]
    frames: Annotated[int, Field(ge=1)]
    motion: Motion
    transition: Transition
    narration: str

    @property
    def whole(self) -> int:
        """The frame of the shot that shows all of it: near the middle of the time in which all are there, and still."""
        first, end = self.transition.frames, self.frames
        pulses: tuple[range, ...] = ()
        if self.stage and self.stage.cast:
            first = max(first, *(cued.rests for cued in self.stage.cast))
            end = min(cued.leaves for cued in self.stage.cast)
            pulses = tuple(cued.pulses for cued in self.stage.cast)
        middle = max(0, min((first + end) // 2, max(0, end - 1)))
        near = sorted(range(first, end), key=lambda frame: abs(frame - middle))
        return next((frame for frame in near if not any(frame in pulse for pulse in pulses)), middle)


class CaptionWord(Frozen):
    """A caption's word, highlighted in frames [first, end)."""

    text: Text
    first: int
    end: int


class Cue(Frozen):
    """Words that are shown together, in frames [first, end)."""

    words: Annotated[tuple[CaptionWord, ...], Field(min_length=1)]
    first: int
    end: int


class Captions(Frozen):
    """All captions of a film; `accent` (#rrggbb) colours the spoken word, `language` decides the forms of letters.

    Captions rest while the picture sets the words itself: those of `resting` are for subtitle files alone.
    """

    style: CaptionStyle
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#ffd400"
    cues: tuple[Cue, ...]
    resting: tuple[Cue, ...] = ()
    language: str = ""

    @property
    def spoken(self) -> tuple[Cue, ...]:
        """Every word of the film, for subtitle files."""
        return tuple(sorted((*self.cues, *self.resting), key=lambda cue: cue.first))


class Music(Frozen):
    """Music composed for the short: the fields determine every sample. `gain_db` is its level under the voice."""

    mood: Tone = Tone.curious
    seed: int
    gain_db: float = -14.0
    file: Artifact | None = None  # the user's music, used instead
    turn: int = 0  # the frame from which the music lifts; 0 if the story has no turn
    last: int = 0  # the frame at which the last line begins, with room before it; 0 if it has none


EffectKind = Literal["hit", "whoosh", "pop", "tick", "riser"]


class Effect(Frozen):
    """A sound effect, whose impact falls on `frame`."""

    kind: EffectKind
    frame: Annotated[int, Field(ge=0)]


class Heard(Frozen):
    """A clip's own sound, heard for so many frames from `first` on."""

    file: Artifact
    first: Annotated[int, Field(ge=0)]
    frames: Annotated[int, Field(ge=1)]


class Sound(Frozen):
    """The mix: music ducked under the voice, at `lufs` (EBU R128 integrated), with peaks up to `true_peak` (dBTP)."""

    voice: Artifact
    music: Music | None
    effects: tuple[Effect, ...] = ()
    clips: tuple[Heard, ...] = ()  # low, and ducked like the music
    lufs: float = -16.0
    true_peak: float = -1.5


class Look(Frozen):
    """The channel's settings for the timeline's look and sound."""

    captions: CaptionStyle
    words_per_caption: int
    accent: str
    tone: Tone
    music: Tone | Artifact | None
    effects: bool = True
    motion: Liveliness = Liveliness.lively
    output: OutputSpec = OutputSpec()
    language: str = ""  # of the words on screen


class Timeline(Frozen):
    """Everything that picture and sound will be. Its shots fill its frames without gaps; captions do not overlap."""

    output: OutputSpec
    frames: Annotated[int, Field(ge=1)]
    shots: Annotated[tuple[Shot, ...], Field(min_length=1)]
    captions: Captions
    sound: Sound

    @property
    def seconds(self) -> float:
        return self.frames / self.output.fps

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        at = 0
        for number, shot in enumerate(self.shots):
            if shot.first != at:
                raise ValueError(f"shot {number} starts at frame {shot.first}, but the one before it ends at {at}")
            if shot.transition.frames > shot.frames:
                raise ValueError(f"shot {number} is shorter than its transition")
            at += shot.frames
        if at != self.frames:
            raise ValueError(f"the shots fill {at} of {self.frames} frames")
        ends = [(cue.first, cue.end) for cue in self.captions.cues]
        if any(a[1] > b[0] for a, b in pairwise(ends)) or any(e > self.frames for _, e in ends):
            raise ValueError("captions overlap or outlast the film")
        return self
