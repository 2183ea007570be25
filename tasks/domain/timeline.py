"""The timeline: everything the picture and sound will be, in whole frames, as pure data.

It is the waist of the house. All that comes before makes a Timeline; all that comes after only reads one. The same
Timeline and the same encoder give the same bytes.
"""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from tasks.domain.channel import CaptionStyle, Shape, Tone
from tasks.domain.transition_kinds import TRANSITION_KINDS, known_kind
from tasks.domain.values import Artifact, Frozen, Text, Unit

VideoCodec = Literal["h264", "hevc", "av1"]
Kind = Annotated[str, AfterValidator(known_kind), Field(json_schema_extra={"enum": list(TRANSITION_KINDS)})]


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

    kind: Kind = "crossfade"
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
