"""Century over decade, filling the stage in steps, with a subject in the free corner."""

from tasks.artwork.canvas import text
from tasks.artwork.layouts.common import Stage, floor, stage, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

LOW = 1150  # the lowest baseline: captions stand below


def draw(context: DrawingContext) -> None:
    year = context.plan.figure.text if context.plan.figure else ""
    ground = stage(context.canvas)
    if len(year) == 3:
        with context.element("slam", year, (540, 640)) as part:
            text(part.canvas, year, 540, min(880, ground.bottom - 150), 660, part.scheme.loud, width=860)
    else:
        _digits(context, year, ground)
    floor(context)
    if context.plan.things:
        x, y, size = (540, ground.bottom - 20, 270) if len(year) == 3 else (840, ground.top + 170, 300)
        subject(context, context.plan.things[0], x, y, size, angle=9, entrance="stamp", depth=1.1)


def _digits(context: DrawingContext, year: str, ground: Stage) -> None:
    """Century over decade, in steps, above the captions."""
    low = min(LOW, ground.bottom)
    size = (low - ground.top) * 0.54
    for digits, x, y, colour, after in (
        (year[:2], 380, low - size * 0.926, context.scheme.text, 0),
        (year[2:], 690, low, context.scheme.loud, 9),
    ):
        with context.element("slam", year, (x, y - size * 0.37), after=after) as part:
            text(part.canvas, digits, x, y, size, colour, width=560)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For an exact year; `big` shows years with an "around"."""
    figure = mentions.figure
    return 0 if figure and figure.kind == "year" and not figure.qualifier else None


LAYOUT = Layout(
    "year", fits, draw, things=first_things(1), shows=frozenset({"figure"}), focus=(0.5, 0.45), flat_floor=True
)
