"""Where the words of a caption stand: lines, sizes and pieces of each word, measured with the real typeface."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.domain.channel import CaptionStyle
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.text.breaks import fold
from tasks.domain.timeline import Box, Cue, OutputSpec, safe_area
from tasks.machine.media.typefaces import Face, FontRun, line_runs, runs
from tasks.render.captions.fonts import load
from tasks.render.captions.styles import STYLES

CENTRE = 0.70  # of the height: below the subject, above the platforms' own text
LOW = 0.82  # of the height of a square or wide picture, where platforms lay no text over it
LINE = 1.18  # line height, of the type size
BASELINE = 0.98  # below a line's top, of the type size
DEEP = 0.16  # of the type size: room below the last line and above the first, or more where marks and tails need it
FALL = 1 / 3  # of the shadow's blur, by which it lies lower than what throws it


@dataclass(frozen=True)
class CaptionPiece:
    """A stretch of a word on the frame: its left edge and its advance."""

    run: FontRun
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
    pieces: tuple[CaptionPiece, ...]
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
    look, safe = STYLES[style], safe_area(output)
    unit = unit_of(output)
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


def unit_of(output: OutputSpec) -> float:
    """What a pixel of the looks' sizes is here."""
    return min(output.width / 1080, output.height / (1350 if output.tall else 1080))


def _line(
    words: tuple[str, ...], face: Face, size: int, right_to_left: bool
) -> tuple[list[tuple[int, CaptionPiece]], float]:
    """The pieces of a line from left to right, each with its word's number, from 0 on; and how wide it is."""
    pieces: list[tuple[int, CaptionPiece]] = []
    x = 0.0
    for number, run in line_runs(words, face, right_to_left=right_to_left):
        piece = CaptionPiece(run, x, load(run.face, size).getlength(run.text, direction=run.direction))
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
