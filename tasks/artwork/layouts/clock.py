"""The time of day that the sentence names, on a dial."""

import math

from tasks.artwork.canvas import blur, fill, gradient, line, pill
from tasks.artwork.faces import in_capitals
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

X, Y, RADIUS = 540, 690, 390


def draw(context: DrawingContext) -> None:
    figure = context.plan.figure
    if figure is None:
        return
    tones, said = context.tones, figure.text.split(":")[0]
    with context.element("pop", at=(X, Y)) as part:
        part.canvas.drawCircle(X + 10, Y + 40, RADIUS, blur(fade(tones.night, 0.55), 34))
        part.canvas.drawCircle(X, Y, RADIUS, gradient(tones.paper, tones.pale, Y - RADIUS, Y + RADIUS))
        part.canvas.drawCircle(X, Y, RADIUS - 22, line(tones.deep, 4))
        for minute in range(60):
            inner = RADIUS - (90 if minute % 5 == 0 else 62)
            _spoke(part, minute * 6, inner, RADIUS - 42, 9 if minute % 5 == 0 else 3)
    minutes = figure.value % 1 * 60
    with context.element("turn", said, (X, Y)) as part:
        _spoke(part, figure.value * 30, -40, 200, 24)
    with context.element("turn", said, (X, Y), after=2) as part:
        _spoke(part, minutes * 6, -40, 290, 14)
        part.canvas.drawCircle(X, Y, 26, fill(tones.deep))
        part.canvas.drawCircle(X, Y, 10, fill(tones.key))
    floor(context)
    if figure.unit:
        with context.element("pop", figure.unit.split()[0], (X, Y + RADIUS + 24), depth=1.1) as part:
            pill(
                part.canvas, in_capitals(figure.unit.replace(".", "")), X, Y + RADIUS + 24, tones.paper, tones.deep, 44
            )
    if context.plan.things:
        subject(context, context.plan.things[0], 850, 390, 270, angle=6, entrance="stamp", depth=1.1)


def _spoke(context: DrawingContext, degrees: float, inner: float, outer: float, width: float) -> None:
    """Draw a line outwards from the dial's centre, at `degrees` clockwise from twelve o'clock."""
    a = math.radians(degrees)
    dx, dy = math.sin(a), -math.cos(a)
    paint = line(context.tones.deep, width)
    context.canvas.drawLine(X + inner * dx, Y + inner * dy, X + outer * dx, Y + outer * dy, paint)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 0 if mentions.figure and mentions.figure.kind == "clock" else None


LAYOUT = Layout("clock", fits, draw, things=first_things(1), shows=frozenset({"figure"}))
