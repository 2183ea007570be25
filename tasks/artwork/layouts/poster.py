"""What the short is about, with the phrase of this sentence on a strip of paper.

For sentences without a picture, and for those that name nothing else: the subject alone says of each the same.
"""

import skia

from tasks.artwork.canvas import box, fill, text
from tasks.artwork.faces import in_capitals, settable
from tasks.artwork.layouts.common import floor, sheet, stage, subject, two_lines
from tasks.artwork.layouts.layout import Layout
from tasks.artwork.lexicon import lemma
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions, Thing
from tasks.domain.text.bidi import reads_right_to_left

ANGLE = 3  # degrees
SIZE, LEADING = 118, 1.12  # of the phrase


def draw(context: DrawingContext) -> None:
    ground = stage(context.canvas)
    side = 1 if context.plan.turn % 2 else -1
    high = ground.bottom - ground.top
    floor(context)
    subject(context, context.plan.things[0], 540, ground.top + high * 0.36, high * 0.68, angle=-4 * side)
    said = context.plan.phrase.split()
    with context.element("stamp", said[0] if said else "", (540, ground.bottom - 150), depth=1.1) as one:
        strip(one, ground.bottom - 150, ANGLE * side)


def strip(context: DrawingContext, middle: float, angle: float) -> None:
    """The phrase in one or two lines on its strip, over the subject's feet."""
    canvas, tones = context.canvas, context.tones
    phrase = in_capitals(context.plan.phrase.strip().rstrip(".!,;:।،؛ "))
    rows = two_lines(settable(phrase, "display"), 800, SIZE, "display")
    high = SIZE * LEADING * len(rows) + 50
    canvas.save()
    canvas.rotate(angle, 540, middle)
    path = skia.Path()
    path.addRect(box(70, middle - high / 2, 1010, middle + high / 2))
    sheet(context, path, fill(tones.paper if context.scheme.ground != "paper" else tones.key))
    backwards = reads_right_to_left(phrase)
    for number, row in enumerate(rows):
        y = middle + SIZE * 0.43 + (number - (len(rows) - 1) / 2) * SIZE * LEADING
        text(canvas, row, 540, y, SIZE, tones.night, width=860, right_to_left=backwards)
    canvas.restore()


def fits(mentions: Mentions, turn: int) -> float | None:
    """Before the layouts of type or of a subject alone. Takes turns with `corner`: this one first on even turns."""
    return (2.0, 2.2)[turn % 2] if names_its_subject_alone(mentions) else None


def names_its_subject_alone(mentions: Mentions) -> bool:
    """Whether the short has a subject, and the sentence names nothing else."""
    subject = mentions.about
    return subject is not None and all(lemma(thing.word) == lemma(subject.word) for thing in mentions.things)


def the_subject(mentions: Mentions) -> tuple[Thing, ...]:
    """The subject, in the picture of it whose turn it is."""
    return mentions.things[:1] or ((mentions.about,) if mentions.about else ())


LAYOUT = Layout(
    "poster",
    fits,
    draw,
    things=the_subject,
    shows=frozenset({"phrase"}),
)
