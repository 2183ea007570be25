"""Cuts a window out of a frame at any fraction of a pixel: in whole pixels alone, a steadied picture would tremble."""

from functools import cache

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.machine.media.frames import plane_of

REACH = 3  # pixels to each side that a new one is made of (Lanczos): fewer would soften some fractions more than others


def window_of(frame: av.VideoFrame, left: float, top: float, width: int, height: int) -> av.VideoFrame:
    """The window of this corner and (even) size within a planar YUV frame."""
    made = np.empty((height * 3 // 2, width), np.uint8)
    made[:height] = _cut(plane_of(frame, 0), left, top, width, height)
    for number, plane in enumerate(made[height:].reshape(2, height // 2, width // 2), 1):
        plane[:] = _cut(plane_of(frame, number), left / 2, top / 2, width // 2, height // 2)
    return av.VideoFrame.from_ndarray(made, format="yuv420p")


def _cut(plane: NDArray[np.uint8], left: float, top: float, width: int, height: int) -> NDArray[np.uint8]:
    x, y = int(left), int(top)
    across, down = left - x, top - y
    moved = plane
    if across or down:
        anchor = REACH - 1, REACH - 1
        moved = np.asarray(
            cv2.sepFilter2D(plane, -1, _taps(across), _taps(down), anchor=anchor, borderType=cv2.BORDER_REPLICATE),
            np.uint8,
        )
    return moved[y : y + height, x : x + width]


@cache
def _taps(fraction: float) -> NDArray[np.float32]:
    """The shares of the pixels around one that lies at this fraction between two."""
    away = np.arange(1 - REACH, REACH + 1) - fraction
    shares = np.sinc(away) * np.sinc(away / REACH)
    return np.asarray(shares / shares.sum(), np.float32)
