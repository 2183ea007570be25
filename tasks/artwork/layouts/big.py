"""A giant number over its unit, with what it counts standing on the floor below, if there is an icon of it."""

import re

from tasks.artwork.layouts.common import floor, number, stage, subject
from tasks.artwork.layouts.layout import Layout
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions, Thing


def draw(context: DrawingContext) -> None:
    if not context.plan.things:
        number(context, 800, size=470)
        floor(context)
        return
    ground = stage(context.canvas)
    high = ground.bottom - ground.top
    size = min(360.0, 0.4 * high)
    low = number(context, max(ground.top + 0.46 * high, 268 + 0.93 * size), size=size)
    floor(context)
    room = ground.bottom - 15 - low
    subject(context, context.plan.things[0], 540, low + 45 + room / 2, room, entrance="drop", depth=1.1)


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
