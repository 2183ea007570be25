"""A date on the leaf of a calendar: the month above, the day large, the year below; or the name of a day or month."""

import skia

from tasks.artwork.canvas import box, fill, line, measure, text
from tasks.artwork.faces import in_capitals
from tasks.artwork.layouts.common import Stage, floor, sheet, spoken, stage
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part
from tasks.artwork.sentence import Mentions

WIDE, HEAD = 640, 215


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    part = relation.parts[0]
    floor(context)
    ground = stage(context.canvas)
    with context.element("stamp", spoken(part), (ground.middle, 600)) as one:
        one.canvas.save()
        one.canvas.rotate(-4 if one.plan.turn % 2 else 3, ground.middle, 600)
        leaf(one, part, ground)
        one.canvas.restore()


def leaf(context: DrawingContext, part: Part, ground: Stage) -> None:
    """The leaf with two rings through its upper edge."""
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    left, right = ground.middle - WIDE / 2, ground.middle + WIDE / 2
    top, bottom = ground.top + 50, ground.bottom - 40
    path = skia.Path()
    path.addRoundRect(box(left, top, right, bottom), 46, 46)
    sheet(context, path, fill(tones.paper if scheme.ground != "paper" else 0xFFFFFFFF))
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    canvas.drawRect(box(left, top, right, top + HEAD), fill(scheme.body[0]))
    canvas.restore()
    for x in (left + 110, right - 110):
        canvas.drawLine(x, top - 44, x, top + 26, line(tones.night, 26))
    text(canvas, in_capitals(part.unit), ground.middle, top + 172, 116, tones.night, width=WIDE - 120)
    high = bottom - top - HEAD - (130 if part.label else 0)
    shown = in_capitals(part.text)
    size = min(520, high * 0.94)
    size *= min(1.0, (WIDE - 90) / max(1.0, measure(shown, "display", size)))
    text(
        canvas,
        shown,
        ground.middle,
        top + HEAD + high / 2 + size * 0.43,
        size,
        tones.night,
        width=WIDE - 90,
    )
    if part.label:
        text(canvas, part.label, ground.middle, bottom - 44, 110, fade(tones.night, 0.75), width=WIDE - 120)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """A date behind diagrams, and before what else the sentence may show; the name of a day or month behind things."""
    if not mentions.relation or mentions.relation.kind != "date":
        return None
    return -0.5 if mentions.relation.parts[0].unit else 3.1


LAYOUT = Layout("calendar", fits, draw, things=first_things(0), shows=frozenset({"relation"}))
