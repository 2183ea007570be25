"""Century over decade, filling the frame and sinking into the floor, with a subject stamped on it."""

from tasks.artwork.canvas import text
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions


def draw(context: DrawingContext) -> None:
    year = context.plan.figure.text if context.plan.figure else ""
    if len(year) == 3:
        with context.element("slam", year, (540, 640)) as part:
            text(part.canvas, year, 540, 880, 660, part.scheme.loud, width=860)
    else:
        with context.element("slam", year, (540, 460)) as part:
            text(part.canvas, year[:2], 540, 690, 610, part.scheme.text, width=860)
        with context.element("slam", year, (540, 1020), after=9) as part:
            text(part.canvas, year[2:], 540, 1255, 610, part.scheme.loud, width=860)
    floor(context)
    if context.plan.things:
        x, y, size = (540, 1110, 270) if len(year) == 3 else (790, 720, 330)
        subject(context, context.plan.things[0], x, y, size, angle=9, entrance="stamp", depth=1.1)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For an exact year; `big` shows years with an "around"."""
    figure = mentions.figure
    return 0 if figure and figure.kind == "year" and not figure.qualifier else None


LAYOUT = Layout(
    "year", fits, draw, things=first_things(1), shows=frozenset({"figure"}), focus=(0.5, 0.45), flat_floor=True
)
