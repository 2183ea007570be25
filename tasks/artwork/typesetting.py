"""Sets a whole text large, as type that is read while it is heard: its stressed words in capitals, the others smaller.

Each word keeps its number, so that it can come in on its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf
from unicodedata import east_asian_width

from tasks.artwork.canvas import Piece, measure, reach, word_pieces
from tasks.artwork.faces import Face, in_capitals, settable
from tasks.domain.text.breaks import break_cost, grouped
from tasks.domain.words import join_words, split_words, word_spans

LARGEST, LEAST = 176.0, 88.0  # font sizes of what is not stressed, on a picture whose shorter side is 1080
LEAST_WIDE = 66.0  # of scripts whose characters are as wide as they are high
STRESSED = (2.6, 2.0, 1.6, 1.3, 1.0)  # how many times as large stressed words are at most, in order of preference
OUTSTANDING = 1.3  # how many times as large they are at least, unless that is not to be had
LOUDEST = 400.0  # their font size at most
HIGH = 0.45  # of the room that is left, what is above the text
STEPS = 8  # from the largest size to the least
LOUD_ROWS = 3
RISE, FALL = 0.8, 0.26  # above and below the baseline, as shares of the font size: letters, and air
CAPITALS = (0.97, 0.12)  # the same of stressed words


@dataclass(frozen=True)
class Room:
    """Where text may stand, and the size of the picture's shorter side, all in design units."""

    left: float
    top: float
    right: float
    bottom: float
    side: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Row:
    """Words in one line: their texts as they are shown, the number of the first one, and how they are set."""

    words: tuple[str, ...]
    first: int
    face: Face
    size: float
    baseline: float = 0.0

    @property
    def loud(self) -> bool:
        """Whether it holds the stressed words."""
        return self.face == "display"

    @property
    def rise(self) -> float:
        """Its height above the baseline."""
        return self.size * max(CAPITALS[0] if self.loud else RISE, self._reach[0] + 0.08)

    @property
    def fall(self) -> float:
        """Its height below the baseline."""
        return self.size * max(CAPITALS[1] if self.loud else FALL, self._reach[1] + 0.1)

    @property
    def _reach(self) -> tuple[float, float]:
        return reach(join_words(self.words), self.face)

    def pieces(self, *, right_to_left: bool) -> list[tuple[int, Piece]]:
        """Its pieces from left to right, each with the number of its word in the text; spaces have -1.

        `right_to_left` is the direction of the text: a row of Latin names in an Arabic one runs as the others do.
        """
        found = word_pieces(self.words, self.face, right_to_left=right_to_left)
        return [(number if number < 0 else self.first + number, piece) for number, piece in found]

    @property
    def width(self) -> float:
        """Its width."""
        return measure(join_words(self.words), self.face, self.size)


def typeset(text: str, phrase: str, room: Room) -> tuple[Row, ...]:
    """The text in rows that fill the room; none if it is too long to be read at a glance. `phrase` is stressed."""
    words = split_words(text)
    first, end = _stressed(text, phrase)
    unit = room.side / 1080
    least = unit * (LEAST_WIDE if any(east_asian_width(char) in "FW" for char in text) else LEAST)
    for times in STRESSED:
        for step in range(STEPS + 1):
            size = unit * LARGEST + (least - unit * LARGEST) * step / STEPS
            rows = (
                *_quiet(words[:first], 0, size, room.width),
                *_loud(words[first:end], first, min(times * size, LOUDEST * unit), room.width),
                *_quiet(words[end:], end, size, room.width),
            )
            loud = min((row.size for row in rows if row.loud), default=0.0)
            stands_out = loud >= size * min(times, OUTSTANDING) * 0.98
            fits = sum(row.rise + row.fall for row in rows) <= room.height
            if fits and stands_out and all(row.size >= least for row in rows):
                return tuple(_placed(rows, room))
    return ()


def _placed(rows: Sequence[Row], room: Room) -> Iterator[Row]:
    """The rows with their baselines, a little above the middle of the room."""
    spare = room.height - sum(row.rise + row.fall for row in rows)
    at = room.top + HIGH * spare
    for row in rows:
        at += row.rise
        yield Row(row.words, row.first, row.face, row.size, at)
        at += row.fall


def _stressed(text: str, phrase: str) -> tuple[int, int]:
    """The numbers of the first stressed word, and of the one after the last."""
    spans = word_spans(text)
    start = text.find(phrase.rstrip("?？؟")) if phrase else -1
    if start >= 0:
        stop = start + len(phrase.rstrip("?？؟"))
        inside = [number for number, (a, b) in enumerate(spans) if a < stop and b > start]
        if len(inside) < len(spans):
            return inside[0], inside[-1] + 1
    before, _, after = parts(text)
    return len(split_words(before)), len(spans) - len(split_words(after))


def parts(phrase: str) -> tuple[str, str, str]:
    """The words before the one that is set large, that one, and those after it."""
    spans = word_spans(phrase)
    if not spans:
        return "", phrase, ""
    weights = [(bool(re.search(r"\d", phrase[a:b])), sum(map(str.isalnum, phrase[a:b]))) for a, b in spans]
    at = max(range(len(spans)), key=lambda number: (weights[number], number))
    start, end = spans[at]
    return phrase[:start].strip(), phrase[start:end].strip(" ,;:，、"), phrase[end:].strip()


def _quiet(words: Sequence[str], first: int, size: float, width: float) -> list[Row]:
    shown = [settable(word, "serif") for word in words]

    def cost(start: int, end: int) -> float:
        wide = measure(join_words(shown[start:end]), "serif", size)
        if wide > width:
            return inf if end - start > 1 else 100.0
        split = break_cost(words[end - 1], words[end]) if end < len(words) else 0.0
        return 1.0 + (1 - wide / width) ** 2 + 0.3 * split

    rows, at = [], first
    for group in grouped(range(len(shown)), cost):
        line = tuple(shown[number] for number in group)
        wide = measure(join_words(line), "serif", size)
        rows.append(Row(line, at, "serif", size * min(1.0, width / max(1.0, wide))))
        at += len(line)
    return rows


def _loud(words: Sequence[str], first: int, size: float, width: float) -> list[Row]:
    """The stressed words in the rows in which they are largest, up to a font size; all rows are of one size."""
    shown = [settable(in_capitals(word), "display") for word in words]
    best: tuple[float, list[tuple[int, int]]] = (0.0, [])
    for count in range(1, min(LOUD_ROWS, len(shown)) + 1):
        for cuts in combinations(range(1, len(shown)), count - 1):
            spans = list(pairwise((0, *cuts, len(shown))))
            widest = max(measure(join_words(shown[a:b]), "display", 100) for a, b in spans)
            fitting = min(size, 100 * width / max(1.0, widest))
            if fitting > best[0] * 1.15:  # fewer rows, unless more are clearly larger
                best = fitting, spans
    return [Row(tuple(shown[a:b]), first + a, "display", best[0]) for a, b in best[1]]
