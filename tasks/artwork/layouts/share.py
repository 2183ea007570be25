"""A part of a whole as things of which some are coloured: three of four discs, 65 of 100 dots."""

import math

import skia

from tasks.artwork.canvas import box, fill, text
from tasks.artwork.faces import in_capitals
from tasks.artwork.glyphs import flat
from tasks.artwork.layers import upwards
from tasks.artwork.layouts.common import Stage, floor, muted, name, spoken, stage, stated
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part, Relation

PERSON = "icons:f0004"
PEOPLE = frozenset("people adults men women children voters citizens workers patients users students americans".split())
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 3, 7: 4, 8: 4, 9: 3, 10: 5, 11: 4, 12: 4}  # by count; else 10


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    part = relation.parts[0]
    low = ground.top + (300 if relation.whole > 12 else 320)
    with context.element("slam", spoken(part), (ground.middle, low - 80)) as one:
        said(one, part, ground.middle, low - (80 if part.label else 0), percent=relation.whole == 100)
    if part.label:
        with context.element("rise", part.label.split()[0], (ground.middle, low)) as one:
            name(one, part.label, ground.middle, low + 10, 800, 84)
    area = Stage(ground.left + 30, low + 70, ground.right - 30, ground.bottom)
    at = ground.middle, (area.top + area.bottom) / 2
    with context.element("fill", spoken(part), at, matte=upwards(area.top, area.bottom)) as one:
        whole(one, relation, area)


def said(context: DrawingContext, part: Part, x: float, y: float, *, percent: bool) -> None:
    """The share as the sentence says it: a percentage by its digits, "one in 12" as one line."""
    if percent and any(char.isdigit() for char in part.text):
        stated(context, part, x, y, 230, 840)
    else:
        text(context.canvas, in_capitals(part.text), x, y, 200, context.scheme.loud, width=840)


def whole(context: DrawingContext, relation: Relation, area: Stage) -> None:
    """All things of the whole in rows; those of the part are coloured, the last one as far as it counts."""
    columns = COLUMNS.get(relation.whole, 10)
    rows = math.ceil(relation.whole / columns)
    cell = min((area.right - area.left) / columns, (area.bottom - area.top) / rows)
    left = area.middle - cell * columns / 2
    top = area.top + (area.bottom - area.top - cell * rows) / 2
    for number in range(relation.whole):
        x, y = left + cell * (number % columns + 0.5), top + cell * (number // columns + 0.5)
        thing(context, relation, x, y, cell, relation.parts[0].value - number)


def thing(context: DrawingContext, relation: Relation, x: float, y: float, cell: float, counted: float) -> None:
    """One thing of the whole; `counted` from 1 colours all of it, 0 and less nothing."""
    _shape(context, relation, x, y, cell, muted(context))
    if counted <= 0:
        return
    canvas = context.canvas
    canvas.save()
    canvas.clipRect(box(x - cell / 2, y - cell / 2, x - cell / 2 + cell * min(1.0, counted), y + cell / 2))
    _shape(context, relation, x, y, cell, context.scheme.loud)
    canvas.restore()


def _shape(context: DrawingContext, relation: Relation, x: float, y: float, cell: float, colour: int) -> None:
    if relation.whole <= 12 and relation.parts[0].label.lower() in PEOPLE:
        flat(context.canvas, PERSON, x, y, cell * 0.98, colour)
    elif relation.whole <= 12:
        context.canvas.drawCircle(x, y, cell * 0.42, fill(colour))
    else:
        path = skia.Path()
        path.addCircle(x, y, cell * 0.4)
        context.canvas.drawPath(path, fill(colour))


LAYOUT = Layout(
    "share", relates("share"), draw, things=first_things(0), shows=frozenset({"relation"}), focus=(0.5, 0.38)
)
