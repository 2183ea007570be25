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

from tasks.domain.errors import SetupError
from tasks.domain.film.motion import view_values, window
from tasks.domain.film.segments import Take
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.pictures import picture_size
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
    """One frame's window: exact scale and origin in picture pixels."""

    scale: float
    left: float
    top: float


Lattice = tuple[Axis, Axis]  # x, y


class Move:
    """The windows of a whole take, all `span` frames of it."""

    def __init__(self, take: Take, output: OutputSpec) -> None:
        self.output = output
        width, height = picture_size(output)
        last = max(1, take.span - 1)
        views = [view_values(take.motion, number / last) for number in range(take.span)]
        windows = np.array([window(*view, width, height) for view in views])
        # The picture is MARGIN times the frame up to rounding to even sides: the window must not reach past it.
        windows[:, 0] = np.minimum(windows[:, 0], min(width / output.width, height / output.height))
        self.windows = windows
        self.frames = tuple(Frame(*row) for row in windows.tolist())

    @functools.cached_property
    def lattices(self) -> tuple[tuple[Lattice, ...], tuple[Lattice, ...]]:
        """Where OpenCV reads each frame: of luma, and of chroma."""
        return self._lattices(1), self._lattices(2)

    def _lattices(self, half: int) -> tuple[Lattice, ...]:
        scale, left, top = self.windows.T
        width, height = picture_size(self.output)
        across = _axes(left / half, scale, self.output.width // half, width // half)
        down = _axes(top / half, scale, self.output.height // half, height // half)
        return tuple(zip(across, down, strict=True))


@functools.lru_cache(maxsize=32)
def move(take: Take, output: OutputSpec) -> Move:
    return Move(take, output)


class Canvas:
    """Buffers that every frame is drawn into, one canvas a thread: what is drawn is valid until the next draw."""

    def __init__(self, output: OutputSpec, *, plain: bool = False) -> None:
        """`plain` draws with OpenCV even where this host has something faster."""
        self.resample = None if plain or not available() else compiled()
        self.width, self.height = output.width, output.height
        self.luma = np.empty((self.height + DROP, self.width + DROP + 24), np.uint8)
        self.chroma = np.empty((self.height // 2 + DROP, self.width // 2 + DROP + 4, 2), np.uint8)
        self.corner = self.luma[: self.height, : self.width], self.chroma[: self.height // 2, : self.width // 2]

    def draw(self, planes: Planes, move: Move, number: int) -> Planes:
        """The planes of one frame of a move, as views of the canvas: nothing is copied."""
        if self.resample:
            return self.mix(planes, move, number, 1)
        frame = move.frames[number]
        return (
            _resized(planes[0], self.luma, self.corner[0], frame, 1, move.lattices[0][number]),
            _resized(planes[1], self.chroma, self.corner[1], frame, 2, move.lattices[1][number]),
        )

    def mix(self, planes: Planes, move: Move, number: int, share: float) -> Planes:
        """A crossfade's frame: so large a share of a move's frame in what was drawn last. Where the canvas has compiled
        code alone: it saves going over both frames once more."""
        if not self.resample:
            raise SetupError("Only compiled code mixes as it draws.")
        frame, (luma, chroma) = move.frames[number], self.corner
        self.resample(planes[0], luma, frame.scale, frame.left, frame.top, share)
        self.resample(planes[1], chroma, frame.scale, frame.left / 2, frame.top / 2, share)
        return self.corner


def _resized(plane: Plane, buffer: Plane, out: Plane, frame: Frame, half: int, lattice: Lattice) -> Plane:
    """A plane's frame within `buffer`: at `out`, its corner, or where columns and rows are dropped, further in."""
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
