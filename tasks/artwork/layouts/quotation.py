"""What somebody says: all that a scene quotes, under a large quotation mark, over the speaker's name if it is told."""

from functools import partial

import skia

from tasks.artwork.canvas import box, fill, pill, text
from tasks.artwork.faces import in_capitals, settable
from tasks.artwork.layouts.common import floor, sheet, stage
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.layouts.statement import spacing, wrap
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.words import split_words

LEFT, RIGHT = 105, 975  # edges of the bubble
EDGE = 60
TOP, BELOW = 110.0, 150.0  # room above the bubble for its mark, and below it for the speaker


def draw(context: DrawingContext) -> None:
    ground = stage(context.canvas)
    said = settable(context.plan.phrase.strip(" ,"), "serif")
    room = ground.bottom - ground.top - TOP - BELOW - 2 * EDGE
    lines, size = wrap(said, room)
    rise, pitch = spacing(said)
    size *= min(1.0, room / (len(lines) * size * pitch))
    leading = size * pitch
    high = leading * len(lines) + 2 * EDGE
    top = ground.top + max(TOP, (ground.bottom - ground.top - high - BELOW) / 2)
    low = top + high
    floor(context)
    with context.element("unfold", at=(540, (top + low) / 2)) as one:
        bubble(one, top, low)
    right_to_left = reads_right_to_left(said)
    set_row = partial(text, face="serif", width=RIGHT - LEFT - 2 * EDGE, right_to_left=right_to_left)
    for number, row in enumerate(lines):
        y, words = top + EDGE * 0.9 + size * rise + number * leading, split_words(row)
        with context.element("rise", words[0] if words else "", (540, y)) as one:
            set_row(one.canvas, row, 540, y, size, one.tones.night)
    with context.element("pop", at=(LEFT + 120, top)) as one:
        mark = one.scheme.accents[0]
        text(one.canvas, "“", LEFT + 130, top + 250, 420, mark, face="display")
    if context.plan.speaker:
        name = context.plan.speaker
        with context.element("stamp", name.split()[-1], (540, low + 105), depth=1.1) as one:
            pill(one.canvas, in_capitals(name), 540, low + 105, one.tones.paper, one.tones.night, 66)


def bubble(context: DrawingContext, top: float, low: float) -> None:
    """A sheet with round corners, whose tail points down to who speaks."""
    path, tail = skia.Path(), skia.Path()
    path.addRoundRect(box(LEFT, top, RIGHT, low), 60, 60)
    tail.addPoly([skia.Point(470, low - 10), skia.Point(610, low - 10), skia.Point(540, low + 66)], True)
    whole = skia.Op(path, tail, skia.kUnion_PathOp) or path
    sheet(context, whole, fill(context.tones.paper if context.scheme.ground != "paper" else context.tones.pale))


def fits(mentions: Mentions, _turn: int) -> float | None:
    """With its speaker before single things; without, before the other layouts of type."""
    if not mentions.quote:
        return None
    return 1.8 if mentions.speaker else 3.2 if not mentions.things else 4.4


LAYOUT = Layout(
    "quotation", fits, draw, things=first_things(0), shows=frozenset({"quote", "phrase"}), focus=(0.5, 0.36)
)
