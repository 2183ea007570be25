"""What the short is about in a corner of the stage, below the phrase of this sentence in stacked capitals.

Takes turns with `poster`: a short that says much of one thing would show one picture again and again.
"""

from collections.abc import Sequence

from tasks.artwork.canvas import Anchor, text
from tasks.artwork.layouts.common import floor, stage, subject
from tasks.artwork.layouts.layout import Layout
from tasks.artwork.layouts.poster import names_its_subject_alone, the_subject
from tasks.artwork.layouts.words import room, stack
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.domain.text.bidi import reads_right_to_left

WIDTH, LARGEST = 840, 300  # of the phrase
PHRASE, SUBJECT = 0.54, 0.48  # shares of the stage's height
MARGIN = 40  # units between the phrase and the upper edge of the stage


def draw(context: DrawingContext) -> None:
    ground = stage(context.canvas)
    high = ground.bottom - ground.top
    phrase = context.plan.phrase.strip().rstrip(".!,;:।،؛ ")
    lines, sizes, loudest = stack(phrase, WIDTH, high * PHRASE - MARGIN, max_lines=3)
    scale = min(1.0, LARGEST / max(sizes))
    floor(context)
    side = 1 if context.plan.turn % 2 else -1
    size = high * SUBJECT
    thing = context.plan.things[0]
    subject(context, thing, 540 + 215 * side, ground.bottom - size * 0.44, size, angle=7 * side, entrance="drop")
    rows(context, lines, [tall * scale for tall in sizes], loudest, ground.top + MARGIN)


def rows(context: DrawingContext, lines: Sequence[str], sizes: Sequence[float], loudest: int, y: float) -> None:
    """The lines of the phrase from `y` down, each on its first word, flush with the side where one begins to read."""
    backwards = reads_right_to_left(context.plan.phrase)
    edge: Anchor = "right" if backwards else "left"
    x = 540 + (WIDTH / 2 if backwards else -WIDTH / 2)
    for number, (row, size) in enumerate(zip(lines, sizes, strict=True)):
        rise, fall = room(row)
        y += size * rise
        colour = context.scheme.loud if number == loudest else context.scheme.text
        with context.element("rise", row.split()[0] if row.split() else "", (540, y - size * 0.37)) as one:
            shade = fade(one.tones.night, 0.25)
            text(one.canvas, row, x + 2, y + size * 0.035, size, shade, anchor=edge, right_to_left=backwards)
            text(one.canvas, row, x, y, size, colour, anchor=edge, right_to_left=backwards)
        y += size * fall


def fits(mentions: Mentions, turn: int) -> float | None:
    """Takes turns with `poster`: this one first on odd turns."""
    return (2.2, 2.0)[turn % 2] if names_its_subject_alone(mentions) else None


LAYOUT = Layout("corner", fits, draw, things=the_subject, shows=frozenset({"phrase"}), focus=(0.5, 0.36))
