"""Decides which part of a picture a frame of another shape shows: the part that holds what people look at.

What stands out is measured by contrast and colour on a small copy. A crop that keeps it fills the frame. If the crop
would cut a subject in half, or one of two off, the picture is to be shown whole.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SMALL = 128  # pixels of the longer side of the copy that is measured
PLAIN = 0.55  # spread over mean of the measure; below it nothing stands out, as in a meadow or a pattern
APART = 0.25  # of the strongest part's weight; what has less is not a subject
FAINT = 1.5  # levels; a measure below it is noise
LOW = 0.25  # of the strongest place; below it is ground

Grid = NDArray[np.float32]


@dataclass(frozen=True)
class Window:
    """A part of a picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float

    def pixels(self, image: Image.Image) -> tuple[float, float, float, float]:
        """Left, top, right and bottom in the picture's pixels."""
        left, top = self.left * image.width, self.top * image.height
        return left, top, left + self.width * image.width, top + self.height * image.height


@dataclass(frozen=True)
class Attention:
    """Where a picture's subjects are: their weights on a small grid. `focus` is their middle, in shares of its sides.

    Without `clear` nothing stands out: the weights say where there is most to see, but nothing is lost without it.
    """

    weights: Grid
    focus: tuple[float, float]
    clear: bool

    def best(self, width: float, height: float) -> tuple[Window, float]:
        """The place for a window of this size (shares) that holds most, and the share of the subjects that it holds."""
        rows, columns = self.weights.shape
        across, down = _steps(width, columns), _steps(height, rows)
        total = float(self.weights.sum())
        x, y = (min(1 - size, max(0.0, at - size / 2)) for at, size in zip(self.focus, (width, height), strict=True))
        if total <= 0:
            return Window(x, y, width, height), 1.0
        sums = cv2.integral(self.weights)
        inside = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
        most = float(inside.max())
        # Of places that hold as much, the one that has the subjects in its middle.
        near = np.argwhere(inside >= most - 0.005 * total)
        aim = np.array([y * rows, x * columns])
        top, left = near[np.abs(near - aim).sum(1).argmin()]
        place = Window(min(left / columns, 1 - width), min(top / rows, 1 - height), width, height)
        return place, most / total if self.clear else 1.0

    def around(self, share: float) -> tuple[float, float]:
        """The width and height (shares) of the band across, and of the band down, that hold this share of them."""
        if not self.clear:
            return 0.0, 0.0
        return _band(self.weights.sum(0), share), _band(self.weights.sum(1), share)


def cut(image: Image.Image, window: Window, width: int, height: int) -> Image.Image:
    """The part of the picture in the window, at this size in pixels."""
    left, top, right, bottom = window.pixels(image)
    box = max(0.0, left), max(0.0, top), min(float(image.width), right), min(float(image.height), bottom)
    return image.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


def inside(focus: tuple[float, float], window: Window) -> tuple[float, float]:
    """The focus as a share of the window."""
    x, y = (focus[0] - window.left) / window.width, (focus[1] - window.top) / window.height
    return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))


def largest(image: Image.Image, width: float, height: float) -> tuple[float, float]:
    """The largest part of the picture with the shape of `width` x `height`, as shares of its own width and height."""
    scale = max(width / image.width, height / image.height)
    return min(1.0, width / scale / image.width), min(1.0, height / scale / image.height)


def attention(image: Image.Image) -> Attention:
    """Measure where a picture's subjects are."""
    scale = SMALL / max(image.size)
    size = max(8, round(image.width * scale)), max(8, round(image.height * scale))
    pixels = np.asarray(image.resize(size, Image.Resampling.BOX, reducing_gap=2.0))
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    light = lab[..., 0]
    detail = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)) / 8
    # Colours that the picture's rim does not have: the rim is ground in most photographs.
    rim = np.concatenate([lab[:3].reshape(-1, 3), lab[:, :3].reshape(-1, 3), lab[:, -3:].reshape(-1, 3)])
    colour = np.linalg.norm((lab - np.median(rim, axis=0)) * (0.6, 1.0, 1.0), axis=2).astype(np.float32)
    spread = SMALL / 28
    measure = cv2.GaussianBlur(detail, (0, 0), spread) + 0.25 * cv2.GaussianBlur(colour, (0, 0), spread * 0.7)
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    across, down = columns / max(1, size[0] - 1), rows / max(1, size[1] - 1)
    # A picture's upper middle is where people put its subject.
    measure *= np.exp(-0.5 * (((across - 0.5) / 0.75) ** 2 + ((down - 0.45) / 0.6) ** 2)).astype(np.float32)
    return _subjects(np.asarray(measure, np.float32), across, down)


def _subjects(measure: Grid, across: Grid, down: Grid) -> Attention:
    clear = float(measure.std()) >= PLAIN * float(measure.mean()) and float(measure.max()) >= FAINT
    weights = np.clip(measure - max(float(measure.mean()), LOW * float(measure.max())), 0, None)
    if clear:
        count, labels = cv2.connectedComponents((weights > 0).astype(np.uint8))
        weight = np.bincount(labels.ravel(), weights.ravel(), count)
        weights = np.where(weight[labels] >= APART * weight.max(), weights, 0)
    weights, total = weights.astype(np.float32), float(weights.sum())
    if total <= 0 or float(measure.max()) < FAINT:
        return Attention(np.zeros_like(measure), (0.5, 0.45), clear=False)
    return Attention(weights, (float((weights * across).sum()) / total, float((weights * down).sum()) / total), clear)


def _steps(share: float, cells: int) -> int:
    return min(cells, max(1, round(share * cells)))


def _band(line: NDArray[np.float32], share: float) -> float:
    """The length (a share) of the shortest run of cells that holds this share of the whole."""
    sums = np.concatenate([[0.0], np.cumsum(line)])
    wanted = share * sums[-1] - 1e-6
    ends = np.searchsorted(sums, sums[:-1] + wanted)
    lengths = np.where(ends < len(sums), ends - np.arange(len(line)), len(line))
    return float(lengths.min()) / len(line)
