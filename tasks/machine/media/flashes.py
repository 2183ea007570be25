"""Counts flashes as WCAG 2.3.1 does: they can cause seizures, so a film has at most three a second.

A flash is a pair of opposing changes of relative luminance by a tenth or more, of which the darker is below 0.80, of a
quarter of the frame at once. Fine patterns that move are no flashes: luminance is the mean of blocks.
"""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

BLOCKS = 12  # along the frame's shorter side
CHANGE = 0.1  # of the greatest relative luminance
DARKER = 0.8  # relative luminance below which the darker of both must be
AREA = 0.25  # share of the frame
TOGETHER = 0.1  # seconds within which changes are at once
MOST = 3  # flashes a second, each of two changes
Blocks = NDArray[np.bool_]
Luma = NDArray[np.uint8]


class Flashes:
    """Sees the coarse luma of a film's frames in their order; `found` are (first frame, end frame) of each series."""

    def __init__(self, fps: int) -> None:
        self.fps, self.together = fps, max(1, round(TOGETHER * fps))
        self.found: list[tuple[int, int]] = []
        self.low = self.high = np.zeros((0, 0), np.float32)  # least and most since the block's last change
        self.rose = np.zeros((0, 0), np.int8)  # direction of that change: 1 brighter, -1 darker
        self.recent: dict[int, deque[tuple[int, Blocks]]] = {1: deque(), -1: deque()}  # by direction: frame and blocks
        self.way = 0  # direction of the last change of a large part of the frame
        self.changes: deque[int] = deque()  # the frames of such changes within the last second

    def see(self, frame: int, luma: Luma) -> None:
        """Add the next frame, by luma of any resolution (limited range)."""
        light = _light(luma)
        if light.shape != self.low.shape:
            self.low, self.high, self.rose = light.copy(), light.copy(), np.zeros(light.shape, np.int8)
            return
        cv2.min(self.low, light, dst=self.low)
        cv2.max(self.high, light, dst=self.high)
        rise, fall = light - self.low, self.high - light
        if max(float(rise.max()), float(fall.max())) < CHANGE:  # most frames
            return
        brighter = (rise >= CHANGE) & (self.low < DARKER) & (self.rose <= 0)
        darker = (fall >= CHANGE) & (light < DARKER) & (self.rose >= 0) & ~brighter
        self.rose[brighter], self.rose[darker] = 1, -1
        changed = brighter | darker
        self.low[changed] = self.high[changed] = light[changed]
        for way, blocks in ((1, brighter), (-1, darker)):
            if blocks.any() and self._is_large(frame, way, blocks) and way != self.way:
                self._note(frame, way)

    def _is_large(self, frame: int, way: int, blocks: Blocks) -> bool:
        """Whether a large part of the frame has changed this way within a moment."""
        recent = self.recent[way]
        recent.append((frame, blocks))
        while recent[0][0] <= frame - self.together:
            recent.popleft()
        return bool(np.any([blocks for _, blocks in recent], axis=0).mean() >= AREA)

    def _note(self, frame: int, way: int) -> None:
        """Note a change of a large part of the frame, and the series that it may end."""
        self.way = way
        self.recent[way].clear()
        self.changes.append(frame)
        while self.changes[0] <= frame - self.fps:
            self.changes.popleft()
        if len(self.changes) > 2 * MOST:
            first = self.changes[0]
            if self.found and first <= self.found[-1][1]:
                first = self.found.pop()[0]
            self.found.append((first, frame + 1))


def _light(luma: Luma) -> NDArray[np.float32]:
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
