"""A formula, large, with its lowered and raised signs."""

import skia

from tasks.artwork.canvas import blur, box, fill, line, measure, text
from tasks.artwork.layouts.common import floor, stage
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Relation

SMALL = 0.58  # size of lowered and raised signs, as a share of the others
SHIFT = {-1.0: 0.16, 1.0: -0.42}  # by how much they stand lower or higher
WIDTH, LARGEST = 800, 520


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    wide = _width(relation, 100)
    size = min(LARGEST, 100 * WIDTH / wide)
    y = (ground.top + ground.bottom) / 2 + size * 0.36
    with context.element("unfold", at=(ground.middle, y)) as one:
        board(one, wide * size / 100, y, size)
    with context.element("slam", at=(ground.middle, y), after=6) as one:
        signs(one, relation, ground.middle - wide * size / 200, y, size)


def board(context: DrawingContext, wide: float, y: float, size: float) -> None:
    """The frame around the formula: two thin lines, like the edge of a blackboard."""
    middle, high = y - size * 0.4, max(size * 0.86, 260)
    outer = box(540 - wide / 2 - 90, middle - high, 540 + wide / 2 + 90, middle + high)
    context.canvas.save()  # the pane is translucent: no shadow shines through it
    context.canvas.clipRRect(skia.RRect.MakeRectXY(outer, 40, 40), skia.ClipOp.kDifference, True)
    context.canvas.drawRoundRect(outer, 40, 40, blur(fade(context.tones.night, 0.25), 30))
    context.canvas.restore()
    context.canvas.drawRoundRect(outer, 40, 40, fill(fade(context.tones.night, 0.37)))
    context.canvas.drawRoundRect(outer, 40, 40, line(fade(context.scheme.text, 0.5), 6))


def signs(context: DrawingContext, relation: Relation, x: float, y: float, size: float) -> None:
    """The formula's runs of signs from left to right."""
    for part in relation.parts:
        own = size * (SMALL if part.value else 1.0)
        shift = SHIFT.get(part.value, 0.0) * size
        colour = context.scheme.text if part.value else context.scheme.loud
        lead = len(part.text) - len(part.text.lstrip())
        x += lead * own * 0.22
        wide, _ = text(context.canvas, part.text.strip(), x, y + shift, own, colour, anchor="left")
        x += wide + (len(part.text) - len(part.text.rstrip())) * own * 0.22


def _width(relation: Relation, size: float) -> float:
    total = 0.0
    for part in relation.parts:
        own = size * (SMALL if part.value else 1.0)
        spaces = len(part.text) - len(part.text.strip())
        total += measure(part.text.strip(), "display", own) + spaces * own * 0.22
    return total


LAYOUT = Layout("formula", relates("formula"), draw, things=first_things(0), shows=frozenset({"relation"}))
