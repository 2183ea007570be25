"""Counts flashes as WCAG 2.3.1 does: they can cause seizures, so a film has at most three a second.

A flash is a pair of opposing changes of relative luminance by a tenth or more, of which the darker is below 0.80. It
counts where the changes of a second cover a quarter of the frame. Fine patterns that move are no flashes: luminance is
the mean of blocks.
"""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.render.planes import Plane

BLOCKS = 12  # along the frame's shorter side
CHANGE = 0.1  # of the greatest relative luminance
DARKER = 0.8  # relative luminance below which the darker of both must be
AREA = 0.25  # share of the frame
MOST = 3  # flashes a second, each of two changes


class Flashes:
    """Sees the coarse luma of a film's frames in their order; `found` are (first frame, end frame) of each series."""

    def __init__(self, fps: int) -> None:
        self.fps = fps
        self.found: list[tuple[int, int]] = []
        self.low = self.high = np.zeros((0, 0), np.float32)  # least and most since the last change
        self.rose = np.zeros((0, 0), np.int8)  # direction of the last change: 1 brighter, -1 darker
        self.recent: deque[NDArray[np.bool_] | None] = deque(maxlen=max(1, fps))  # where each frame changed
        self.changes = np.zeros((0, 0), np.int16)  # in those frames

    def see(self, frame: int, luma: Plane) -> None:
        """Add the next frame, by luma of any resolution (limited range)."""
        light = _light(luma)
        if light.shape != self.low.shape:
            self._begin(light)
            return
        cv2.min(self.low, light, dst=self.low)
        cv2.max(self.high, light, dst=self.high)
        if len(self.recent) == self.recent.maxlen and (oldest := self.recent[0]) is not None:
            self.changes -= oldest
        rise, fall = light - self.low, self.high - light
        if max(float(rise.max()), float(fall.max())) < CHANGE:  # most frames
            self.recent.append(None)
            return
        brighter = (rise >= CHANGE) & (self.low < DARKER) & (self.rose <= 0)
        darker = (fall >= CHANGE) & (light < DARKER) & (self.rose >= 0) & ~brighter
        changed = brighter | darker
        self.rose[brighter], self.rose[darker] = 1, -1
        self.low[changed] = self.high[changed] = light[changed]
        self.recent.append(changed)
        self.changes += changed
        if np.count_nonzero(self.changes > 2 * MOST) >= AREA * self.changes.size:
            self._note(frame + 1)

    def _begin(self, light: NDArray[np.float32]) -> None:
        self.low, self.high = light.copy(), light.copy()
        self.rose, self.changes = np.zeros(light.shape, np.int8), np.zeros(light.shape, np.int16)
        self.recent.clear()

    def _note(self, end: int) -> None:
        """Add the last second's series, from its first change to its last."""
        changed = [
            n for n, cells in enumerate(self.recent, end - len(self.recent)) if cells is not None and cells.any()
        ]
        first, end = changed[0], changed[-1] + 1
        if self.found and first <= self.found[-1][1]:
            first = self.found.pop()[0]
        self.found.append((first, end))


def _light(luma: Plane) -> NDArray[np.float32]:
    """The mean relative luminance (0 to 1) of each block."""
    height, width = luma.shape
    side = min(height, width) / BLOCKS
    linear = np.asarray(cv2.LUT(luma, _RELATIVE), np.float32)
    size = max(1, round(width / side)), max(1, round(height / side))
    return np.asarray(cv2.resize(linear, size, interpolation=cv2.INTER_AREA), np.float32)


def _relative() -> NDArray[np.float32]:
    """Relative luminance by limited-range luma, as of greys: WCAG's formula."""
    share = np.clip((np.arange(256) - 16) / 219, 0, 1)
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(np.float32)


_RELATIVE = _relative()
