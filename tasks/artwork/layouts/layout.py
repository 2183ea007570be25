"""What a layout says of itself: which sentences it suits, what of them it shows, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions, Thing

Part = Literal["figure", "group", "place"]


def first_things(count: int) -> Callable[[Mentions], tuple[Thing, ...]]:
    """Chooses the first `count` things of a sentence; fewer where it has fewer."""
    return lambda mentions: mentions.things[:count]


@dataclass(frozen=True)
class Layout:
    """One way to lay out a card, as `tasks.artwork.direction` chooses it and `tasks.artwork.cards` draws it.

    `fits(mentions, turn)` ranks the layout for a sentence: 0 tells it best, higher numbers tell it less well, None
    means that the layout cannot show it. `turn` is the number of the scene.
    """

    name: str
    fits: Callable[[Mentions, int], float | None]
    draw: Callable[[DrawingContext], None]
    things: Callable[[Mentions], tuple[Thing, ...]]  # chooses those it draws
    shows: frozenset[Part] = frozenset()  # what else it draws of a sentence
    focus: tuple[float, float] = (0.5, 0.4)  # where the camera aims, as shares of width and height
    flat_floor: bool = False  # its subject meets the floor at a fixed height, so no hills and no drop
