"""A span of time: from year to year on a time line, or a length with one mark for each of its units."""

from tasks.artwork.canvas import Anchor, fill, line, text
from tasks.artwork.layers import rightwards
from tasks.artwork.layouts.common import Stage, disc, floor, name, spoken, stage, stated
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part, Relation

MOST_TICKS = 120  # years; longer spans have one mark for ten years, or a hundred
MARGIN = 0.12  # of the line, before the first year and after the last


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    if len(relation.parts) == 2:
        years(context, relation, ground)
    else:
        length(context, relation.parts[0], ground)


def years(context: DrawingContext, relation: Relation, ground: Stage) -> None:
    """Both years, one above the other's end of the line, and the line between them travelled."""
    first, last = relation.parts
    y = ground.bottom - 110
    start = ground.left + (ground.right - ground.left) * MARGIN
    end = ground.right - (ground.right - ground.left) * MARGIN
    step = next(step for step in (1, 10, 100, 1000) if (last.value - first.value) / step <= MOST_TICKS)
    marks = int((last.value - first.value) / step)
    with context.element("trace", at=(ground.middle, y), matte=rightwards(ground.left - 60, ground.right + 60)) as one:
        ticks(one, start, end, y, marks, ground)
    with context.element("fill", spoken(last), (ground.middle, y), matte=rightwards(start, end)) as one:
        travelled(one, start, end, y)
    upper, lower = (ground.top + y) / 2 - 50, y - 110
    size, wide = min(320, (lower - upper) / 0.9), 640.0
    if first.label or last.label:  # beside one another, as a month would lie on the year above it
        upper, size, wide = lower - 100, 320, 400.0
    with context.element("slam", spoken(first), (ground.left + 300, upper - 100)) as one:
        year(one, first, ground.left, upper, (size, wide), "left", one.scheme.text)
    with context.element("slam", spoken(last), (ground.right - 300, lower - 110)) as one:
        year(one, last, ground.right, lower, (size, wide), "right", one.scheme.loud)


def year(
    context: DrawingContext, part: Part, x: float, y: float, most: tuple[float, float], side: Anchor, colour: int
) -> None:
    """One year on a baseline, on one side of x, with its month above; `most` are its largest size and width."""
    wide, size = text(context.canvas, part.text, x, y, most[0], colour, anchor=side, width=most[1])
    if part.label:
        at = x + wide / 2 if side == "left" else x - wide / 2
        text(context.canvas, part.label, at, y - size * 0.93 - 20, 84, context.scheme.text, face="serif", width=500)


def ticks(context: DrawingContext, start: float, end: float, y: float, marks: int, ground: Stage) -> None:
    """The time line from edge to edge with a tick for each year, decade or century of the span."""
    canvas, scheme = context.canvas, context.scheme
    canvas.drawLine(ground.left - 60, y, ground.right + 60, y, line(fade(scheme.text, 0.45), 8))
    for mark in range(marks + 1):
        x = start + (end - start) * mark / max(1, marks)
        tall = 46 if mark % 10 == 0 else 26
        canvas.drawLine(x, y - tall, x, y, line(fade(scheme.text, 0.75), 4 if marks > 40 else 6))


def travelled(context: DrawingContext, start: float, end: float, y: float) -> None:
    """The line between the two ends, with a disc on each."""
    canvas, scheme = context.canvas, context.scheme
    canvas.drawLine(start, y, end, y, line(scheme.loud, 26))
    for x in (start, end):
        disc(context, x, y, 44, scheme.accents[0])


def length(context: DrawingContext, part: Part, ground: Stage) -> None:
    """A length of time: its number and unit, over a line that runs from one end to the other."""
    y = ground.bottom - 110
    size = min(400.0, (y - ground.top) * (0.44 if " " in part.text else 0.56))
    if part.unit:
        with context.element("rise", part.unit.split()[0], (ground.middle, y - 120)) as one:
            name(one, part.unit, ground.middle, y - 120 - size * 0.1, 840, size * 0.42)
    context.counting(
        lambda one, shown: stated(one, Part(text=shown), ground.middle, y - 120 - size * 0.55, size, 840),
        part.text,
        said=spoken(part),
        at=(ground.middle, y - 120 - size),
    )
    with context.element("trace", at=(ground.middle, y), matte=rightwards(ground.left - 60, ground.right + 60)) as one:
        ticks(one, ground.left, ground.right, y, _marks(part.text), ground)
    with context.element("fill", spoken(part), (ground.middle, y), matte=rightwards(ground.left, ground.right)) as one:
        travelled(one, ground.left, ground.right, y)
        for x in (ground.left, ground.right):
            one.canvas.drawCircle(x, y, 14, fill(one.tones.paper))


def _marks(said: str) -> int:
    """The number in a text of digits, if ticks can count it; else no more ticks than the two ends."""
    digits = said.rpartition(" ")[2].replace(",", "")
    return int(digits) if digits.isdecimal() and int(digits) <= MOST_TICKS else 1


LAYOUT = Layout("span", relates("span"), draw, things=first_things(0), shows=frozenset({"relation"}))
