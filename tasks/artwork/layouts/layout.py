"""The description that each layout gives of itself: which sentences it fits, what it shows of them, how to draw it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Kind
from tasks.artwork.sentence import Mentions, Thing

TYPE = 8.0  # rank of the layouts without a picture: behind any picture that the short has worn
TYPES = 4  # layouts of type that take turns
Part = Literal["figure", "group", "place", "relation", "phrase", "person", "quote"]


def first_things(count: int) -> Callable[[Mentions], tuple[Thing, ...]]:
    """A chooser of the first `count` things of a sentence, or of all if it has fewer."""
    return lambda mentions: mentions.things[:count]


def relates(*kinds: Kind) -> Callable[[Mentions, int], float | None]:
    """A `fits` for diagrams: best of all for a sentence with a relation of these kinds."""
    return lambda mentions, _turn: -1 if mentions.relation and mentions.relation.kind in kinds else None


def of_type(turn: int, place: int) -> float:
    """The rank of one of the layouts of type, which take turns by their places, from 0."""
    return TYPE + (turn + place) % TYPES / 10


@dataclass(frozen=True)
class Layout:
    """One way to lay out a card: direction.py chooses by it, cards.py draws with it.

    `fits(mentions, turn)` ranks the layout for a sentence: 0 shows it best, higher ranks show it less well, None means
    that the layout cannot show it. `turn` is a number of the scene's own, 0 for the first.
    """

    name: str
    fits: Callable[[Mentions, int], float | None]
    draw: Callable[[DrawingContext], None]
    things: Callable[[Mentions], tuple[Thing, ...]]  # picks those it draws
    shows: frozenset[Part] = frozenset()  # what it draws besides things
    focus: tuple[float, float] = (0.5, 0.4)  # where the camera aims, as a share of width and height
    flat_floor: bool = False  # needs the floor level and at its usual height, since the subject touches it
