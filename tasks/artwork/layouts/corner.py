"""What the short is about in a corner of the stage, below the phrase of this sentence in stacked capitals.

Takes turns with `poster`: a short that says much of one thing would show one picture again and again.
"""

from tasks.artwork.layouts.common import floor, stage, subject
from tasks.artwork.layouts.layout import Layout
from tasks.artwork.layouts.poster import names_its_subject_alone, the_subject
from tasks.artwork.layouts.words import rows, stack
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

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
    rows(context, lines, [tall * scale for tall in sizes], loudest, ground.top + MARGIN, WIDTH, "rise")


def fits(mentions: Mentions, turn: int) -> float | None:
    """Takes turns with `poster`: this one first on odd turns."""
    return (2.2, 2.0)[turn % 2] if names_its_subject_alone(mentions) else None


LAYOUT = Layout("corner", fits, draw, things=the_subject, shows=frozenset({"phrase"}), focus=(0.5, 0.36))
