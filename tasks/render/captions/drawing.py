"""Draws captions as small NV12 patches: a cue once, then for each spoken word only the part around that word."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tasks.domain.channel import CaptionStyle
from tasks.domain.timeline import OutputSpec
from tasks.render.captions.fonts import load
from tasks.render.captions.layout import BASELINE, FALL, Layout, Placed, layout, unit_of
from tasks.render.captions.patches import Colour, Layer, Mask, Patch, Window, composed, hull, is_light, shifted
from tasks.render.captions.styles import STYLES, StyleSheet
from tasks.render.planes import Plane

WHITE, INK = (255, 255, 255), (12, 12, 16)
# Margin of the box beside a word, and beside one that touches it; in pixels of a frame 1080 wide.
LOOSE, TIGHT = 14, 3
NOTHING = (slice(0, 2), slice(0, 2))  # the smallest window that a patch can have


@dataclass(frozen=True)
class DrawnWord:
    """Masks of a word's letters and of its outline with shadow, cropped to the part of the cue's box they touch."""

    letters: Mask
    edge: Mask
    where: Window
    box: tuple[Mask, Window] | None = None  # drawn behind the word while it is spoken


@functools.lru_cache(maxsize=64)
def _masks(
    words: tuple[str, ...], style: CaptionStyle, output: OutputSpec, language: str = ""
) -> tuple[DrawnWord, ...]:
    look, plan = STYLES[style], layout(words, style, output, language)
    width, height = plan.box.right - plan.box.left, plan.box.bottom - plan.box.top
    unit = unit_of(output)
    outline, shadow = round(look.outline * unit), round(look.shadow * unit)
    masks: list[DrawnWord] = []
    for word in plan.words:
        if not word.pieces:
            masks.append(DrawnWord(np.zeros((0, 0)), np.zeros((0, 0)), (slice(0, 0), slice(0, 0))))
            continue
        # Draw only the columns that the word can touch: blurring the whole cue for every word took most of the time.
        room = outline + 2 * shadow + word.size // 2
        first = max(0, int(word.pieces[0].left) - plan.box.left - room)
        last = min(width, int(word.pieces[-1].right) - plan.box.left + room + 1)
        letters, edge = Image.new("L", (last - first, height)), Image.new("L", (last - first, height))
        for piece in word.pieces:
            draw_text = functools.partial(
                ImageDraw.ImageDraw.text,
                xy=(piece.left - plan.box.left - first, word.baseline - plan.box.top),
                text=piece.run.text,
                fill=255,
                font=load(piece.run.face, word.size),
                anchor="ls",
                direction=piece.run.direction,
            )
            draw_text(ImageDraw.Draw(letters))
            draw_text(ImageDraw.Draw(edge), stroke_width=outline, stroke_fill=255)
        drawn = _cropped(letters, edge, first, shadow, 0.55 if look.outline > 4 else 0.85)
        masks.append(replace(drawn, box=_box(word, drawn, plan, unit)) if look.boxed else drawn)
    return tuple(masks)


def _cropped(letters: Image.Image, edge: Image.Image, first: int, shadow: int, dark: float) -> DrawnWord:
    """Crop a word's letters and outline to what they touch, and add the shadow to the outline.

    Column 0 of the images is the cue's column `first`. `shadow` is the blur in pixels, `dark` its opacity (0..1).
    """
    solid = np.array(edge)
    rows, columns = _touched(solid)
    if shadow:
        # Only where the shadow can fall, with enough room that the blur mirrors no ink at the borders.
        lower = round(FALL * shadow)
        rows = slice(max(0, rows.start - shadow - 1), rows.stop + shadow + 1 + lower)
        columns = slice(max(0, columns.start - shadow - 1), columns.stop + shadow + 1)
        around = solid[rows, columns]
        blurred = cv2.GaussianBlur(around, (2 * shadow + 1, 2 * shadow + 1), shadow / 2)
        soft = cv2.convertScaleAbs(blurred, alpha=dark)
        cv2.max(around[lower:], soft[: len(soft) - lower], dst=around[lower:])
        inner = _touched(around)
        rows, columns = shifted(inner[0], rows.start), shifted(inner[1], columns.start)
    return DrawnWord(
        _mask(np.asarray(letters)[rows, columns]), _mask(solid[rows, columns]), (rows, shifted(columns, first))
    )


def _mask(values: Plane) -> Mask:
    return values * np.float32(1 / 255)


def _touched(values: Plane) -> Window:
    """The rows and columns that hold any non-zero value."""
    left, top, width, height = cv2.boundingRect(values)
    return slice(top, top + height), slice(left, left + width)


@functools.lru_cache(maxsize=64)
def patch(
    words: tuple[str, ...], spoken: int, style: CaptionStyle, accent: str, output: OutputSpec, language: str = ""
) -> Patch:
    """The cue with word number `spoken` highlighted. Composes only the part around that word anew."""
    masks, area = _masks(words, style, output, language), layout(words, style, output, language).box
    unlit = _unlit(words, style, output, language)
    changed = _windows(masks[spoken : spoken + 1])
    if not changed:  # the word has no visible characters
        return unlit
    light = (int(accent[1:3], 16), int(accent[3:5], 16), int(accent[5:7], 16))
    layers = _layers(masks, STYLES[style], spoken, light)
    return unlit.with_part(composed(layers, area.left, area.top, hull(changed)))


@functools.lru_cache(maxsize=16)
def _unlit(words: tuple[str, ...], style: CaptionStyle, output: OutputSpec, language: str) -> Patch:
    """The cue with no word highlighted, and with room for the box behind any word."""
    masks, area = _masks(words, style, output, language), layout(words, style, output, language).box
    return composed(_layers(masks, STYLES[style]), area.left, area.top, hull(_windows(masks) or [NOTHING]))


def _windows(words: Sequence[DrawnWord]) -> list[Window]:
    """The windows of all words and of the boxes behind them."""
    parts = [part for word in words for part in ((word.edge, word.where), word.box) if part]
    return [where for mask, where in parts if mask.size]


def _layers(words: Sequence[DrawnWord], look: StyleSheet, spoken: int = -1, light: Colour = WHITE) -> list[Layer]:
    """From back to front: outlines, the box behind the spoken word, letters."""
    waiting = max(0.7, look.waiting)
    layers = [
        Layer(word.edge, INK, word.where, 1 if number == spoken else waiting) for number, word in enumerate(words)
    ]
    for number, word in enumerate(words):
        if number == spoken and word.box:
            layers.append(Layer(word.box[0], light, word.box[1]))
    for number, word in enumerate(words):
        lit = number == spoken
        if lit and word.box and is_light(light):
            inside = _letters_inside(word, word.box[1])
            layers.append(Layer(inside, INK, word.where))
            layers.append(Layer(word.letters - inside, WHITE, word.where))
        else:
            colour = light if lit and look.tinted else WHITE
            layers.append(Layer(word.letters, colour, word.where, 1 if lit else look.waiting))
    return layers


def _letters_inside(word: DrawnWord, box: Window) -> Mask:
    """The letters in front of the box, without pieces of the word that stand apart from it."""
    first = word.where[1].start
    letters = word.letters.copy()
    letters[:, : max(0, box[1].start - first)] = 0
    letters[:, max(0, box[1].stop - first) :] = 0
    return letters


def _box(word: Placed, drawn: DrawnWord, plan: Layout, unit: float) -> tuple[Mask, Window]:
    """The box behind a word: one line high, or higher if accents or descenders need it."""
    area = plan.box
    image = Image.new("L", (area.right - area.left, area.bottom - area.top))
    left, right, base = word.core[0] - area.left, word.core[1] - area.left, word.baseline - area.top
    ink = _touched(np.asarray(drawn.letters > 0, np.uint8))[0]
    first, last = drawn.where[0].start + ink.start, drawn.where[0].start + ink.stop
    top, bottom = min(base - word.size * BASELINE, first - 8 * unit), max(base + word.size * 0.16, last + 8 * unit)
    # Beside a script without spaces, a wide margin would cover the neighbouring letters.
    near = [piece for other in plan.words if other.baseline == word.baseline for piece in other.pieces]
    before = TIGHT if any(abs(piece.right - word.core[0]) < 1 for piece in near) else LOOSE
    after = TIGHT if any(abs(piece.left - word.core[1]) < 1 for piece in near) else LOOSE
    corners = (left - before * unit, top, right + after * unit, bottom)
    ImageDraw.Draw(image).rounded_rectangle(corners, radius=16 * unit, fill=255)
    box = np.asarray(image)
    where = _touched(box)
    return _mask(box[where]), where
