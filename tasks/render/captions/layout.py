"""Lays out a caption's words: line breaks, font size and positions, measured with the real font."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.domain.channel import CaptionStyle
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.text.breaks import fold
from tasks.domain.timeline import Box, Cue, OutputSpec, safe_area
from tasks.domain.words import capitals, join_words
from tasks.machine.media.typefaces import Face, FontRun, line_runs, runs
from tasks.render.captions.fonts import load
from tasks.render.captions.styles import STYLES

CENTRE = 0.70  # of the frame height: below the subject, above the platforms' own text
LOW = 0.82  # the same in square and wide frames, over which platforms lay no text
LINE = 1.18  # line height, in font sizes
BASELINE = 0.98  # from the top of a line down to its baseline, in font sizes
DEEP = 0.16  # least room above the first and below the last line, in font sizes; accents and descenders may need more
FALL = 1 / 3  # how far the shadow is shifted down, as a share of its blur


@dataclass(frozen=True)
class CaptionPiece:
    """A run of a word on the frame: left edge and advance width in pixels."""

    run: FontRun
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True)
class Placed:
    """A word on the frame: its pieces from left to right, and its baseline and font size in pixels.

    A word without visible characters has no pieces. Other words can stand between two pieces: in a right-to-left line,
    the full stop after a name in Latin letters stands left of the whole name.
    """

    text: str
    pieces: tuple[CaptionPiece, ...]
    baseline: float
    size: int

    @property
    def core(self) -> tuple[float, float]:
        """Left and right edge of the widest group of adjoining pieces."""
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
    """A cue's placed words, and the even-aligned box on the frame that they may touch."""

    words: tuple[Placed, ...]
    box: Box
    right_to_left: bool = False


def caption_box(cue: Cue, style: CaptionStyle, output: OutputSpec, language: str = "") -> Box:
    """The box that the cue's words may touch, including outlines and shadows."""
    return layout(tuple(word.text for word in cue.words), style, output, language).box


@functools.lru_cache(maxsize=512)
def layout(words: tuple[str, ...], style: CaptionStyle, output: OutputSpec, language: str = "") -> Layout:
    """Lay out words in one or two centred lines inside the safe area. Shrinks text that is too wide; never cuts it."""
    look, safe = STYLES[style], safe_area(output)
    unit = unit_of(output)
    margin = round((look.outline + look.shadow + (20 if look.boxed else 4)) * unit)
    room = safe.right - safe.left - 2 * margin - 4  # 4: the box is rounded outwards to even pixels
    shown = [capitals(word, language) if look.capitals else word for word in words]
    size = max(8, round(look.size * unit))
    while True:
        measured = functools.partial(_line_width, face=look.face, size=size, language=language)
        lines = fold(shown, measured, room)
        widest = max(map(measured, lines))
        height = len(lines) * size * LINE
        if widest <= room or size <= 8:
            break
        size = max(8, min(size - 2, int(size * room / widest)))
    backwards = reads_right_to_left("".join(words))
    rise, drop = _reach(shown, look.face, size, backwards, language)
    high = max(round(DEEP * size), math.ceil(rise - BASELINE * size))
    deep = max(round(DEEP * size), math.ceil(drop - (LINE - BASELINE) * size + FALL * look.shadow * unit) + 1)
    centre = output.height * (CENTRE if output.tall else LOW)
    top = min(round(centre - height / 2), safe.bottom - margin - deep - round(height) - 2)
    placed: list[Placed] = []
    left, right = output.width, 0
    for number, line in enumerate(lines):
        pieces, wide = _line(tuple(line), look.face, size, backwards, language)
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


def unit_of(output: OutputSpec) -> float:
    """The number of pixels here per pixel of the style sheets' sizes, which are for a frame 1080 wide.

    Captions take no more of a square or wide frame's height than of one of 4:5, so that its picture keeps the rest.
    """
    return min(output.width / 1080, output.height / 1350)


def _line(
    words: tuple[str, ...], face: Face, size: int, right_to_left: bool, language: str
) -> tuple[list[tuple[int, CaptionPiece]], float]:
    """The line's pieces from left to right, each with its word's index (-1 for a space), and the line's width."""
    pieces: list[tuple[int, CaptionPiece]] = []
    x = 0.0
    for number, run in line_runs(words, face, right_to_left=right_to_left, language=language):
        piece = CaptionPiece(run, x, load(run.face, size).getlength(run.text, direction=run.direction))
        pieces.append((number, piece))
        x = piece.right
    return pieces, x


def _line_width(line: Sequence[str], face: Face, size: int, language: str) -> float:
    text = runs(join_words(line), face, language=language)
    return sum(load(run.face, size).getlength(run.text, direction=run.direction) for run in text)


def _reach(words: Sequence[str], face: Face, size: int, right_to_left: bool, language: str) -> tuple[float, float]:
    """The greatest reach above and below the baseline, in pixels, without the outline."""
    boxes = [
        load(run.face, size).getbbox(run.text, anchor="ls", direction=run.direction)
        for word in words
        for run in runs(word, face, right_to_left=right_to_left, language=language)
    ]
    return max((-box[1] for box in boxes), default=0.0), max((box[3] for box in boxes), default=0.0)
