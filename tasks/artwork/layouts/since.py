"""A time line from THEN to NOW, with ticks that crowd towards THEN."""

from tasks.artwork.canvas import fill, line, pill
from tasks.artwork.layers import rightwards
from tasks.artwork.layouts.common import floor, number
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

Y = 985


def draw(context: DrawingContext) -> None:
    tones, scheme = context.tones, context.scheme
    with context.element("trace", at=(540, Y), matte=rightwards(970, 110)) as part:
        for step in range(56):
            x, high, strength = 130 + 820 * (step / 55) ** 1.8, 90 if step % 8 == 0 else 40, 0.95 - 0.6 * step / 56
            part.canvas.drawLine(x, Y - high, x, Y, line(fade(scheme.text, strength), 4))
        part.canvas.drawLine(110, Y, 970, Y, line(scheme.text, 8))
    floor(context)
    for x, word, label_x, after in ((130, "THEN", 170, 18), (950, "NOW", 915, 0)):
        with context.element("rise", at=(x, Y), after=after) as part:  # it furnishes no stage: the number comes at once
            part.canvas.drawCircle(x, Y, 34, fill(tones.paper))
            part.canvas.drawCircle(x, Y, 20, fill(scheme.accents[0]))
            pill(part.canvas, word, label_x, Y + 110, tones.paper, tones.night)
    number(context, 600, size=440)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 0 if mentions.figure and mentions.figure.kind == "ago" else None


LAYOUT = Layout("since", fits, draw, things=first_things(0), shows=frozenset({"figure"}))
