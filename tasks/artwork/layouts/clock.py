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
    canvas, tones = context.canvas, context.tones
    canvas.drawCircle(X + 10, Y + 40, RADIUS, blur(fade(tones.night, 0.55), 34))
    canvas.drawCircle(X, Y, RADIUS, gradient(tones.paper, tones.pale, Y - RADIUS, Y + RADIUS))
    canvas.drawCircle(X, Y, RADIUS - 22, line(tones.deep, 4))
    for minute in range(60):
        inner = RADIUS - (90 if minute % 5 == 0 else 62)
        _spoke(context, minute * 6, inner, RADIUS - 42, 9 if minute % 5 == 0 else 3)
    minutes = figure.value % 1 * 60
    _spoke(context, figure.value * 30, -40, 200, 24)
    _spoke(context, minutes * 6, -40, 290, 14)
    canvas.drawCircle(X, Y, 26, fill(tones.deep))
    canvas.drawCircle(X, Y, 10, fill(tones.key))
    floor(context)
    if figure.unit:
        pill(canvas, in_capitals(figure.unit), X, Y + RADIUS + 24, tones.paper, tones.deep, 44)
    if context.plan.things:
        subject(context, context.plan.icon, 800, 1030, 300, angle=6)


def _spoke(context: DrawingContext, degrees: float, inner: float, outer: float, width: float) -> None:
    """Draw a line outwards from the dial's centre, at `degrees` clockwise from twelve o'clock."""
    a = math.radians(degrees)
    dx, dy = math.sin(a), -math.cos(a)
    paint = line(context.tones.deep, width)
    context.canvas.drawLine(X + inner * dx, Y + inner * dy, X + outer * dx, Y + outer * dy, paint)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 0 if mentions.figure and mentions.figure.kind == "clock" else None


LAYOUT = Layout("clock", fits, draw, things=first_things(1), shows=frozenset({"figure"}))
