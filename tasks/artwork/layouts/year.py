"""Century over decade, filling the frame and sinking into the floor, with a subject stamped on it."""

from tasks.artwork.canvas import text
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions


def draw(context: DrawingContext) -> None:
    year = context.plan.figure.text if context.plan.figure else ""
    if len(year) == 3:
        text(context.canvas, year, 540, 880, 660, context.scheme.loud, width=860)
    else:
        text(context.canvas, year[:2], 540, 644, 540, context.scheme.text, width=860)
        text(context.canvas, year[2:], 540, 1150, 540, context.scheme.loud, width=860)
    floor(context)
    if context.plan.things:
        x, y, size = (540, 1110, 270) if len(year) == 3 else (800, 660, 320)
        subject(context, context.plan.icon, x, y, size, angle=9)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For an exact year; `big` shows years with an "around"."""
    figure = mentions.figure
    return 0 if figure and figure.kind == "year" and not figure.qualifier else None


LAYOUT = Layout(
    "year", fits, draw, things=first_things(1), shows=frozenset({"figure"}), focus=(0.5, 0.45), flat_floor=True
)
