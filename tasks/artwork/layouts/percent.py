"""A percentage as a ring, filled to scale."""

import skia

from tasks.artwork.canvas import blur, box, line, text
from tasks.artwork.layouts.common import floor
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

X, Y, RADIUS, WIDTH = 540, 680, 340, 92


def draw(context: DrawingContext) -> None:
    figure = context.plan.figure
    if figure is None:
        return
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    ring = box(X - RADIUS, Y - RADIUS, X + RADIUS, Y + RADIUS)
    soft = blur(fade(tones.night, 0.4), 26)
    soft.setStyle(skia.Paint.kStroke_Style)
    soft.setStrokeWidth(WIDTH)
    canvas.drawCircle(X + 8, Y + 34, RADIUS, soft)
    canvas.drawCircle(X, Y, RADIUS, line(fade(scheme.text, 0.22), WIDTH))
    arc = line(scheme.body[0], WIDTH)
    arc.setStrokeCap(skia.Paint.kButt_Cap)
    canvas.drawArc(ring, -90, 3.6 * figure.value, False, arc)
    text(canvas, figure.text, X, Y + 86, 240, scheme.text, width=500)
    if figure.qualifier:
        text(canvas, figure.qualifier, X, Y - 130, 84, scheme.text, face="serif", width=420)
    floor(context)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 0 if mentions.figure and mentions.figure.kind == "percent" else None


LAYOUT = Layout("percent", fits, draw, things=first_things(0), shows=frozenset({"figure"}))
