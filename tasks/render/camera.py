"""Draws camera moves with sub-pixel precision for the price of a resize.

The compiled resampler (resample.c) reads from any origin. Hosts without it use OpenCV: cv2.resize keeps an exact scale
but can only start on a whole pixel. Dropping the first d output columns moves the start by d * scale, so some pair of
whole start and d in 0..DROP comes within NEAR pixels of any target origin. If none does (under 1 % of frames), the
slower warpAffine draws the frame.
"""

import functools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import SetupError
from tasks.domain.film.motion import view_values, window
from tasks.domain.film.segments import Take
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.pictures import picture_size
from tasks.render.planes import PAD, Plane, Planes
from tasks.render.resample import available, compiled

DROP = 48
NEAR, MAX_MISS = 0.018, 0.06  # pixels off the target: close enough to stop searching, and the largest accepted


@dataclass(frozen=True)
class Axis:
    """Where to read a plane along one axis: start and length in pixels, and output columns (or rows) to drop.

    `drop` is -1 if no region comes close enough and warpAffine must draw the frame.
    """

    start: int
    drop: int
    length: int


@dataclass(frozen=True)
class Frame:
    """The window of one frame: scale (picture pixels per frame pixel) and origin, in picture pixels."""

    scale: float
    left: float
    top: float


Lattice = tuple[Axis, Axis]  # x, y


class Move:
    """The camera windows of all `span` frames of a take, on a picture of this size: a panorama's is its own."""

    def __init__(self, take: Take, output: OutputSpec, size: tuple[int, int] | None = None) -> None:
        self.output = output
        usual = picture_size(output)
        self.size = size or usual
        # A clip is smaller than a prepared picture, but shows the same: windows are those of a picture, shrunk.
        width, height = usual if take.clip else self.size
        reach = width / usual[0], height / usual[1]
        last = max(1, take.span - 1)
        views = [view_values(take.motion, number / last) for number in range(take.span)]
        windows = np.array([window(*view, width, height, reach) for view in views])
        # Rounding to even sides can leave the picture smaller than MARGIN times the frame: stay inside it.
        windows[:, 0] = np.minimum(windows[:, 0], min(usual[0] / output.width, usual[1] / output.height))
        if take.clip:
            windows *= self.size[0] / width
        self.windows = windows
        self.frames = tuple(Frame(*row) for row in windows.tolist())

    @functools.cached_property
    def lattices(self) -> tuple[tuple[Lattice, ...], tuple[Lattice, ...]]:
        """Where OpenCV reads each frame: luma, then chroma."""
        return self._lattices(1), self._lattices(2)

    def _lattices(self, half: int) -> tuple[Lattice, ...]:
        scale, left, top = self.windows.T
        width, height = self.size
        across = _axes(left / half, scale, self.output.width // half, width // half)
        down = _axes(top / half, scale, self.output.height // half, height // half)
        return tuple(zip(across, down, strict=True))


@functools.lru_cache(maxsize=32)
def move(take: Take, output: OutputSpec, size: tuple[int, int] | None = None) -> Move:
    """The take's camera move on a picture of this size, cached: neighbouring segments share takes."""
    return Move(take, output, size)


class Canvas:
    """Reusable frame buffers. Use one canvas per thread; a drawn frame is valid until the next draw."""

    def __init__(self, output: OutputSpec, *, plain: bool = False) -> None:
        """`plain` forces OpenCV even if this host has the compiled resampler."""
        self.resample = None if plain or not available() else compiled()
        self.width, self.height = output.width, output.height
        self.luma = np.empty((self.height + DROP, self.width + DROP + 24), np.uint8)
        self.chroma = np.empty((self.height // 2 + DROP, self.width // 2 + DROP + 4, 2), np.uint8)
        self.corner = self.luma[: self.height, : self.width], self.chroma[: self.height // 2, : self.width // 2]

    def draw(self, planes: Planes, move: Move, number: int) -> Planes:
        """Draw frame `number` of a move. Returns views into the canvas, not copies."""
        if self.resample:
            return self.mix(planes, move, number, 1)
        frame = move.frames[number]
        return (
            _resized(planes[0], self.luma, self.corner[0], frame, 1, move.lattices[0][number]),
            _resized(planes[1], self.chroma, self.corner[1], frame, 2, move.lattices[1][number]),
        )

    def mix(self, planes: Planes, move: Move, number: int, share: float) -> Planes:
        """Blend frame `number` of a move into the last drawn frame with weight `share` (0..1): a crossfade in one pass.

        Raises SetupError without the compiled resampler.
        """
        if not self.resample:
            raise SetupError("Mixing while drawing needs the compiled resampler.", advice="Draw and blend instead.")
        frame, (luma, chroma) = move.frames[number], self.corner
        self.resample(planes[0], luma, frame.scale, frame.scale, frame.left, frame.top, share)
        self.resample(planes[1], chroma, frame.scale, frame.scale, frame.left / 2, frame.top / 2, share)
        return self.corner


def _resized(plane: Plane, buffer: Plane, out: Plane, frame: Frame, half: int, lattice: Lattice) -> Plane:
    """Draw one plane into `buffer`. Returns the frame's view: `out`, or the part past the dropped rows and columns."""
    (x, y), (height, width) = lattice, out.shape[:2]
    if x.drop < 0 or y.drop < 0:
        scale = frame.scale
        shift = PAD + 0.5 * scale - 0.5
        matrix = np.array([[scale, 0, frame.left / half + shift], [0, scale, frame.top / half + shift]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(plane, matrix, (width, height), dst=out, flags=flags), np.uint8)
    region = plane[y.start : y.start + y.length, x.start : x.start + x.length]
    whole = buffer[: height + y.drop, : width + x.drop]
    cv2.resize(region, None, dst=whole, fx=1 / frame.scale, fy=1 / frame.scale, interpolation=cv2.INTER_LINEAR)
    return whole[y.drop :, x.drop :]


def _axes(origins: NDArray[np.float64], scale: NDArray[np.float64], size: int, limit: int) -> list[Axis]:
    """For each origin on a plane `limit` pixels long: the region whose resize gives `size` pixels from that origin."""
    drops = np.arange(DROP + 1)
    starts = origins[:, None] - drops * scale[:, None]
    whole = np.rint(starts)
    miss = np.abs(starts - whole)
    miss[whole < -PAD] = 9.0
    good = miss <= NEAR
    best = np.where(good.any(1), good.argmax(1), miss.argmin(1))
    rows = np.arange(len(origins))
    start = whole[rows, best].astype(int) + PAD
    target = size + best
    factor = 1 / scale
    length = np.floor((target + 0.5) * scale).astype(int) + 1
    for _ in range(2):  # cv2 makes rint(length * factor) pixels: shorten the region until that is the target
        length -= np.rint(length * factor) > target
    fits = (miss[rows, best] <= MAX_MISS) & (np.rint(length * factor) == target) & (start + length <= limit + 2 * PAD)
    return [Axis(int(s), int(d) if ok else -1, int(c)) for s, d, c, ok in zip(start, best, length, fits, strict=True)]
