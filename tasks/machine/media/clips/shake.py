"""Measures how far a camera moved from one frame of a clip to the next: as far as most of what it sees.

A grid of points is followed from frame to frame. What moves on its own, such as a person, moves otherwise than the
ground and is outvoted. Pure; no seed.
"""

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]
Points = NDArray[np.float32]
LONG = 320  # pixels of the longer side of the pictures that are compared
APART = 24  # pixels between the points
PATCH = (15, 15)  # pixels around a point that are found again
LEVELS = 2  # halvings of the picture in which a far move is found
STEPS = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 10, 0.01)
TEXTURE = 1e-3  # least eigenvalue of a patch: a plain one is found anywhere
FEWEST = 16  # points that must be found again
ALIKE = 0.6  # pixels by which moves of the ground may differ
STILL = 0.15  # pixels that a point may move and be called still


class Shift(NamedTuple):
    """How far the picture moved since the frame before, as shares of its sides.

    `agreed` is the share of the points that moved by as much, `still` the share that did not move. Nothing is agreed
    where too little could be followed.
    """

    right: float = 0.0
    down: float = 0.0
    agreed: float = 0.0
    still: float = 0.0


def shift_between(before: Luma, after: Luma) -> Shift:
    """How far the picture moved between two frames."""
    points = _grid(*before.shape)
    guess = points.copy()
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points, guess, winSize=PATCH, maxLevel=LEVELS, criteria=STEPS, minEigThreshold=TEXTURE
    )
    moves = np.asarray(moved - points, np.float64)[found.ravel() == 1].reshape(-1, 2)
    if len(moves) < FEWEST:
        return Shift()
    votes = (np.abs(moves[:, None] - moves[None]).max(2) < ALIKE).sum(1)
    middle = moves[int(votes.argmax())]
    for _ in range(2):
        alike = np.abs(moves - middle).max(1) < ALIKE
        middle = moves[alike].mean(0)
    height, width = before.shape
    still = float((np.abs(moves).max(1) < STILL).mean())
    return Shift(float(middle[0] / width), float(middle[1] / height), float(alike.mean()), still)


@cache
def _grid(height: int, width: int) -> Points:
    across, down = np.meshgrid(np.arange(APART, width - APART / 2, APART), np.arange(APART, height - APART / 2, APART))
    return np.ascontiguousarray(np.stack([across.ravel(), down.ravel()], 1)[:, None].astype(np.float32))
