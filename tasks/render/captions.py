"""Captions as small NV12 rectangles: a cue is drawn once, and lighting a word changes only what is around that word."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tasks.domain.bidi import reads_right_to_left
from tasks.domain.breaks import fold
from tasks.domain.channel import CaptionStyle
from tasks.domain.models import Box, Cue, OutputSpec, safe_area
from tasks.machine.typefaces import Face, Run, line_runs, runs
from tasks.render.fonts import load
from tasks.render.looks import LOOKS, Look
from tasks.render.patches import Colour, Layer, Mask, Patch, Window, composed, hull, is_light, moved
from tasks.render.planes import Plane

WHITE, INK = (255, 255, 255), (12, 12, 16)
CENTRE = 0.70  # of the height: below the subject, above the platforms' own text
LOW = 0.82  # of the height of a square or wide picture, where platforms lay no text over it
LINE = 1.18  # line height, of the type size
BASELINE = 0.98  # below a line's top, of the type size
DEEP = 0.16  # of the type size: room below the last line and above the first, or more where marks and tails need it
NOTHING = (slice(0, 2), slice(0, 2))  # the least window that a patch can have
FALL = 1 / 3  # of the shadow's blur, by which it lies lower than what throws it


@dataclass(frozen=True)
class Piece:
    """A stretch of a word on the frame: its left edge and its advance."""

    run: Run
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True)
class Placed:
    """A word on the frame: its pieces from left to right, its baseline, and the size it is drawn at.

    A word of characters that show nothing has no piece. Between two pieces other words may stand: the full stop after
    a name in Latin letters is at the left of the whole name in a line that runs from right to left.
    """

    text: str
    pieces: tuple[Piece, ...]
    baseline: float
    size: int

    @property
    def core(self) -> tuple[float, float]:
        """Left and right edge of the widest part of it that stands together."""
        parts = [[self.pieces[0].left, self.pieces[0].right]]
        for piece in self.pieces[1:]:
            if piece.left - parts[-1][1] < 1:
                parts[-1][1] = piece.right
            else:
                parts.append([piece.left, piece.right])
        left, right = max(parts, key=lambda part: part[1] - part[0])
        return left, right


@dataclass(frozen=True)
class Layout:
    words: tuple[Placed, ...]
    box: Box  # what may be drawn on, on the frame, even-aligned
    right_to_left: bool = False


def caption_box(cue: Cue, style: CaptionStyle, output: OutputSpec) -> Box:
    """The rectangle that the cue's words may touch, outlines and shadows included."""
    return layout(tuple(word.text for word in cue.words), style, output).box


