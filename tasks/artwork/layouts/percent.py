"""A percentage as a ring, filled to scale."""

import skia

from tasks.artwork.canvas import blur, box, line, text
from tasks.artwork.layers import around
from tasks.artwork.layouts.common import floor
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

X, Y, RADIUS, WIDTH = 540, 680, 340, 92
BELOW = 86  # from the middle to the digits' baseline; with a qualifier above them, LOWER
LOWER, ABOVE = 106, 158


def draw(context: DrawingContext) -> None:
    figure = context.plan.figure
    if figure is None:
        return
    tones, scheme = context.tones, context.scheme
    ring = box(X - RADIUS, Y - RADIUS, X + RADIUS, Y + RADIUS)
    soft = blur(fade(tones.night, 0.4), 26)
    soft.setStyle(skia.Paint.kStroke_Style)
    soft.setStrokeWidth(WIDTH)
    with context.element("unfold", at=(X, Y)) as part:
        part.canvas.drawCircle(X + 8, Y + 34, RADIUS, soft)
        part.canvas.drawCircle(X, Y, RADIUS, line(fade(scheme.text, 0.22), WIDTH))
    arc = line(scheme.body[0], WIDTH)
    arc.setStrokeCap(skia.Paint.kButt_Cap)
    with context.element("fill", figure.text, (X, Y), matte=around(X, Y, figure.value / 100)) as part:
        part.canvas.drawArc(ring, -90, 3.6 * figure.value, False, arc)
    baseline = Y + (LOWER if figure.qualifier else BELOW)
    context.counting(
        lambda part, shown: text(part.canvas, shown, X, baseline, 240, scheme.text, width=500),
        figure.text,
        said=figure.text,
        at=(X, Y),
        entrance="fill",
    )
    if figure.qualifier:
        with context.element("rise", figure.qualifier.split()[0], (X, Y - ABOVE - 30)) as part:
            text(part.canvas, figure.qualifier, X, Y - ABOVE, 84, scheme.text, face="serif", width=360)
    floor(context)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 0 if mentions.figure and mentions.figure.kind == "percent" else None


LAYOUT = Layout("percent", fits, draw, things=first_things(0), shows=frozenset({"figure"}))
