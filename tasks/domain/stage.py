"""A card as a stage: a sky, and elements that come in on the words that name them, as data in whole frames."""

from typing import Annotated, Literal

from pydantic import Field

from tasks.domain.values import Artifact, Frozen

# In this order: things and words; then figures, rings, lines and maps; last, what stands from the first frame to the
# last: a card's floor, and a photograph before its own blurred ground.
Entrance = Literal[
    "pop",
    "drop",
    "emerge",
    "slam",
    "stamp",
    "rise",
    "word",
    "count",
    "fill",
    "trace",
    "draw",
    "turn",
    "unfold",
    "pin",
    "grow",
    "floor",
    "print",
]
STANDING: frozenset[Entrance] = frozenset({"floor", "print"})
FAR = 0.35  # of the camera's move that the ground of a photograph makes


class Likeness(Frozen):
    """What an element shows, by its icon: centred on (x, y), `size` wide or high, turned clockwise by degrees.

    Lengths are in pixels of the prepared picture.
    """

    icon: str
    x: float
    y: float
    size: Annotated[float, Field(gt=0)]
    angle: float = 0.0


class Element(Frozen):
    """A cut-out of a card, whose upper left corner is at (left, top) of the prepared picture; all its sides are even.

    `image` is a PNG of premultiplied B, G, R and alpha; or with `alpha`, a grey PNG, a picture of opaque colours, as
    JPEG stores it. Elements are in z-order. Scaling, turning and squashing keep `anchor` in place, a point of the
    picture in pixels.
    `depth` is how far the camera moves it: 1 moves it as the picture, more as something nearer.
    """

    image: Artifact
    alpha: Artifact | None = None
    left: int
    top: int
    anchor: tuple[int, int]
    entrance: Entrance
    said: str = ""  # the word on which it comes in; "#3" is the scene's fourth word; "" belongs to no word
    after: int = 0  # frames (at 30 a second) by which it comes after its word
    depth: float = 1.0
    poses: tuple[Artifact, ...] = ()  # of the same size, before `image`: a figure that counts up
    matte: Artifact | None = None  # 16-bit grey PNG: when each pixel appears, 0 to 1
    shows: Likeness | None = None  # None is what no other scene shows as it is: type, a figure, a map

    @property
    def number(self) -> int:
        """The number of the scene's word that it sets as it is spoken; -1 if it sets none."""
        return int(self.said[1:]) if self.said.startswith("#") else -1


class Origin(Frozen):
    """Where an element comes from that the scene before shows, too: apart from its place at rest.

    Moved by (dx, dy) design units, scaled by `size`, turned clockwise by degrees.
    """

    dx: float = 0.0
    dy: float = 0.0
    size: Annotated[float, Field(gt=0)] = 1.0
    turn: float = 0.0


PULSE = 14  # frames at 30 a second that a pulse takes


class Cued(Frozen):
    """An element with its frames of the shot: it comes in during [first, first + frames), and leaves from `leaves` on.

    `pulse` is the frame at which it jumps because its word is said after it has come in; -1 if it does not.
    `breath` is the frame at which it breathes once in a stretch in which nothing else happens; -1 if it does not.
    With an `origin`, it does not come in as its element would: it was there before the cut, and moves from there.
    """

    element: Element
    first: int
    frames: Annotated[int, Field(ge=1)]
    leaves: int
    pulse: int = -1
    breath: int = -1
    origin: Origin | None = None

    @property
    def rests(self) -> int:
        """The frame from which it stands still."""
        return self.first + self.frames

    @property
    def pulses(self) -> range:
        """Frames in which it may be larger or smaller than drawn, at 60 frames a second and less."""
        return range(self.pulse, self.pulse + 2 * PULSE) if self.pulse >= 0 else range(0)


class Stage(Frozen):
    """A shot's sky, a prepared picture, and what comes in before it; `unit` is the design's unit in pixels of it.

    If the first of the cast is a print, the sky is its ground: it is farther away, and moves FAR as much.
    """

    sky: Artifact
    unit: Annotated[float, Field(gt=0)]
    cast: tuple[Cued, ...]

    @property
    def prints(self) -> bool:
        """Whether it is a photograph before its ground."""
        return bool(self.cast) and self.cast[0].element.entrance == "print"
