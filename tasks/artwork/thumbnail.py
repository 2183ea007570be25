"""The cover: a title that is read at 160 pixels' width, one line of it knocked out of a bar, and one subject."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia
from PIL import Image

from tasks.artwork import backdrop
from tasks.artwork.canvas import Anchor, box, fill, gradient, measure, text
from tasks.artwork.cards import finish
from tasks.artwork.glyphs import art
from tasks.artwork.layouts.words import high, room, stack
from tasks.artwork.palettes import resolve, scheme, tones
from tasks.artwork.plan import CardPlan
from tasks.artwork.sentence import read_sentence
from tasks.domain.channel import Palette
from tasks.domain.text.bidi import reads_right_to_left

SEEN = 160  # pixels: how wide a cover is in a list
LEGIBLE = 7  # pixels of a capital's height: the least in which a dot matrix tells all letters apart
FEW_WORDS, MAX_WORDS = 12, 24  # up to so many, four lines; and of more than these, every break takes seconds to try
CAPITALS = 0.859  # of the display face's size
BAR = 36  # units by which the bar is longer than its line
BITE = 0.04  # of a line's size: how far the bar stays below the line above; it reaches twice as far below its own


@dataclass(frozen=True)
class CoverPlan:
    """Where things stand on a cover, in units of which it is `width` wide: the title's left, top, width and height with
    a subject and without, and the subject's centre and size."""

    width: int
    height: int
    left: int
    top: int
    beside: tuple[int, int]
    alone: tuple[int, int]
    subject: tuple[int, int, int]


TALL = CoverPlan(1080, 1920, 90, 210, beside=(900, 700), alone=(900, 1200), subject=(550, 1400, 800))
SQUARE = CoverPlan(1080, 1080, 70, 60, beside=(940, 440), alone=(940, 900), subject=(660, 790, 480))
WIDE = CoverPlan(1920, 1080, 90, 90, beside=(920, 880), alone=(1700, 880), subject=(1490, 560, 780))


def thumbnail(
    title: str, plans: Sequence[CardPlan], *, seed: int, palette: Palette, size: tuple[int, int] = (1080, 1920)
) -> Image.Image:
    """A cover of `size`. The subject is what the title names, else the short's first picture, else none."""
    chosen = resolve(palette, seed)
    colours, roles = tones(chosen), scheme(chosen, "key")
    surface, plan = skia.Surface(*size), _plan(*size)
    canvas = surface.getCanvas()
    canvas.scale(size[0] / plan.width, size[0] / plan.width)
    icon = _subject(title, plans)
    canvas.save()
    if icon:
        # The rays leave the subject: the sky draws them from its own middle.
        canvas.translate(plan.subject[0] - 540, plan.subject[1] - 720 if plan is not TALL else 0)
    backdrop.sky(canvas, colours, roles, "rays", np.random.default_rng(seed))
    canvas.restore()
    if icon:
        art(canvas, icon, *plan.subject, colours, roles, angle=-6)
    else:
        canvas.drawPaint(gradient(0, roles.floor[0], 0.6 * plan.height, plan.height))
    width, height = plan.beside if icon else plan.alone
    lines, sizes, loudest = set_title(title, width, height, plan.width)
    total = sum(high(row) * tall for row, tall in zip(lines, sizes, strict=True))
    y = plan.top + (height - total) / 2 if plan is not TALL else float(TALL.top + (0 if icon else 150))
    backwards = reads_right_to_left(title)
    anchor: Anchor = "right" if backwards else "left"
    for number, (row, tall) in enumerate(zip(lines, sizes, strict=True)):
        rise, fall = room(row)
        y += tall * rise
        right = plan.left + (width if backwards else measure(row, "display", tall))
        if number == loudest:
            top, bottom = y - tall * (rise - BITE), y + tall * (fall + 2 * BITE)
            canvas.drawRect(box(-9, top, right + BAR, bottom), fill(colours.night))
        x = right if backwards else plan.left
        colour = colours.key if number == loudest else colours.night
        text(canvas, row, x, y, tall, colour, anchor=anchor, right_to_left=backwards)
        y += tall * fall
    return finish(surface.makeImageSnapshot().toarray()[..., 2::-1], 0)


def set_title(title: str, width: int, height: int, across: int) -> tuple[Sequence[str], Sequence[float], int]:
    """As `stack` gives it, in units of which the cover is `across` wide. Of a title too long to be read, its beginning;
    a single word is never cut, and nothing is where a word is too long for that to help."""
    words = title.split()
    most = 4 if len(words) <= FEW_WORDS else 6
    largest: tuple[Sequence[str], Sequence[float], int] | None = None
    for count in range(min(len(words), MAX_WORDS), 0, -1):
        found = stack(_beginning(words, count), width, height, most)
        if min(found[1]) * CAPITALS * SEEN >= LEGIBLE * across:
            return found
        if largest is None or min(found[1]) > min(largest[1]):
            largest = found
    return largest or stack(title, width, height, most)


def _beginning(words: Sequence[str], count: int) -> str:
    said = " ".join(words[:count])
    return said if count == len(words) else said.rstrip(",;:.–—-،؛।") + "…"


def _plan(width: int, height: int) -> CoverPlan:
    if height >= 1.4 * width:
        return TALL
    return WIDE if width >= 1.4 * height else SQUARE


def _subject(title: str, plans: Sequence[CardPlan]) -> str:
    named = read_sentence(title).things
    if named:
        return named[0].icon
    return next((plan.icon for plan in plans if plan.icon), "")
