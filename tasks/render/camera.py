"""Sub-pixel camera moves at the price of a resize.

Compiled code (resample.c) starts anywhere. Where a host has none, OpenCV does the same by a detour: cv2.resize keeps
an exact scale but can only start on a whole pixel. Dropping the first d output columns moves the start by d * scale,
so among d = 0..DROP some pair of start and d comes within NEAR pixels of any wanted origin. Where none does (under one
frame in a hundred), the slower warpAffine draws the frame.
"""

import functools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.models import OutputSpec
from tasks.domain.motion import view_values, window
from tasks.domain.segments import Take
from tasks.machine.pictures import picture_size
from tasks.render.planes import PAD, Plane, Planes
from tasks.render.resample import available, compiled

DROP = 48
NEAR, FARTHEST = 0.018, 0.06  # pixels: good enough to stop looking, and the worst accepted


@dataclass(frozen=True)
class Axis:
    """Where to read one plane along one axis: start and length of the region, and columns (rows) dropped; -1: none."""

    start: int
    drop: int
    length: int


@dataclass(frozen=True)
class Frame:
    """One frame's window: exact scale and origin in picture pixels, and its lattice for luma and chroma."""

    scale: float
    left: float
    top: float
    luma: tuple[Axis, Axis]
    chroma: tuple[Axis, Axis]


class Canvas:
    """Buffers that every frame is drawn into, one canvas a thread: what is drawn is valid until the next draw."""

    def __init__(self, output: OutputSpec, *, plain: bool = False) -> None:
        """`plain` draws with OpenCV even where this host has something faster."""
        self.resample = None if plain or not available() else compiled()
        self.width, self.height = output.width, output.height
        self.luma = np.empty((self.height + DROP, self.width + DROP + 24), np.uint8)
        self.chroma = np.empty((self.height // 2 + DROP, self.width // 2 + DROP + 4, 2), np.uint8)

    def draw(self, planes: Planes, frame: Frame) -> Planes:
        """The frame's planes, as views of the canvas: nothing is copied."""
        return (
            self._one(planes[0], self.luma, frame, frame.luma, 1),
            self._one(planes[1], self.chroma, frame, frame.chroma, 2),
        )

    def _one(self, plane: Plane, buffer: Plane, frame: Frame, lattice: tuple[Axis, Axis], half: int) -> Plane:
        (x, y), (width, height) = lattice, (self.width // half, self.height // half)
        if self.resample:
            out = buffer[:height, :width]
            self.resample(plane, out, frame.scale, frame.left / half, frame.top / half)
            return out
        if x.drop < 0 or y.drop < 0:
            scale = frame.scale
            shift = PAD + 0.5 * scale - 0.5
            matrix = np.array([[scale, 0, frame.left / half + shift], [0, scale, frame.top / half + shift]])
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            out = buffer[:height, :width]
            return np.asarray(cv2.warpAffine(plane, matrix, (width, height), dst=out, flags=flags), np.uint8)
        region = plane[y.start : y.start + y.length, x.start : x.start + x.length]
        out = buffer[: height + y.drop, : width + x.drop]
        cv2.resize(region, None, dst=out, fx=1 / frame.scale, fy=1 / frame.scale, interpolation=cv2.INTER_LINEAR)
        return out[y.drop :, x.drop :]


@functools.lru_cache(maxsize=32)
def frames(take: Take, output: OutputSpec) -> tuple[Frame, ...]:
    """The windows of a whole take, all `span` frames of it."""
    width, height = picture_size(output)
    last = max(1, take.span - 1)
    views = [view_values(take.motion, number / last) for number in range(take.span)]
    windows = np.array([window(*view, width, height) for view in views])
    scale = windows[:, 0]
    # The picture is MARGIN times the frame up to rounding to even sides: the window must not reach past it.
    scale = np.minimum(scale, np.minimum(width / output.width, height / output.height))
    axes = {
        half: (
            _lattice(windows[:, 1] / half, scale, output.width // half, width // half),
            _lattice(windows[:, 2] / half, scale, output.height // half, height // half),
        )
        for half in (1, 2)
    }
    return tuple(
        Frame(
            float(scale[n]),
            float(windows[n, 1]),
            float(windows[n, 2]),
            (axes[1][0][n], axes[1][1][n]),
            (axes[2][0][n], axes[2][1][n]),
        )
        for n in range(take.span)
    )


def _lattice(origins: NDArray[np.float64], scale: NDArray[np.float64], size: int, limit: int) -> list[Axis]:
    """For wanted origins on a plane of `limit` pixels: regions whose resize gives `size` pixels from there."""
    drops = np.arange(DROP + 1)
    starts = origins[:, None] - drops * scale[:, None]
    whole = np.rint(starts)
    miss = np.abs(starts - whole)
    miss[whole < -PAD] = 9.0
    good = miss <= NEAR
    best = np.where(good.any(1), good.argmax(1), miss.argmin(1))
    rows = np.arange(len(origins))
    start = whole[rows, best].astype(int) + PAD
    wanted = size + best
    factor = 1 / scale
    length = np.floor((wanted + 0.5) * scale).astype(int) + 1
    for _ in range(2):  # cv2 sizes its result as rint(length * factor): it must be what is wanted
        length -= np.rint(length * factor) > wanted
    fits = (miss[rows, best] <= FARTHEST) & (np.rint(length * factor) == wanted) & (start + length <= limit + 2 * PAD)
    return [Axis(int(s), int(d) if ok else -1, int(c)) for s, d, c, ok in zip(start, best, length, fits, strict=True)]
