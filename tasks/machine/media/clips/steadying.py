"""Steadies a shaken clip by no more than a crop: a window that is a little smaller follows what the hand did.

The path of the camera is evened; what is left of it is shake, and the window moves along with that. A pan is even, and
stays. Clips that do not shake, that have no room for a window, or whose ground is not seen well are left alone. Pure.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tasks.machine.media.clips.source import Look
from tasks.machine.media.clips.stretch import Crop, Stretch, inner

SHAKEN = 0.001  # share of the shown height (root mean square) by which a picture shakes, from which that is seen
QUICK = 0.1  # seconds (standard deviation): what is quicker is shake
CALM = (0.5, 0.35, 0.25, 0.15)  # seconds over which a path is evened: the longest whose window has room
MARGIN = 0.06  # share of a side by which the window may move either way
LEAST = 0.33  # of the film's width that a window has of the source: a lying clip of 720 lines has 0.375 to give
AGREED, OFTEN = 0.5, 0.95  # share of the points that the ground must have, in this share of the frames
STANDS = 0.3  # share of the points that are still before a camera on its feet, whatever moves before it
FINE = 32  # parts of a pixel to which the window moves: the last bits of a sum never change a picture

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Steady:
    """What is read of the source, `part`, and where in it, at the stored size, the window's corner is at which times.

    `size` is the window's, at which the clip is stored. Without times, it is all of the part. `focus` is where the
    subject is in the window. `note` is for the record.
    """

    part: Crop
    focus: tuple[float, float]
    size: tuple[int, int]
    note: str = ""
    times: Floats = field(default_factory=lambda: np.zeros(0))
    corners: Floats = field(default_factory=lambda: np.zeros((0, 2)))

    @property
    def follows(self) -> bool:
        """Whether the window moves."""
        return len(self.times) > 0

    def corner(self, at: float) -> tuple[float, float]:
        """Left and top of the window at a time of the file's clock."""
        if not self.follows:
            return 0.0, 0.0
        left, top = (float(np.interp(at, self.times, self.corners[:, side])) for side in (0, 1))
        return round(left * FINE) / FINE, round(top * FINE) / FINE


def steadied(look: Look, stretch: Stretch, crop: Crop, focus: tuple[float, float], wide: int) -> Steady:
    """The window that holds a stretch steady, within a crop that is `wide` pixels wide in the film."""
    alone = Steady(crop, focus, (crop.to_width, crop.to_height))
    times, path = _path(look, stretch)
    film = times / stretch.pace.speed
    if not len(times) or _shake(film, path) < SHAKEN * crop.height:
        return alone
    room = MARGIN * np.array([crop.width, crop.height])
    shakes = (path - _evened(film, path, calm) for calm in CALM)
    moves = next((shake for shake in shakes if (np.abs(shake) <= room).all()), None)
    if moves is None:
        return replace(alone, note="shaken by more than a crop can steady")
    all_of = inner(look)
    least, most = moves.min(0), moves.max(0)
    sides, size = np.array([all_of.width, all_of.height]), np.array([crop.width, crop.height])
    window = size * min(1.0, float(((sides - (most - least)) / size).min()))
    if window[0] < LEAST * wide:
        return replace(alone, note="shaken, but too small to be steadied")
    first = np.array([all_of.left, all_of.top])
    corner = np.array([crop.left, crop.top]) + (size - window) / 2
    corner = np.maximum(first - least, np.minimum(corner, first + sides - window - most))
    return replace(_followed(crop, focus, all_of, times, corner, moves, window), note="steadied")


def along(look: Look, crop: Crop, focus: tuple[float, float], times: Floats, moves: Floats) -> Steady:
    """The crop on a way of its own: how far it is from its place, in pixels of the source, at these times."""
    corner, size = np.array([crop.left, crop.top], float), np.array([crop.width, crop.height], float)
    way = _followed(crop, focus, inner(look), times, corner, moves, size)
    return replace(way, note="following what moves")


def stands(look: Look, stretch: Stretch) -> bool:
    """Whether the camera stands all through a stretch."""
    end = stretch.start + stretch.seconds + 1e-3
    shifts = [shift for at, shift in look.shifts if stretch.start - 1e-3 <= at <= end]
    return len(shifts) > 1 and float(np.mean([shift.still >= STANDS for shift in shifts[1:]])) >= OFTEN


def _followed(
    crop: Crop, focus: tuple[float, float], all_of: Crop, times: Floats, corner: Floats, moves: Floats, window: Floats
) -> Steady:
    """The window whose corner rests at `corner` and moves: the part that holds it everywhere, and its way in that."""
    first, end = corner + moves.min(0), corner + moves.max(0) + window
    left, top = (int(side) // 2 * 2 for side in np.maximum(first, (all_of.left, all_of.top)))
    right = min(all_of.left + all_of.width, -(-int(np.ceil(end[0])) // 2) * 2)
    bottom = min(all_of.top + all_of.height, -(-int(np.ceil(end[1])) // 2) * 2)
    read = np.array([right - left, bottom - top])
    shown = np.array([crop.to_width, crop.to_height])
    stored = np.maximum(shown, np.round(read * shown / window / 2).astype(int) * 2)
    corners = np.clip((corner + moves - (left, top)) * stored / read, 0, stored - shown)
    part = Crop(left, top, int(read[0]), int(read[1]), int(stored[0]), int(stored[1]))
    subject = np.array([crop.left, crop.top]) + np.array(focus) * (crop.width, crop.height)
    across, down = np.clip((subject - corner) / window, 0, 1)
    return Steady(part, (float(across), float(down)), (crop.to_width, crop.to_height), "", times, corners)


def _path(look: Look, stretch: Stretch) -> tuple[Floats, Floats]:
    """The times of the stretch's frames, and how far the picture has moved by then, in pixels; none if unknown."""
    nothing = np.zeros(0), np.zeros((0, 2))
    end = stretch.start + stretch.seconds + 1e-3
    inside = [(at, shift) for at, shift in look.shifts if stretch.start - 1e-3 <= at <= end]
    if len(inside) < 3:
        return nothing
    times = np.array([at for at, _ in inside])
    shifts = np.array([shift for _, shift in inside[1:]])
    known = shifts[:, 2] >= AGREED
    if known.mean() < OFTEN or (shifts[:, 3] >= STANDS).mean() >= OFTEN:
        return nothing
    steps = np.stack([np.interp(times[1:], times[1:][known], shifts[known, side]) for side in (0, 1)], 1)
    path = np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
    return times, path * (look.width, look.height)


def _shake(times: Floats, path: Floats) -> float:
    """How far a picture is from where it would be if it moved evenly: root mean square, in pixels."""
    if not len(times):
        return 0.0
    return float(np.sqrt((((path - _evened(times, path, QUICK)) ** 2).sum(1)).mean()))


def _evened(times: Floats, path: Floats, over: float) -> Floats:
    """The path without what is quicker than `over`: for each time the line that fits best around it.

    A line, unlike a mean, leaves a pan as it is up to both ends, and needs no even times.
    """
    apart = times[None] - times[:, None]
    weight = np.exp(-0.5 * (apart / over) ** 2)
    one, two = (weight * apart).sum(1)[:, None], (weight * apart**2).sum(1)[:, None]
    share = weight * (two - apart * one) / (weight.sum(1)[:, None] * two - one**2)
    return np.stack([(share * path[:, side]).sum(1) for side in (0, 1)], 1)
