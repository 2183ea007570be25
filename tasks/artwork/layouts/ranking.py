"""A rank on a podium: the place that the sentence names is lit, the others wait."""

import skia

from tasks.artwork.canvas import box, fill, gradient, pill, text
from tasks.artwork.faces import in_capitals
from tasks.artwork.layers import upwards
from tasks.artwork.layouts.common import Stage, floor, muted, sheet, stage, two_lines
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Relation

STEPS = {3: (2, 1, 3), 5: (4, 2, 1, 3, 5)}  # ranks from left to right, by the number of steps
HIGH, LOWER = 370, {3: 75, 5: 40}  # units: height of the first step, and by how much each next one is lower
ABOVE = 100  # units between what is said and the first step


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    with context.element("slam", relation.parts[0].text.split()[0], (ground.middle, ground.top + 90)) as one:
        low = said(one, relation, ground)
    rank = int(relation.parts[0].value)
    order = STEPS[3 if rank <= 3 else 5]
    slot = (ground.right - ground.left) / len(order)
    scale = min(1.0, (ground.bottom - low - ABOVE) / HIGH)
    for number, place in enumerate(order):
        left, named = ground.left + number * slot, relation.parts[0].text.split()[0] if place == rank else ""
        at, drawn = (left + slot / 2, ground.bottom), upwards(ground.bottom, ground.top)
        with context.element("fill", named, at, after=3 * number, matte=drawn) as one:
            high = scale * (HIGH - LOWER[len(order)] * (place - 1))
            step(one, relation, place, box(left, ground.bottom - high, left + slot, ground.bottom), 150 * scale)


def said(context: DrawingContext, relation: Relation, ground: Stage) -> float:
    """The superlative in capitals over what it ranks; returns the lowest baseline."""
    part = relation.parts[0]
    rows = two_lines(in_capitals(part.text), 800, 150, "display")
    y = ground.top + 90.0
    for row in rows:
        _, size = text(context.canvas, row, ground.middle, y, 150, context.scheme.loud, width=840)
        y += size * 0.98
    if not part.label:
        return y - size * 0.98
    text(context.canvas, part.label, ground.middle, y - 40, 104, context.scheme.text, face="serif", width=800)
    return y - 40


def step(context: DrawingContext, relation: Relation, place: int, area: skia.Rect, size: float) -> None:
    """One step of the podium with its number; the first one's name on a tab, if the sentence gives it."""
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    lit = place == int(relation.parts[0].value)
    top, middle, slot = area.top(), area.centerX(), area.width()
    path = skia.Path()
    path.addRect(area.makeInset(6, 0))
    if lit:
        sheet(context, path, gradient(*scheme.body, top, area.bottom()))
    else:
        canvas.drawPath(path, fill(muted(context)))
    colour = tones.night if lit else scheme.text
    text(canvas, str(place), middle, top + size * 1.27, size, colour, width=slot * 0.7)
    ahead = next((part for part in relation.parts[1:] if int(part.value) == place), None)
    if ahead:
        pill(canvas, in_capitals(ahead.text), middle, top - 6, tones.paper, tones.night, 40, width=slot)


LAYOUT = Layout(
    "ranking", relates("ranking"), draw, things=first_things(0), shows=frozenset({"relation"}), flat_floor=True
)
