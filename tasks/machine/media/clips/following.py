"""Lets the crop go along with a subject that crosses the picture: a crop at rest would lose it on its way.

Only where no crop at rest holds what matters, the camera stands, and one large thing moves, at a pace at which a
camera could follow it. All else is shown whole. Pure.
"""

import itertools

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.machine.media.clips.source import LOOKS, Look
from tasks.machine.media.clips.steadying import Steady, along, stands
from tasks.machine.media.clips.stretch import Crop, Stretch, best_window

MOVED = 16  # levels by which a pixel of the small pictures changes where something moves
LARGE = 0.01  # share of the picture that moves at the least: a bird in the sky is no reason to leave the tower
HELD = 0.7  # share of what moves that the crop must hold on its way
CALM = 0.3  # seconds over which the way is evened
FASTEST = 1.0  # widths or heights of the crop in a second of film
FEWEST = 5  # looks

Floats = NDArray[np.float64]


def followed(look: Look, stretch: Stretch, crop: Crop, focus: tuple[float, float]) -> Steady | None:
    """The crop on its way with what moves; None if there is nothing that it could follow."""
    if not stands(look, stretch):
        return None
    end = stretch.start + stretch.seconds
    inside = [
        (at, small) for at, small in zip(look.times, look.small, strict=True) if stretch.start - 1e-6 <= at <= end
    ]
    if len(inside) < FEWEST:
        return None
    side = 0 if crop.width * look.height < look.width * crop.height else 1  # 0: the crop may move across
    pixels, length = (look.width, look.height)[side], (crop.width, crop.height)[side]
    within = look.bars[side] * pixels, look.bars[side + 2] * pixels
    times = np.array([(one + other) / 2 for (one, _), (other, _) in itertools.pairwise(inside)])
    moving = [_moving(one, other).sum(side) for (_, one), (_, other) in itertools.pairwise(inside)]
    amount = np.array([float(profile.sum()) for profile in moving])
    if np.median(amount) < LARGE * inside[0][1].size:
        return None
    lowest, highest = within[0], within[1] - length
    middles = np.array([best_window(profile, pixels, length, within)[1] for profile in moving])
    frames = np.array([at for at, _ in look.shifts if stretch.start - 1e-3 <= at <= end + 1e-3])
    # Within its bounds before it is evened: else it would set off, and stop, with a jerk.
    way = _evened(times, np.clip(middles - length / 2, lowest, highest), amount, frames)
    pace = np.abs(np.diff(way) / np.diff(frames)).max() * stretch.pace.speed
    held = sum(
        _held(profile, np.interp(at, frames, way), length, pixels) for at, profile in zip(times, moving, strict=True)
    )
    if pace > FASTEST * length or held < HELD * amount.sum():
        return None
    moves = np.zeros((len(frames), 2))
    moves[:, side] = way - (crop.left, crop.top)[side]
    return along(look, crop, (focus[0], 0.5) if side else (0.5, focus[1]), frames, moves)


def _moving(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.float64]:
    """1 where something moves, on the grid of the small pictures."""
    change = cv2.GaussianBlur(cv2.absdiff(before, after), (0, 0), 1.5)
    return (change > MOVED).astype(np.float64)


def _evened(times: Floats, places: Floats, weights: Floats, at: Floats) -> Floats:
    """The mean place around each moment: what moves little says little of where it is. It rests before and after."""
    more = int(3 * CALM * LOOKS) + 1
    beyond = np.arange(1, more + 1) / LOOKS
    times = np.concatenate([times[0] - beyond[::-1], times, times[-1] + beyond])
    places, weights = np.pad(places, more, "edge"), np.pad(weights, more, "edge")
    weight = (weights + 1.0) * np.exp(-0.5 * ((times[None] - at[:, None]) / CALM) ** 2)
    return np.asarray((weight * places).sum(1) / weight.sum(1), np.float64)


def _held(profile: Floats, start: float, length: int, pixels: int) -> float:
    """How much of what moves is within the crop."""
    cells = np.arange(len(profile) + 1) * pixels / len(profile)
    before = np.concatenate([[0.0], np.cumsum(profile)])
    first, last = np.interp([start, start + length], cells, before)
    return float(last - first)
