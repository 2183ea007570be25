"""The plan of a card: all that drawing it needs, as data, so that every machine draws the same card."""

from dataclasses import dataclass

import numpy as np

from tasks.artwork.canvas import Canvas
from tasks.artwork.figures import Figure
from tasks.artwork.palettes import Ground, Scheme, Tones
from tasks.artwork.relations import Relation
from tasks.artwork.sentence import Thing
from tasks.domain.channel import Palette
from tasks.domain.values import Frozen


class CardPlan(Frozen):
    """The plan of one scene's card.

    `turn` is the scene's number in the short, from 0. `drop` lowers the floor, in units of the 1080 x 1920 design.
    `group` counts the first thing; 0 is no group. `phrase` is what a card of type sets, a part of `text`. `focus` is a
    share of width and height.
    """

    layout: str
    text: str
    palette: Palette
    ground: Ground
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
