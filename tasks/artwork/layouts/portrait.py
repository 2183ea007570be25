"""Whom the sentence names: their initials on a medallion, as on a coin, over their name and the phrase.

The medallion says nothing of how the person looks.
"""

import math

import skia

from tasks.artwork.canvas import box, fill, gradient, line, measure, text
from tasks.artwork.faces import in_capitals, settable
from tasks.artwork.layouts.common import disc, floor, sheet, stage, two_lines
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.domain.text.bidi import reads_right_to_left

PEARLS = 36  # along the medallion's edge
LONGEST = 26  # letters of a name in one line
NAME, PHRASE = 128, 92  # font sizes
OFFICES = frozenset("King Queen Prince Princess Emperor Empress Pope Saint Tsar Duke Duchess Sultan".split())


def draw(context: DrawingContext) -> None:
    plan, ground = context.plan, stage(context.canvas)
    said = plan.person.split()[-1]
    phrase = "" if plan.phrase.lower() in plan.person.lower() else plan.phrase.strip().rstrip(".!,;: ")
    rows = two_lines(settable(phrase, "serif"), 860, PHRASE) if phrase else []
    high = ground.bottom - ground.top
    low = ground.bottom - len(rows) * PHRASE * 1.06 - (30 if rows else 0)
    radius = min(330.0, (low - ground.top - 60) / 2)
    y = ground.top + radius + max(0.0, (high - 2 * radius - (ground.bottom - low) - 90) / 3)
    floor(context)
    with context.element("pop", said, (540, y)) as one:
        medallion(one, 540, y, radius)
    with context.element("stamp", said, (540, y + radius * 0.86), depth=1.1, after=6) as one:
        ribbon(one, y + radius * 0.86)
    for number, row in enumerate(rows):
        at = ground.bottom - (len(rows) - 1 - number) * PHRASE * 1.06
        with context.element("rise", row.split()[0], (540, at - 30)) as one:
            backwards = reads_right_to_left(row)
            text(one.canvas, row, 540, at, PHRASE, one.scheme.text, face="serif", width=880, right_to_left=backwards)


def medallion(context: DrawingContext, x: float, y: float, radius: float) -> None:
    """A disc with pearls along its edge and the initials in the middle, above the ribbon."""
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    colour = scheme.body[0] if scheme.body[0] not in scheme.sky else scheme.accents[0]
    disc(context, x, y, radius, colour)
    for number in range(PEARLS):
        angle = 2 * math.pi * number / PEARLS
        at = x + math.cos(angle) * radius * 0.86, y + math.sin(angle) * radius * 0.86
        canvas.drawCircle(*at, radius * 0.026, fill(fade(tones.night, 0.55)))
    canvas.drawCircle(x, y, radius * 0.77, line(fade(tones.night, 0.55), 7))
    canvas.drawCircle(x, y, radius * 0.74, gradient(fade(0xFFFFFF, 0.22), fade(0xFFFFFF, 0), y - radius, y + radius))
    letters = initials(context.plan.person)
    size = min(radius * 0.92, radius * 0.92 * radius * 1.15 / max(1.0, measure(letters, "display", radius * 0.92)))
    text(canvas, letters, x + 3, y + size * 0.30 + 6, size, fade(tones.night, 0.2))
    text(canvas, letters, x, y + size * 0.30, size, tones.night)


def ribbon(context: DrawingContext, y: float) -> None:
    """The name on a band with swallowtails, which lies across the medallion's lower edge."""
    canvas, tones = context.canvas, context.tones
    shown = settable(in_capitals(context.plan.person), "display")
    size = min(NAME, NAME * 820 / max(1.0, measure(shown, "display", NAME)))
    wide, high = min(820.0, max(360.0, measure(shown, "display", size))) + 110, size * 1.36
    left, right = 540 - wide / 2, 540 + wide / 2
    tails, band = skia.Path(), skia.Path()
    for edge, side in ((left, -1), (right, 1)):
        inner, outer, notch = edge - side * 40, edge + side * 62, edge + side * 26
        upper, lower = y - high * 0.3, y + high * 0.7
        tail = ((inner, upper), (outer, upper), (notch, (upper + lower) / 2), (outer, lower), (inner, lower))
        tails.addPoly([skia.Point(*corner) for corner in tail], True)
    band.addRect(box(left, y - high / 2, right, y + high / 2))
    paper = tones.paper if context.scheme.ground != "paper" else tones.key
    sheet(context, tails, fill(tones.pale if paper != tones.pale else tones.second))
    sheet(context, band, fill(paper))
    backwards = reads_right_to_left(shown)
    text(canvas, shown, 540, y + size * 0.37, size, tones.night, width=wide - 60, right_to_left=backwards)


def initials(name: str) -> str:
    """The first letters of a given name and the surname, without titles and particles: "Vincent van Gogh" is VG."""
    words = [word for word in name.split() if word[:1].isupper() and word not in OFFICES] or name.split()
    words = [word for word in words if not set(word) <= set("IVX.")] or words
    chosen = [words[0]] if len(words) == 1 else [words[0], words[-1]]
    return in_capitals("".join(word[0] for word in chosen))


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For a name that is said, before single things; for "he" or "she", before type."""
    if not mentions.person or len(mentions.person) > LONGEST:
        return None
    return 2.4 if mentions.introduced else 3.4 if not mentions.things else None


LAYOUT = Layout(
    "portrait", fits, draw, things=first_things(0), shows=frozenset({"person", "phrase"}), focus=(0.5, 0.36)
)
