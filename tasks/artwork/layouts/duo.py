"""Two subjects at different depths."""

from tasks.artwork import backdrop
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions


def draw(context: DrawingContext) -> None:
    first, second = context.plan.things[:2]
    side = 1 if context.plan.turn % 2 else -1
    backdrop.ghost(context.canvas, first.icon, context.tones, context.scheme, 540 - side * 300, 420, 1200, 12)
    subject(context, second, 540 + side * 165, 455, 470, angle=8 * side, depth=0.85)
    subject(context, first, 540 - side * 115, 855, 600, angle=-5 * side, entrance="drop")
    floor(context)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 2 if len(mentions.things) >= 2 else None


LAYOUT = Layout("duo", fits, draw, things=first_things(2))
