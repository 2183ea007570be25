"""A card, decided: everything that drawing it needs, as data, so that it is drawn the same anywhere."""

from dataclasses import dataclass

import numpy as np

from tasks.artwork.canvas import Canvas
from tasks.artwork.figures import Figure
from tasks.artwork.palettes import Ground, Scheme, Tones
from tasks.artwork.sentence import Thing
from tasks.domain.channel import Palette
from tasks.domain.values import Frozen


class CardPlan(Frozen):
    """One scene's card. `turn` is its number in the short."""

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
    focus: tuple[float, float] = (0.5, 0.4)

    @property
    def icon(self) -> str:
        return self.things[0].icon if self.things else ""


@dataclass(frozen=True)
class DrawingContext:
    """What a layout draws with: the canvas in design units, the plan and its colours, and a source of chance."""

    canvas: Canvas
    plan: CardPlan
    tones: Tones
    scheme: Scheme
    rng: np.random.Generator
