"""Draws covers: a title that stays legible 160 pixels wide, over one subject, a photograph or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import skia
from PIL import Image

from tasks.artwork.canvas import Anchor, Canvas, box, fill, measure, text
from tasks.artwork.cards import finish
from tasks.artwork.cover_layouts import (
    LAYOUTS,
    NUMBER_SHARE,
    SQUARE,
    TALL,
    WIDE,
    Cover,
    CoverPlan,
    Photo,
    Setting,
    layout_for,
)
from tasks.artwork.faces import in_language
from tasks.artwork.layouts.words import line_height, room, stack
from tasks.artwork.palettes import Tones, resolve, scheme, tones
from tasks.artwork.sentence import GENERIC, NAMESAKES, Thing, read_sentence
from tasks.domain.channel import Palette
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.text.capitals import plain
from tasks.domain.words import word_spans

LISTED_WIDTH = 160  # pixels: width of a cover in a list
MIN_CAPITAL_HEIGHT = 7  # pixels: a dot matrix needs 7 rows to distinguish all capitals
FOUR_LINE_WORDS = 12  # up to which a title has at most four lines
MAX_WORDS = 24  # for a longer title, trying every break takes seconds
CAPITAL_HEIGHT = 0.859  # height of the display face's capitals, as a share of its size
BAR = 36  # units by which the bar extends beyond its line
MIN_COUNTED = 3  # letters that a counted word has more of: "16 of" counts nothing
YEAR = re.compile(r"1\d{3}|20\d\d")
NUMBER_GAP = 40  # units between a large number and the title below it
BITE = 0.04  # share of the font size: gap between the bar and the line above; it extends twice that below its own


@dataclass(frozen=True)
class Chosen:
    """A drawn cover and the name of its layout."""

    image: Image.Image
    layout: str


def thumbnail(
    title: str,
    *,
    seed: int,
    palette: Palette,
    size: tuple[int, int] = (1080, 1920),
    language: str = "en",
    narration: str = "",
    photo: tuple[Image.Image, tuple[float, float]] | None = None,
    last: Sequence[str] = (),
    layout: str = "",
) -> Chosen:
    """A cover of `size` pixels. It shows what the title names, else the photograph, else the title alone.

    `narration` tells names from words that a title only writes with a capital. `photo` is a photograph and its focus,
    as shares of width and height. `last` are the layouts of the channel's last covers, newest first; `layout` decides
    it instead.
    """
    icon, figure = _subject(title, narration, language), number_in(title)
    if icon and YEAR.fullmatch(figure) and not title.startswith(figure):
        figure = ""  # "A new bridge by 2016" is about the bridge
    name = layout or layout_for(subject=bool(icon), photo=photo is not None, figure=bool(figure), seed=seed, last=last)
    chosen = resolve(palette, seed)
    surface, plan = skia.Surface(*size), _plan(*size)
    canvas = surface.getCanvas()
    canvas.scale(size[0] / plan.width, size[0] / plan.width)
    shown = Photo(_decoded(photo[0]), photo[1]) if photo else None
    cover = Cover(canvas, plan, tones(chosen), scheme(chosen, "key"), seed, icon, shown)
    setting = LAYOUTS[name](cover)
    with in_language(language):
        if name == "number":
            _write_number(canvas, figure, plan, cover.tones)
            title = _without(title, figure)
        if title:
            _write_title(canvas, title, plan, setting)
    return Chosen(finish(surface.makeImageSnapshot().toarray()[..., 2::-1], 0), name)


def number_in(title: str) -> str:
    """The title's first number with the word that it counts, such as "16 cents"; empty if it has none."""
    words = [title[a:b] for a, b in word_spans(title)]
    for at, word in enumerate(words):
        if any(map(str.isdigit, word)):
            bare = word.rstrip(",;:.!?")
            follows = words[at + 1].strip(",;:.!?") if at + 1 < len(words) and bare == word else ""
            counts = len(follows) > MIN_COUNTED and follows.isalpha() and word.replace(",", "").isdigit()
            return f"{bare} {follows}" if counts and not YEAR.fullmatch(bare) else bare
    return ""


def _without(title: str, figure: str) -> str:
    """The rest of a title that begins with its number; another title stays whole, or it would lose its order."""
    rest = title.removeprefix(figure).lstrip(" ,;:–—-") if title.startswith(figure) else title
    return rest if rest != figure else ""


def _decoded(image: Image.Image) -> Any:
    """The image as a skia.Image."""
    return skia.Image.fromarray(np.asarray(image.convert("RGBA")), colorType=skia.kRGBA_8888_ColorType)


def _write_number(canvas: Canvas, figure: str, plan: CoverPlan, colours: Tones) -> None:
    """Set the number as large as the upper part of the cover allows, on one line or two."""
    width, height = float(plan.alone[0]), float(plan.alone[1])
    height = NUMBER_SHARE * height - NUMBER_GAP
    lines, sizes, _ = stack(figure, width, height, 2)
    y = plan.top + height - sum(line_height(row) * tall for row, tall in zip(lines, sizes, strict=True))
    for row, tall in zip(lines, sizes, strict=True):
        rise, fall = room(row)
        y += tall * rise
        text(canvas, row, plan.left, y, tall, colours.key, anchor="left")
        y += tall * fall


def _write_title(canvas: Canvas, title: str, plan: CoverPlan, setting: Setting) -> None:
    """Set the title in its box and mark its loudest line."""
    lines, sizes, loudest = set_title(title, setting.width, setting.height, plan.width)
    total = sum(line_height(row) * tall for row, tall in zip(lines, sizes, strict=True))
    share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[setting.gathers]
    y = setting.top + share * (setting.height - total)
    right_to_left = reads_right_to_left(title)
    anchor: Anchor = "right" if right_to_left else "left"
    x = setting.left + (setting.width if right_to_left else 0)
    for number, (row, tall) in enumerate(zip(lines, sizes, strict=True)):
        rise, fall = room(row)
        y += tall * rise
        wide, marked = measure(row, "display", tall), setting.mark if number == loudest else "none"
        right = setting.left + (setting.width if right_to_left else wide)
        if marked == "bar":
            top, bottom = y - tall * (rise - BITE), y + tall * (fall + 2 * BITE)
            canvas.drawRect(box(-9, top, right + BAR, bottom), fill(setting.plain))
        text(
            canvas, row, x, y, tall, setting.loud if number == loudest else setting.plain, anchor=anchor,
            right_to_left=right_to_left,
        )  # fmt: skip
        if marked == "underline":
            first = x - wide if right_to_left else x
            below = y + tall * (fall + 0.045)
            canvas.drawRect(box(first, below, first + wide, below + 0.04 * tall), fill(setting.loud))
        y += tall * fall


def set_title(title: str, width: float, height: float, across: int) -> tuple[Sequence[str], Sequence[float], int]:
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


def _subject(title: str, narration: str, language: str) -> str:
    """The icon of the first thing that the title names; nothing that only a scene shows, which may be beside the point.

    A title may be written in capitals: the narration tells which of its words are names.
    """
    things = read_sentence(plain(title, narration, NAMESAKES), language).things
    order = [word.lower() for word in re.findall(r"\w+", title)]

    def place(thing: Thing) -> tuple[bool, int]:
        return thing.word in GENERIC, order.index(thing.word) if thing.word in order else len(order)

    return min(things, key=place).icon if things else ""
