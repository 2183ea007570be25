"""A giant number over its unit; what it counts stands on the floor below, where there is a picture of it."""

from tasks.artwork.layouts.common import floor, number, subject
from tasks.artwork.layouts.layout import Layout
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions, Thing


def draw(context: DrawingContext) -> None:
    low = number(context, 720 if context.plan.things else 800, size=430 if context.plan.things else 500)
    if context.plan.things:
        subject(context, context.plan.icon, 540, max(1100, low + 260), 420)
    floor(context)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """Amounts that no other layout draws to scale, and years that are not exact."""
    figure = mentions.figure
    if not figure:
        return None
    return 0 if figure.kind in {"money", "measure", "count"} or (figure.kind == "year" and figure.qualifier) else None


def _counted(mentions: Mentions) -> tuple[Thing, ...]:
    """What the number counts: any other picture beside it would claim that the number counts that."""
    unit = mentions.figure.unit.split() if mentions.figure else []
    return tuple(thing for thing in mentions.things if thing.word in unit)[:1]


LAYOUT = Layout("big", fits, draw, things=_counted, shows=frozenset({"figure"}))
