"""A giant number over its unit, with what it counts standing on the floor below, if there is an icon of it."""

import re

from tasks.artwork.layouts.common import floor, number, subject
from tasks.artwork.layouts.layout import Layout
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions, Thing


def draw(context: DrawingContext) -> None:
    low = number(context, 720 if context.plan.things else 800, size=430 if context.plan.things else 500)
    if context.plan.things:
        subject(context, context.plan.things[0], 540, max(1100, low + 260), 420, entrance="drop")
    floor(context)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For amounts that no other layout draws to scale, and for years with an "around"."""
    figure = mentions.figure
    if not figure:
        return None
    return 0 if figure.kind in {"money", "measure", "count"} or (figure.kind == "year" and figure.qualifier) else None


def _counted(mentions: Mentions) -> tuple[Thing, ...]:
    """The thing that the number counts: next to any other icon, the number would seem to count that."""
    unit = re.split(r" (?:an?|per|each|every) ", mentions.figure.unit)[0].split() if mentions.figure else []
    return tuple(thing for thing in mentions.things if thing.word in unit)[:1]


LAYOUT = Layout("big", fits, draw, things=_counted, shows=frozenset({"figure"}))
