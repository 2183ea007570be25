"""Draws covers: a title that stays legible 160 pixels wide, with one line on a dark bar, and one subject."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia
from PIL import Image

from tasks.artwork import backdrop
from tasks.artwork.canvas import Anchor, Canvas, box, fill, gradient, measure, text
from tasks.artwork.cards import finish
from tasks.artwork.faces import in_language
from tasks.artwork.glyphs import art
from tasks.artwork.layouts.words import line_height, room, stack
from tasks.artwork.palettes import Tones, resolve, scheme, tones
from tasks.artwork.plan import CardPlan
from tasks.artwork.sentence import read_sentence
from tasks.domain.channel import Palette
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.words import word_spans

LISTED_WIDTH = 160  # pixels: width of a cover in a list
MIN_CAPITAL_HEIGHT = 7  # pixels: a dot matrix needs 7 rows to distinguish all capitals
FOUR_LINE_WORDS = 12  # up to which a title has at most four lines
MAX_WORDS = 24  # for a longer title, trying every break takes seconds
CAPITAL_HEIGHT = 0.859  # height of the display face's capitals, as a share of its size
BAR = 36  # units by which the bar extends beyond its line
BITE = 0.04  # share of the font size: gap between the bar and the line above; it extends twice that below its own


@dataclass(frozen=True)
class CoverPlan:
    """Positions on a cover of `width` x `height` units.

    The title's box starts at (left, top); its width and height are `beside` next to a subject and `alone` without one.
    `subject` is the subject's centre and size.
    """

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
    title: str,
    plans: Sequence[CardPlan],
    *,
    seed: int,
    palette: Palette,
    size: tuple[int, int] = (1080, 1920),
    language: str = "en",
) -> Image.Image:
    """A cover of `size` pixels. Its subject is what the title names, else the first icon of the plans, else none."""
    chosen = resolve(palette, seed)
    colours, roles = tones(chosen), scheme(chosen, "key")
    surface, plan = skia.Surface(*size), _plan(*size)
    canvas = surface.getCanvas()
    canvas.scale(size[0] / plan.width, size[0] / plan.width)
    icon = _subject(title, plans, language)
    canvas.save()
    if icon:
        # The rays must start at the subject, but the sky draws them from its own middle.
        canvas.translate(plan.subject[0] - 540, plan.subject[1] - 720 if plan is not TALL else 0)
    backdrop.sky(canvas, colours, roles, "rays", np.random.default_rng(seed))
    canvas.restore()
    if icon:
        art(canvas, icon, *plan.subject, colours, roles, angle=-6)
    else:
        canvas.drawPaint(gradient(0, roles.floor[0], 0.6 * plan.height, plan.height))
    with in_language(language):
        _write_title(canvas, title, plan, colours, beside=bool(icon))
    return finish(surface.makeImageSnapshot().toarray()[..., 2::-1], 0)


def _write_title(canvas: Canvas, title: str, plan: CoverPlan, colours: Tones, *, beside: bool) -> None:
    """Set the title in its box, which is smaller beside a subject; the loudest line stands on a bar."""
    width, height = plan.beside if beside else plan.alone
    lines, sizes, loudest = set_title(title, width, height, plan.width)
    total = sum(line_height(row) * tall for row, tall in zip(lines, sizes, strict=True))
    y = plan.top + (height - total) / 2 if plan is not TALL else float(TALL.top + (0 if beside else 150))
    right_to_left = reads_right_to_left(title)
    anchor: Anchor = "right" if right_to_left else "left"
    for number, (row, tall) in enumerate(zip(lines, sizes, strict=True)):
        rise, fall = room(row)
        y += tall * rise
        right = plan.left + (width if right_to_left else measure(row, "display", tall))
        if number == loudest:
            top, bottom = y - tall * (rise - BITE), y + tall * (fall + 2 * BITE)
            canvas.drawRect(box(-9, top, right + BAR, bottom), fill(colours.night))
        x = right if right_to_left else plan.left
        colour = colours.key if number == loudest else colours.night
        text(canvas, row, x, y, tall, colour, anchor=anchor, right_to_left=right_to_left)
        y += tall * fall


def set_title(title: str, width: int, height: int, across: int) -> tuple[Sequence[str], Sequence[float], int]:
    """Break a title into lines like `stack`, for a cover `across` units wide.

    Shorten a title that would be illegible, unless a single long word would keep it so. Never cut a word.
    """
    words = word_spans(title)
    max_lines = 4 if len(words) <= FOUR_LINE_WORDS else 6
    best: tuple[Sequence[str], Sequence[float], int] | None = None
    for count in range(min(len(words), MAX_WORDS), 0, -1):
        lines_and_sizes = stack(
            title if count == len(words) else _shortened(title[: words[count - 1][1]]), width, height, max_lines
        )
        if min(lines_and_sizes[1]) * CAPITAL_HEIGHT * LISTED_WIDTH >= MIN_CAPITAL_HEIGHT * across:
            return lines_and_sizes
        if best is None or min(lines_and_sizes[1]) > min(best[1]):
            best = lines_and_sizes
    return best or stack(title, width, height, max_lines)


def _shortened(beginning: str) -> str:
    """The beginning of a title, with an ellipsis."""
    return beginning.rstrip(",;:.–—-،؛।、。，；：") + "…"


def _plan(width: int, height: int) -> CoverPlan:
    if height >= 1.4 * width:
        return TALL
    return WIDE if width >= 1.4 * height else SQUARE


def _subject(title: str, plans: Sequence[CardPlan], language: str) -> str:
    named = read_sentence(title, language).things
    if named:
        return named[0].icon
    return next((plan.icon for plan in plans if plan.icon), "")
