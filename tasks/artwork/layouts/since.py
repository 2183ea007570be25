"""A line through time, ticks crowding towards then."""

from tasks.artwork.canvas import fill, line, pill
from tasks.artwork.layouts.common import floor, number
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext

Y = 985


def draw(scene: DrawingContext) -> None:
    canvas, tones, scheme = scene.canvas, scene.tones, scene.scheme
    for step in range(56):
        x = 130 + 820 * (step / 55) ** 1.8
        canvas.drawLine(x, Y - (90 if step % 8 == 0 else 40), x, Y, line(fade(scheme.text, 0.95 - 0.6 * step / 56), 4))
    canvas.drawLine(110, Y, 970, Y, line(scheme.text, 8))
    floor(scene)
    for x, word, at in ((130, "THEN", 170), (950, "NOW", 915)):
        canvas.drawCircle(x, Y, 34, fill(tones.paper))
        canvas.drawCircle(x, Y, 20, fill(scheme.accents[0]))
        pill(canvas, word, at, Y + 110, tones.paper, tones.night)
    number(scene, 600, size=440)
