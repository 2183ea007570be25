"""Two to four amounts as bars that stand on one line, true to scale from nothing up."""

import skia

from tasks.artwork.canvas import box, gradient
from tasks.artwork.layers import rightwards, upwards
from tasks.artwork.layouts.common import Stage, figure_lines, floor, name, sheet, shelf, spoken, stage, stated
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part, Relation
from tasks.artwork.sentence import Mentions

MAX_RATIO = 12  # of the largest to the smallest bar; `discs` shows what differs more
GAP = 0.16  # of a bar's slot that stays free on each side


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    with context.element(
        "trace", at=(ground.middle, ground.bottom), matte=rightwards(ground.left, ground.right)
    ) as one:
        shelf(one, ground.left, ground.right, ground.bottom)
    slot = (ground.right - ground.left) / len(relation.parts)
    for number, part in enumerate(relation.parts):
        at = ground.left + (number + 0.5) * slot, ground.bottom
        with context.element("fill", spoken(part), at, matte=upwards(ground.bottom, ground.top)) as one:
            bar(one, relation, part, number, ground, slot)


def bar(context: DrawingContext, relation: Relation, part: Part, number: int, ground: Stage, slot: float) -> None:
    """One amount: its bar, and above it its label and its figure. The largest is in the colour of subjects."""
    size = min(190.0, slot * 0.46)
    lines = max(len(figure_lines(one, size)) for one in relation.parts)
    above = size * 1.05 + 62 * 2.2 + (lines - 1) * size * 0.5  # for the words over any bar: all have one scale
    most = max(one.value for one in relation.parts)
    most = relation.whole if 2 * most > relation.whole > 0 else most
    top = ground.bottom - (ground.bottom - ground.top - above) * part.value / most
    left = ground.left + number * slot + slot * GAP
    right = left + slot * (1 - 2 * GAP)
    largest = part.value == max(one.value for one in relation.parts)
    body = context.scheme.body if largest else (context.scheme.accents[0], context.scheme.accents[0])
    path = skia.Path()
    path.addRect(box(left, top, right, ground.bottom))
    sheet(context, path, gradient(*body, top, ground.bottom))
    x = (left + right) / 2
    name(context, part.label, x, top - 34, slot * 0.98, 62 if slot > 300 else 50)
    rows = 2 if len(part.label.split()) > 1 else 1
    stated(context, part, x, top - 54 - 62 * rows, size, slot * 0.96)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For amounts that bars can show true to scale."""
    relation = mentions.relation
    if not relation or relation.kind != "compare":
        return None
    values = [part.value for part in relation.parts]
    return -1 if max(values) <= MAX_RATIO * min(values) else None


LAYOUT = Layout(
    "compare", fits, draw, things=first_things(0), shows=frozenset({"relation"}), focus=(0.5, 0.38), flat_floor=True
)
