"""Steps one after the other, each number on a disc beside its words; a single step stands large."""

from tasks.artwork.canvas import W, dashed, line, text
from tasks.artwork.faces import in_capitals
from tasks.artwork.layers import upwards
from tasks.artwork.layouts.common import Stage, disc, floor, muted, stage, two_lines
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part, Relation


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    if len(relation.parts) == 1:
        single(context, relation.parts[0], ground)
    else:
        several(context, relation, ground)


def several(context: DrawingContext, relation: Relation, ground: Stage) -> None:
    """All steps from above, joined by a dashed line."""
    pitch = min(260.0, (ground.bottom - ground.top) / len(relation.parts))
    radius = pitch * 0.36
    top = (ground.top + ground.bottom) / 2 - pitch * (len(relation.parts) - 1) / 2
    x = ground.left + radius
    last = top + pitch * (len(relation.parts) - 1)
    with context.element("trace", at=(x, top), matte=upwards(top, last)) as one:
        one.canvas.drawLine(x, top, x, last, dashed(fade(one.scheme.text, 0.6), 10, 6, 26))
    for number, part in enumerate(relation.parts):
        with context.element("pop", part.text.split()[0], (x, top + number * pitch)) as one:
            step(one, part, x, top + number * pitch, radius, ground)


def step(context: DrawingContext, part: Part, x: float, y: float, radius: float, ground: Stage) -> None:
    """One step: its number on a disc, its words beside it in one or two lines."""
    disc(context, x, y, radius, context.scheme.body[0])
    text(context.canvas, f"{part.value:.0f}", x, y + radius * 0.5, radius * 1.15, context.tones.night)
    left = x + radius + 40
    size = min(104.0, radius * 1.1)
    rows = two_lines(part.text, ground.right - left, size)
    for number, row in enumerate(rows):
        at = y + size * 0.3 + (number - (len(rows) - 1) / 2) * size
        text(
            context.canvas,
            row,
            left,
            at,
            size,
            context.scheme.text,
            face="serif",
            anchor="left",
            width=ground.right - left,
        )


def single(context: DrawingContext, part: Part, ground: Stage) -> None:
    """One numbered step: its number large, its word above ("step"), what to do below, the row of steps in passing."""
    y = ground.top + 330
    with context.element("unfold", at=(W / 2, y)) as one:
        row(one, int(part.value), y)
    if part.label:
        with context.element("rise", part.label.split()[0], (W / 2, y - 240)) as one:
            text(one.canvas, part.label, W / 2, y - 240, 92, one.scheme.text, face="serif", width=600)
    with context.element("pop", f"{part.value:.0f}", (W / 2, y)) as one:
        disc(one, W / 2, y, 200, one.scheme.body[0])
        text(one.canvas, f"{part.value:.0f}", W / 2, y + 108, 250, one.tones.night, width=300)
    rows = two_lines(in_capitals(part.text), 840, 130, "display")
    at = y + 200 + (ground.bottom - y - 200) / 2 - len(rows) * 70 + 120
    for words in rows:
        with context.element("slam", words.split()[0], (W / 2, at - 50)) as one:
            text(one.canvas, words, W / 2, at, 140, one.scheme.loud, width=860)
        at += 140


def row(context: DrawingContext, number: int, y: float) -> None:
    """The steps before and after, as discs without numbers on one line."""
    canvas = context.canvas
    canvas.drawLine(-400, y, W + 400, y, line(muted(context), 10))
    for at in range(-2, 3):
        if at and number + at >= 1:
            canvas.drawCircle(W / 2 + at * 330, y, 70, line(fade(context.scheme.text, 0.5), 10))


LAYOUT = Layout("steps", relates("steps"), draw, things=first_things(0), shows=frozenset({"relation"}))
