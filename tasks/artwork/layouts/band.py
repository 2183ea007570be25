"""The phrase in capitals on a band of paper that crosses the card at a slant."""

from collections.abc import Sequence

import skia

from tasks.artwork.canvas import box, fill, gradient, text
from tasks.artwork.layouts.common import floor, sheet, stage
from tasks.artwork.layouts.layout import Layout, first_things, of_type
from tasks.artwork.layouts.words import room, stack
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.domain.text.bidi import reads_right_to_left

ANGLE = 7  # degrees; odd turns rise to the right, even ones fall
WIDTH, HEIGHT = 800, 560
MARGIN = 80  # units of the band above and below its lines
LARGEST = 330  # font size


def draw(context: DrawingContext) -> None:
    phrase = context.plan.phrase.strip().rstrip(".!,;:।،؛ ")
    lines, sizes, _ = stack(phrase, WIDTH, HEIGHT, max_lines=2)
    scale = min(1.0, LARGEST / max(sizes))
    sizes = [size * scale for size in sizes]
    floor(context)
    ground = stage(context.canvas)
    middle = (ground.top + ground.bottom) / 2
    high = sum(sum(room(row)) * size for row, size in zip(lines, sizes, strict=True))
    with context.element("unfold", at=(540, middle)) as one:
        one.canvas.save()
        one.canvas.rotate(-ANGLE if one.plan.turn % 2 else ANGLE, 540, middle)
        band(one, middle, high)
        one.canvas.restore()
    with context.element("slam", phrase.split()[0] if phrase else "", (540, middle)) as one:
        one.canvas.save()
        one.canvas.rotate(-ANGLE if one.plan.turn % 2 else ANGLE, 540, middle)
        rows(one, lines, sizes, middle - high / 2 - 0.06 * sizes[0])
        one.canvas.restore()


def band(context: DrawingContext, middle: float, high: float) -> None:
    """The band, which leaves the card on both sides, with a thin one behind it."""
    top, bottom = middle - high / 2 - MARGIN, middle + high / 2 + MARGIN
    colours = context.scheme.accents[0], context.scheme.body[0]
    for colour, (a, b) in zip(colours, ((top - 34, bottom + 34), (top, bottom)), strict=True):
        path = skia.Path()
        path.addRect(box(-1400, a, 2480, b))
        sheet(context, path, fill(colour))
    context.canvas.drawRect(
        box(-1400, top, 2480, bottom), gradient(fade(0xFFFFFF, 0.12), fade(0xFFFFFF, 0), top, bottom)
    )


def rows(context: DrawingContext, lines: Sequence[str], sizes: Sequence[float], y: float) -> None:
    """The lines of the phrase, centred on the band."""
    backwards = reads_right_to_left(context.plan.phrase)
    for row, size in zip(lines, sizes, strict=True):
        rise, fall = room(row)
        y += size * rise
        text(context.canvas, row, 540, y, size, context.tones.night, right_to_left=backwards)
        y += size * fall


def fits(_mentions: Mentions, turn: int) -> float:
    """Takes turns with the other layouts of type."""
    return of_type(turn, 2)


LAYOUT = Layout("band", fits, draw, things=first_things(0), shows=frozenset({"phrase"}), focus=(0.5, 0.36))
