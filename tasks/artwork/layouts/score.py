"""The score of a game on two boards, with the names that the sentence gives them."""

import skia

from tasks.artwork.canvas import box, fill, pill, text
from tasks.artwork.faces import in_capitals
from tasks.artwork.layouts.common import Stage, floor, sheet, spoken, stage
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.palettes import Colour
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part

WIDE, HIGH = 400, 520


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    colours = (context.scheme.body[0], context.tones.pale)
    for number, (part, colour) in enumerate(zip(relation.parts, colours, strict=True)):
        x = ground.middle + (235 if number else -235)
        with context.element("stamp", spoken(part), (x, (ground.top + ground.bottom) / 2), after=6 * number) as one:
            board(one, part, x, ground, colour)


def board(context: DrawingContext, part: Part, x: float, ground: Stage, colour: Colour) -> None:
    """One side: its goals on a board of paper, and its name on a tab at the lower edge."""
    tones = context.tones
    y = (ground.top + ground.bottom) / 2
    path = skia.Path()
    path.addRoundRect(box(x - WIDE / 2, y - HIGH / 2, x + WIDE / 2, y + HIGH / 2), 44, 44)
    sheet(context, path, fill(tones.paper))
    inner = skia.Path()
    inner.addRoundRect(box(x - WIDE / 2 + 16, y - HIGH / 2 + 16, x + WIDE / 2 - 16, y + HIGH / 2 - 16), 32, 32)
    context.canvas.drawPath(inner, fill(colour))
    text(context.canvas, part.text, x, y + 160, 400, tones.night, width=WIDE - 90)
    if part.label:
        pill(context.canvas, in_capitals(part.label), x, y + HIGH / 2 + 10, tones.paper, tones.night, 44, width=330)


LAYOUT = Layout("score", relates("score"), draw, things=first_things(0), shows=frozenset({"relation"}))
