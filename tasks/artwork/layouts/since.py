"""A time line from THEN to NOW, with ticks that crowd towards THEN."""

from tasks.artwork.canvas import fill, line, pill
from tasks.artwork.layouts.common import floor, number
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

Y = 985


def draw(context: DrawingContext) -> None:
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    for step in range(56):
        x = 130 + 820 * (step / 55) ** 1.8
        canvas.drawLine(x, Y - (90 if step % 8 == 0 else 40), x, Y, line(fade(scheme.text, 0.95 - 0.6 * step / 56), 4))
    canvas.drawLine(110, Y, 970, Y, line(scheme.text, 8))
    floor(context)
    for x, word, label_x in ((130, "THEN", 170), (950, "NOW", 915)):
        canvas.drawCircle(x, Y, 34, fill(tones.paper))
        canvas.drawCircle(x, Y, 20, fill(scheme.accents[0]))
        pill(canvas, word, label_x, Y + 110, tones.paper, tones.night)
    number(context, 600, size=440)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 0 if mentions.figure and mentions.figure.kind == "ago" else None


LAYOUT = Layout("since", fits, draw, things=first_things(0), shows=frozenset({"figure"}))
