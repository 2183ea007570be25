"""The plan of a card: all that drawing it needs, as data, so that every machine draws the same card."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import skia
from numpy.typing import NDArray

from tasks.artwork.canvas import Canvas
from tasks.artwork.figures import Figure
from tasks.artwork.palettes import Ground, Scheme, Tones, dressed
from tasks.artwork.relations import Relation
from tasks.artwork.sentence import Thing
from tasks.domain.channel import Palette
from tasks.domain.stage import Entrance
from tasks.domain.values import Frozen


class CardPlan(Frozen):
    """The plan of one scene's card.

    `turn` is a number of the scene's own, by which cards take turns. `drop` lowers the floor, in units of the
    1080 x 1920 design. `group` counts the first thing; 0 is no group. `phrase` is what a card of type sets, a part of
    `text`. `person` is whom the sentence names, `speaker` who says the phrase. `focus` is a share of width and height.
    `worn` is the ground on which the card before shows the same thing, if it does: the thing keeps its colours of
    there.
    """

    layout: str
    text: str
    palette: Palette
    ground: Ground
    worn: Ground | None = None
    motif: str
    floor: str
    drop: int
    turn: int
    seed: int
    things: tuple[Thing, ...] = ()
    figure: Figure | None = None
    group: int = 0
    place: str = ""
    relation: Relation | None = None
    phrase: str = ""
    person: str = ""
    speaker: str = ""
    focus: tuple[float, float] = (0.5, 0.4)
    language: str = "en"

    @property
    def icon(self) -> str:
        """The first thing's icon; "" if the card shows no thing."""
        return self.things[0].icon if self.things else ""


@dataclass(frozen=True)
class DrawingContext:
    """What a layout draws with: a canvas in units of the 1080 x 1920 design, the plan, its colours, and randomness."""

    canvas: Canvas
    plan: CardPlan
    tones: Tones
    scheme: Scheme
    rng: np.random.Generator
    cutter: "Cutter | None" = None  # None draws the card flat

    @property
    def dress(self) -> Scheme:
        """The colours of subjects."""
        return dressed(self.plan.palette, self.plan.ground, self.plan.worn)

    @contextmanager
    def element(
        self,
        entrance: Entrance,
        said: str = "",
        at: tuple[float, float] = (540, 720),
        *,
        depth: float = 1.0,
        after: int = 0,
        matte: "Matte | None" = None,
        shows: "Shown | None" = None,
    ) -> Iterator["DrawingContext"]:
        """Yields the context to draw an element with: this one if the card is drawn flat, else one for a cut-out.

        `entrance`, `said`, `depth` and `after` are those of `tasks.domain.stage.Element`; `at` is its anchor in design
        units. `matte` says when each of its pixels appears, `shows` what it is that another scene may show as well.
        """
        if self.cutter is None:
            # What another element takes the place of is no part of the card at rest.
            yield replace(self, canvas=skia.Surface(1, 1).getCanvas()) if entrance == PASSING else self
            return
        canvas = self.cutter.blank()
        yield replace(self, canvas=canvas)
        self.cutter.keep([self.cutter.lift(canvas)], Manner(entrance, said, at, depth, after, matte, shows))

    def counting(
        self,
        draw: Callable[["DrawingContext", str], object],
        figure: str,
        said: str,
        at: tuple[float, float],
        *,
        entrance: Entrance = "count",
    ) -> None:
        """An element whose number counts up: `draw(context, text)` draws it at each of its values."""
        if self.cutter is None:
            draw(self, figure)
            return
        inks = []
        for number in range(COUNTS):
            canvas = self.cutter.blank()
            draw(replace(self, canvas=canvas), counted(figure, (number + 1) / COUNTS))
            inks.append(self.cutter.lift(canvas))
        self.cutter.keep(inks, Manner(entrance, said, at))


@dataclass(frozen=True)
class Manner:
    """How an element comes in: see `DrawingContext.element`."""

    entrance: Entrance
    said: str
    at: tuple[float, float]
    depth: float = 1.0
    after: int = 0
    matte: "Matte | None" = None
    shows: "Shown | None" = None


@dataclass(frozen=True)
class Shown:
    """An icon in units of the design: centred on (x, y), `size` wide or high, turned clockwise by degrees."""

    icon: str
    x: float
    y: float
    size: float
    angle: float


class Cutter(Protocol):
    """Cuts the elements of a card out as layers."""

    def blank(self) -> Canvas:
        """A transparent canvas in units of the design."""

    def lift(self, canvas: Canvas) -> "Ink":
        """Take what was drawn on a blank canvas, which must not be drawn on any more."""

    def keep(self, inks: Sequence["Ink"], manner: Manner) -> None:
        """Keep what was lifted, the last of which is the element at rest."""


@dataclass(frozen=True)
class Ink:
    """What was drawn on a canvas, cropped on even sides; nothing, if nothing was."""

    pixels: "Pixels"
    left: int
    top: int

    def within(self, left: int, top: int, right: int, bottom: int) -> "Pixels":
        """Its pixels in a box that holds all of it."""
        rows, columns = self.pixels.shape[:2]
        if (rows, columns) == (bottom - top, right - left):
            return self.pixels
        out = np.zeros((bottom - top, right - left, 4), np.uint8)
        out[self.top - top : self.top - top + rows, self.left - left : self.left - left + columns] = self.pixels
        return out


@dataclass(frozen=True)
class Cut:
    """A cut-out's place on the picture: `scale` picture pixels per unit, the design's origin, and its box in pixels."""

    scale: float
    origin: tuple[float, float]
    left: int
    top: int
    width: int
    height: int


Pixels = NDArray[np.uint8]  # (height, width, 4): premultiplied B, G, R and alpha
# When each pixel of a cut-out appears, from 0 to 1: an array of shape (height, width).
Matte = Callable[[Cut], NDArray[np.float32]]
PASSING: Entrance = "draw"  # how an element comes in that another takes the place of
COUNTS = 12  # values that a counting number shows


def counted(figure: str, share: float) -> str:
    """The number on its way up, with as many digits after the point and the same signs: 0 to 1 of the way.

    What is no plain number stays as it is.
    """
    found = re.search(r"\d[\d,]*(?:\.(\d+))?", figure)
    if share >= 1 or not found or not found[0].isascii():
        return figure
    value, decimals = float(found[0].replace(",", "")), len(found[1] or "")
    shown = value * (0.06 + 0.94 * (1 - (1 - share) ** 2.2))
    comma = "," if "," in found[0] else ""
    return f"{figure[: found.start()]}{shown:{comma}.{decimals}f}{figure[found.end() :]}"
