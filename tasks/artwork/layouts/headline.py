"""The phrase with its longest word, or its number, as large as the card is wide, and the others small around it."""

from tasks.artwork.canvas import measure, text
from tasks.artwork.faces import in_capitals, settable
from tasks.artwork.layouts.common import floor, stage
from tasks.artwork.layouts.layout import Layout, first_things, of_type
from tasks.artwork.layouts.words import room
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.artwork.typesetting import parts
from tasks.domain.text.bidi import reads_right_to_left

WIDTH, LARGEST, SMALL = 860, 460, 128


def draw(context: DrawingContext) -> None:
    phrase = context.plan.phrase.strip().rstrip(".!,;:।،؛ ")
    before, word, after = parts(phrase)
    floor(context)
    ground = stage(context.canvas)
    big = settable(in_capitals(word), "display")
    rise, fall = room(big)
    size = min(LARGEST, 100 * WIDTH / max(1.0, measure(big, "display", 100)))
    high = size * (rise + fall)
    y = (ground.top + ground.bottom) / 2 - high / 2 + size * rise + (SMALL * 0.5 if before and not after else 0)
    with context.element("slam", word, (540, y - size * 0.37)) as one:
        loud(one, big, y, size)
    backwards = reads_right_to_left(phrase)
    if before:
        with context.element("rise", before.split()[0], (540, y - size)) as one:
            quiet(one, before, y - size * rise - SMALL * 0.14, backwards=backwards)
    if after:
        with context.element("rise", after.split()[-1], (540, y + size * fall)) as one:
            quiet(one, after, y + size * fall + SMALL * 1.1, backwards=backwards)


def loud(context: DrawingContext, word: str, y: float, size: float) -> None:
    """The word that carries the phrase, over its own shadow."""
    backwards = reads_right_to_left(word)
    text(context.canvas, word, 543, y + size * 0.035, size, fade(context.tones.night, 0.25), right_to_left=backwards)
    text(context.canvas, word, 540, y, size, context.scheme.loud, right_to_left=backwards)


def quiet(context: DrawingContext, words: str, y: float, *, backwards: bool) -> None:
    """The words before or after it, in italics."""
    colour = context.scheme.text
    text(context.canvas, words, 540, y, SMALL, colour, face="serif", width=WIDTH, right_to_left=backwards)


def fits(_mentions: Mentions, turn: int) -> float:
    """Takes turns with the other layouts of type."""
    return of_type(turn, 1)


LAYOUT = Layout("headline", fits, draw, things=first_things(0), shows=frozenset({"phrase"}), focus=(0.5, 0.36))