@functools.lru_cache(maxsize=512)
def layout(words: tuple[str, ...], style: CaptionStyle, output: OutputSpec) -> Layout:
    """Words set in one or two centred lines inside the safe area; what is too wide is set smaller, never cut."""
    look, safe = LOOKS[style], safe_area(output)
    unit = _unit(output)
    margin = round((look.outline + look.shadow + (20 if look.boxed else 4)) * unit)
    room = safe.right - safe.left - 2 * margin - 4  # boxes are rounded outwards to even pixels
    shown = [word.upper() if look.capitals else word for word in words]
    size = max(8, round(look.size * unit))
    while True:
        measured = functools.partial(_line_width, face=look.face, size=size)
        lines = fold(shown, measured, room)
        widest = max(map(measured, lines))
        height = len(lines) * size * LINE
        if widest <= room or size <= 8:
            break
        size = max(8, min(size - 2, int(size * room / widest)))
    backwards = reads_right_to_left("".join(words))
    rise, drop = _reach(shown, look.face, size, backwards)
    high = max(round(DEEP * size), math.ceil(rise - BASELINE * size))
    deep = max(round(DEEP * size), math.ceil(drop - (LINE - BASELINE) * size + FALL * look.shadow * unit) + 1)
    centre = output.height * (CENTRE if output.tall else LOW)
    top = min(round(centre - height / 2), safe.bottom - margin - deep - round(height) - 2)
    placed: list[Placed] = []
    left, right = output.width, 0
    for number, line in enumerate(lines):
        pieces, wide = _line(tuple(line), look.face, size, backwards)
        x = (output.width - wide) / 2
        left, right = min(left, int(x)), max(right, int(output.width - x) + 1)
        baseline = top + number * size * LINE + size * BASELINE
        for at, word in enumerate(line):
            own = tuple(replace(piece, left=x + piece.left) for owner, piece in pieces if owner == at)
            placed.append(Placed(word, own, baseline, size))
    box = Box(
        left=max(0, left - margin) // 2 * 2,
        top=(top - margin - high) // 2 * 2,
        right=min(output.width, -(-(right + margin) // 2) * 2),
        bottom=-(-(top + round(height) + margin + deep) // 2) * 2,
    )
    return Layout(tuple(placed), box, backwards)


def _unit(output: OutputSpec) -> float:
    """What a pixel of the looks' sizes is here."""
    return min(output.width / 1080, output.height / (1350 if output.tall else 1080))


def _line(words: tuple[str, ...], face: Face, size: int, right_to_left: bool) -> tuple[list[tuple[int, Piece]], float]:
    """The pieces of a line from left to right, each with its word's number, from 0 on; and how wide it is."""
    pieces: list[tuple[int, Piece]] = []
    x = 0.0
    for number, run in line_runs(words, face, right_to_left=right_to_left):
        piece = Piece(run, x, load(run.face, size).getlength(run.text, direction=run.direction))
        pieces.append((number, piece))
        x = piece.right
    return pieces, x


def _line_width(line: Sequence[str], face: Face, size: int) -> float:
    return _width(" ".join(line), face, size)


def _width(text: str, face: Face, size: int) -> float:
    return sum(load(run.face, size).getlength(run.text, direction=run.direction) for run in runs(text, face))


def _reach(words: Sequence[str], face: Face, size: int, right_to_left: bool) -> tuple[float, float]:
    """How far any letter reaches above its baseline and below it, without outline."""
    boxes = [
        load(run.face, size).getbbox(run.text, anchor="ls", direction=run.direction)
        for word in words
        for run in runs(word, face, right_to_left=right_to_left)
    ]
    return max((-box[1] for box in boxes), default=0.0), max((box[3] for box in boxes), default=0.0)


@dataclass(frozen=True)
class Drawn:
    """A word's letters, and its outline with shadow, in the part of the cue's rectangle that they touch."""

    letters: Mask
    edge: Mask
    where: Window
    box: tuple[Mask, Window] | None = None  # what stands behind it while it is spoken, and where


@functools.lru_cache(maxsize=64)
def _masks(words: tuple[str, ...], style: CaptionStyle, output: OutputSpec) -> tuple[Drawn, ...]:
    look, plan = LOOKS[style], layout(words, style, output)
    width, height = plan.box.right - plan.box.left, plan.box.bottom - plan.box.top
    unit = _unit(output)
    outline, shadow = round(look.outline * unit), round(look.shadow * unit)
    masks: list[Drawn] = []
    for word in plan.words:
        if not word.pieces:
            masks.append(Drawn(np.zeros((0, 0)), np.zeros((0, 0)), (slice(0, 0), slice(0, 0))))
            continue
        # Only the columns that the word can touch: blurring the whole cue for every word took most of the time.
        room = outline + 2 * shadow + word.size // 2
        first = max(0, int(word.pieces[0].left) - plan.box.left - room)
        last = min(width, int(word.pieces[-1].right) - plan.box.left + room + 1)
        letters, edge = Image.new("L", (last - first, height)), Image.new("L", (last - first, height))
        for piece in word.pieces:
            set_so = functools.partial(
                ImageDraw.ImageDraw.text,
                xy=(piece.left - plan.box.left - first, word.baseline - plan.box.top),
                text=piece.run.text,
                fill=255,
                font=load(piece.run.face, word.size),
                anchor="ls",
                direction=piece.run.direction,
            )
            set_so(ImageDraw.Draw(letters))
            set_so(ImageDraw.Draw(edge), stroke_width=outline, stroke_fill=255)
        drawn = _drawn(letters, edge, first, shadow, 0.55 if look.outline > 4 else 0.85)
        masks.append(replace(drawn, box=_box(word, drawn, plan.box, unit)) if look.boxed else drawn)
    return tuple(masks)


def _drawn(letters: Image.Image, edge: Image.Image, first: int, shadow: int, dark: float) -> Drawn:
    """What images of a word's letters and of its outline show, of which column 0 is the cue's column `first`; with a
    shadow as wide as that many pixels, and as dark as that."""
    solid = np.array(edge)
    rows, columns = _touched(solid)
    if shadow:
        # Only where it can fall, and so far around that no ink is mirrored into it at the borders.
        lower = round(FALL * shadow)
        rows = slice(max(0, rows.start - shadow - 1), rows.stop + shadow + 1 + lower)
        columns = slice(max(0, columns.start - shadow - 1), columns.stop + shadow + 1)
        around = solid[rows, columns]
        blurred = cv2.GaussianBlur(around, (2 * shadow + 1, 2 * shadow + 1), shadow / 2)
        soft = cv2.convertScaleAbs(blurred, alpha=dark)
        cv2.max(around[lower:], soft[: len(soft) - lower], dst=around[lower:])
        inner = _touched(around)
        rows, columns = moved(inner[0], rows.start), moved(inner[1], columns.start)
    return Drawn(_mask(np.asarray(letters)[rows, columns]), _mask(solid[rows, columns]), (rows, moved(columns, first)))


def _mask(values: Plane) -> Mask:
    return values * np.float32(1 / 255)


def _touched(values: Plane) -> Window:
    """The rows and columns in which anything can be seen at all."""
    left, top, width, height = cv2.boundingRect(values)
    return slice(top, top + height), slice(left, left + width)


@functools.lru_cache(maxsize=64)
def patch(words: tuple[str, ...], spoken: int, style: CaptionStyle, accent: str, output: OutputSpec) -> Patch:
    """The cue with its word number `spoken` lit, by which only the part around that word changes."""
    masks, area = _masks(words, style, output), layout(words, style, output).box
    unlit = _unlit(words, style, output)
    changed = _seen(masks[spoken : spoken + 1])
    if not changed:  # a word may be of characters that show nothing
        return unlit
    light = (int(accent[1:3], 16), int(accent[3:5], 16), int(accent[5:7], 16))
    layers = _layers(masks, LOOKS[style], spoken, light)
    return unlit.with_part(composed(layers, area.left, area.top, hull(changed)))


@functools.lru_cache(maxsize=16)
def _unlit(words: tuple[str, ...], style: CaptionStyle, output: OutputSpec) -> Patch:
    """The cue with no word lit, and with room for the box behind any."""
    masks, area = _masks(words, style, output), layout(words, style, output).box
    return composed(_layers(masks, LOOKS[style]), area.left, area.top, hull(_seen(masks) or [NOTHING]))


def _seen(words: Sequence[Drawn]) -> list[Window]:
    """All windows in which the words, or boxes behind them, show anything."""
    parts = [part for word in words for part in ((word.edge, word.where), word.box) if part]
    return [where for mask, where in parts if mask.size]


def _layers(words: Sequence[Drawn], look: Look, spoken: int = -1, light: Colour = WHITE) -> list[Layer]:
    """Outlines, the box behind the word that is spoken, and letters, in this order."""
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
            boxed = _boxed(word, word.box[1])
            layers.append(Layer(boxed, INK, word.where))
            layers.append(Layer(word.letters - boxed, WHITE, word.where))
        else:
            colour = light if lit and look.tinted else WHITE
            layers.append(Layer(word.letters, colour, word.where, 1 if lit else look.waiting))
    return layers


def _boxed(word: Drawn, box: Window) -> Mask:
    """The letters that stand before the box: a piece of the word that stands apart does not."""
    first = word.where[1].start
    letters = word.letters.copy()
    letters[:, : max(0, box[1].start - first)] = 0
    letters[:, max(0, box[1].stop - first) :] = 0
    return letters


def _box(word: Placed, drawn: Drawn, area: Box, unit: float) -> tuple[Mask, Window]:
    """The box behind a word, and where: a line high, or more where its marks and tails reach further."""
    image = Image.new("L", (area.right - area.left, area.bottom - area.top))
    left, right, base = word.core[0] - area.left, word.core[1] - area.left, word.baseline - area.top
    ink = _touched(np.asarray(drawn.letters > 0, np.uint8))[0]
    first, last = drawn.where[0].start + ink.start, drawn.where[0].start + ink.stop
    top, bottom = min(base - word.size * BASELINE, first - 8 * unit), max(base + word.size * 0.16, last + 8 * unit)
    corners = (left - 14 * unit, top, right + 14 * unit, bottom)
    ImageDraw.Draw(image).rounded_rectangle(corners, radius=16 * unit, fill=255)
    box = np.asarray(image)
    where = _touched(box)
    return _mask(box[where]), where
