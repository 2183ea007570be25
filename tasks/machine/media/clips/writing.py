"""Finds captions that are burnt into a clip: ours stand there too, and theirs speak of something else.

A line of writing is a row of many small shapes of one height and one brightness, made of thin strokes, that stay where
they are. Nothing here reads it, so a sign before a camera at rest may count: it is cropped away, too, which costs
little. A logo or a word in a corner is too short to be told from the picture. Pure.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]
STROKE = 13  # pixels of a look's longer side of 640: the thickest stroke is thinner
APART = 45  # levels between a stroke and what is around it
HEIGHT = 6, 40  # pixels of a letter
LETTERS = 7  # in a line, at the least
LONG = 0.12  # share of the width that a line has at the least
ON_IT = 0.6  # share of the letters that stand on the same line; others hang below it
EVEN = 26.0  # levels by which the letters of a line may differ (standard deviation)
OFTEN = 2  # pairs of looks in which a line must stand
OUTER = 0.38  # above and below, as shares of the height: where captions stand, and can be cropped away
ACROSS = 0.3  # share of the width from which a line in the middle is a title
LEFT = 0.55  # share of the height that must be left
ROOM = 0.02  # share of the height that is cropped beyond a line


class Line(NamedTuple):
    """A line of writing, in pixels of the look."""

    left: int
    top: int
    right: int
    bottom: int


class Writing(NamedTuple):
    """The rows between which nothing is written, as shares of the height; and whether a title stands among them."""

    top: float = 0.0
    bottom: float = 1.0
    title: bool = False

    @property
    def spoils(self) -> bool:
        """Whether too little is left without it."""
        return self.title or self.bottom - self.top < LEFT


def writing_in(looks: Sequence[Luma], top: float = 0.0, bottom: float = 1.0) -> Writing:
    """What is written over these pictures of one clip, of which only the rows from `top` to `bottom` are shown."""
    lines = [line for one, other in pairwise(looks) for line in _lines(one, other)]
    if not lines:
        return Writing(top, bottom)
    height, width = looks[0].shape
    inside = [line for line in lines if line.bottom > top * height and line.top < bottom * height]
    often = [line for line in inside if sum(_same_row(line, other) for other in inside) >= OFTEN]
    first, end, title = top, bottom, False
    upper, lower = top + OUTER * (bottom - top), bottom - OUTER * (bottom - top)
    for line in often:
        middle = (line.top + line.bottom) / 2 / height
        if middle > lower:
            end = min(end, line.top / height - ROOM)
        elif middle < upper:
            first = max(first, line.bottom / height + ROOM)
        else:
            title |= line.right - line.left > ACROSS * width
    return Writing(first, end, title)


def _same_row(one: Line, other: Line) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5 * (one.bottom - one.top)


def _lines(one: Luma, other: Luma) -> list[Line]:
    """The lines of writing, light or dark, that stand in both pictures."""
    found: list[Line] = []
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (STROKE, STROKE))
    for kind in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        strokes = [cv2.morphologyEx(picture, kind, kernel) > APART for picture in (one, other)]
        same = np.abs(one.astype(np.int16) - other) < APART
        found += _rows_of_letters(np.asarray(strokes[0] & strokes[1] & same, np.uint8), one)
    return found


def _rows_of_letters(strokes: NDArray[np.uint8], picture: Luma) -> list[Line]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    letters = []
    for number in range(1, count):
        x, y, w, h, area = map(int, stats[number])
        if HEIGHT[0] <= h <= HEIGHT[1] and w <= 6 * h and 0.12 < area / (w * h) < 0.95:
            part = picture[y : y + h, x : x + w][labels[y : y + h, x : x + w] == number]
            letters.append((x, y, x + w, y + h, float(part.mean())))
    lines = []
    left = sorted(letters)
    while left:
        row = [left.pop(0)]
        for letter in list(left):
            last = row[-1]
            tall = last[3] - last[1]
            near = letter[0] - last[2] < 1.6 * max(tall, letter[3] - letter[1])
            level = abs(letter[1] + letter[3] - last[1] - last[3]) < 0.8 * tall
            alike = 0.55 < (letter[3] - letter[1]) / tall < 1.8 and abs(letter[4] - last[4]) < 2 * EVEN
            if near and level and alike and letter[0] >= last[0]:
                row.append(letter)
                left.remove(letter)
        line = Line(row[0][0], min(r[1] for r in row), row[-1][2], max(r[3] for r in row))
        even = float(np.std([letter[4] for letter in row])) < EVEN
        if len(row) >= LETTERS and even and _on_a_line(row) and line.right - line.left >= LONG * picture.shape[1]:
            lines.append(line)
    return lines


def _on_a_line(row: Sequence[tuple[int, int, int, int, float]]) -> bool:
    """Whether most letters end at the height of the others near them: a line may slope."""
    tall = float(np.median([bottom - top for _, top, _, bottom, _ in row]))
    x, y = np.array([letter[0] for letter in row]), np.array([letter[3] for letter in row])
    slope = float(np.polyfit(x, y, 1)[0])
    return bool(np.mean(np.abs(y - np.median(y - slope * x) - slope * x) <= max(1.0, 0.1 * tall)) >= ON_IT)
