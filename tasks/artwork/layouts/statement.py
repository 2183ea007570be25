"""The phrase as a quotation: in large italics, flush left, next to a bar of colour."""

from functools import partial

import skia

from tasks.artwork.canvas import Anchor, W, box, fill, measure, reach, text
from tasks.artwork.faces import settable
from tasks.artwork.layouts.common import floor
from tasks.artwork.layouts.layout import Layout, first_things, of_type
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.words import split_words, word_spans

LEFT, WIDTH, TOP, HEIGHT = 190, 760, 250, 850
LARGEST, LEAST = 246, 60  # font sizes
RISE, LEADING = 0.86, 1.14  # shares of the font size


def draw(context: DrawingContext) -> None:
    canvas, scheme = context.canvas, context.scheme
    sentence = settable(context.plan.phrase.strip(), "serif")
    right_to_left = reads_right_to_left(sentence)
    lines, size = wrap(sentence)
    rise, pitch = spacing(sentence)
    leading = size * pitch
    high = leading * len(lines)
    top = TOP + (HEIGHT - high) / 2
    left, right = (W - 139, W - 125) if right_to_left else (125, 139)
    bar = box(left, top + size * 0.1, right, top + high)
    with context.element("grow", at=((left + right) / 2, top)) as one:
        one.canvas.drawRoundRect(bar, 7, 7, fill(scheme.loud))
    if context.plan.turn % 2:
        quote = context.tones.key if scheme.ground != "key" else context.tones.second
        canvas.saveLayerAlpha(skia.Rect.MakeWH(1080, 1920), 46)
        text(canvas, "“", W - 860 if right_to_left else 860, 560, 900, quote, face="serif")
        canvas.restore()
    x = W - LEFT if right_to_left else LEFT
    anchor: Anchor = "right" if right_to_left else "left"
    set_row = partial(text, face="serif", width=WIDTH, anchor=anchor, right_to_left=right_to_left)
    for number, row in enumerate(lines):
        y, said = top + size * rise + number * leading, split_words(row)
        with context.element("rise", said[0] if said else "", (540, y)) as one:
            set_row(one.canvas, row, x, y, size, scheme.text)
    floor(context)


def spacing(sentence: str) -> tuple[float, float]:
    """First baseline below the top, and distance between baselines, as shares of the font size."""
    above, below = reach(sentence, "serif")
    rise = max(RISE, above)
    return rise, max(LEADING, rise + below)


def wrap(sentence: str, high: float = HEIGHT) -> tuple[list[str], float]:
    """The lines of the phrase, and the largest size at which they fit this height (at least LEAST)."""
    spans = word_spans(sentence)
    _, leading = spacing(sentence)
    for size in range(LARGEST, LEAST, -6):
        lines, first = [""], 0
        for start, end in spans:
            if lines[-1] and measure(sentence[first:end], "serif", size) > WIDTH:
                lines.append("")
            if not lines[-1]:
                first = start
            lines[-1] = sentence[first:end]
        fits = len(lines) * size * leading <= high
        if fits and all(measure(row, "serif", size) <= WIDTH for row in lines):
            return lines, float(size)
    return lines, float(LEAST)


def fits(_mentions: Mentions, turn: int) -> float:
    """Takes turns with the other layouts of type."""
    return of_type(turn, 3)


LAYOUT = Layout("statement", fits, draw, things=first_things(0), shows=frozenset({"phrase"}))
