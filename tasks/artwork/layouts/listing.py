"""Three to five things that a sentence lists, each on a strip of paper that sits a little askew."""

import skia

from tasks.artwork.canvas import box, fill, text
from tasks.artwork.faces import in_capitals
from tasks.artwork.layouts.common import Stage, floor, sheet, stage
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part
from tasks.artwork.sentence import Mentions

ANGLES = (-2.2, 1.6, -1.2, 2.0, -1.6)  # degrees
LEANS = (-34, 30, -16, 36, -28)  # units to the side
GAP = 26


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    count = len(relation.parts)
    high = min(210.0, (ground.bottom - ground.top - GAP * (count - 1)) / count)
    top = (ground.top + ground.bottom) / 2 - (high * count + GAP * (count - 1)) / 2
    for number, part in enumerate(relation.parts):
        at = ground.middle, top + number * (high + GAP) + high / 2
        with context.element("stamp", part.text.split()[0], at) as one:
            strip(one, part, number, ground, top + number * (high + GAP), high)


def strip(context: DrawingContext, part: Part, number: int, ground: Stage, top: float, high: float) -> None:
    """One thing in capitals on its strip; the strips' colours alternate."""
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    middle = top + high / 2
    canvas.save()
    canvas.rotate(ANGLES[number], ground.middle, middle)
    canvas.translate(LEANS[number], 0)
    path = skia.Path()
    path.addRect(box(ground.left + 10, top, ground.right - 10, top + high))
    papers = [tone for tone in (scheme.body[0], tones.paper, tones.pale) if tone not in scheme.sky]
    sheet(context, path, fill(papers[number % len(papers)]))
    size = high * 0.62
    text(canvas, in_capitals(part.text), ground.middle, middle + size * 0.42, size, tones.night, width=780)
    canvas.restore()


def fits(mentions: Mentions, _turn: int) -> float | None:
    """Ranks behind `trio`, which has pictures, unless fewer than three of the things have one."""
    if not mentions.relation or mentions.relation.kind != "list":
        return None
    return 1.5 if len(mentions.things) < 3 else 2.5


LAYOUT = Layout("listing", fits, draw, things=first_things(0), shows=frozenset({"relation"}))
