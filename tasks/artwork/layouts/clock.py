"""The hour that the sentence names, on a dial."""

import math

from tasks.artwork.canvas import blur, fill, gradient, line, pill
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext

X, Y, RADIUS = 540, 690, 390


def draw(scene: DrawingContext) -> None:
    figure = scene.plan.figure
    if figure is None:
        return
    canvas, tones = scene.canvas, scene.tones
    canvas.drawCircle(X + 10, Y + 40, RADIUS, blur(fade(tones.night, 0.55), 34))
    canvas.drawCircle(X, Y, RADIUS, gradient(tones.paper, tones.pale, Y - RADIUS, Y + RADIUS))
    canvas.drawCircle(X, Y, RADIUS - 22, line(tones.deep, 4))
    for minute in range(60):
        inner = RADIUS - (90 if minute % 5 == 0 else 62)
        _spoke(scene, minute * 6, inner, RADIUS - 42, 9 if minute % 5 == 0 else 3)
    minutes = figure.value % 1 * 60
    _spoke(scene, figure.value * 30, -40, 200, 24)
    _spoke(scene, minutes * 6, -40, 290, 14)
    canvas.drawCircle(X, Y, 26, fill(tones.deep))
    canvas.drawCircle(X, Y, 10, fill(tones.key))
    floor(scene)
    if figure.unit:
        pill(canvas, figure.unit.upper(), X, Y + RADIUS + 24, tones.paper, tones.deep, 44)
    if scene.plan.things:
        subject(scene, scene.plan.icon, 800, 1030, 300, angle=6)


def _spoke(scene: DrawingContext, degrees: float, inner: float, outer: float, width: float) -> None:
    a = math.radians(degrees)
    dx, dy = math.sin(a), -math.cos(a)
    paint = line(scene.tones.deep, width)
    scene.canvas.drawLine(X + inner * dx, Y + inner * dy, X + outer * dx, Y + outer * dy, paint)
