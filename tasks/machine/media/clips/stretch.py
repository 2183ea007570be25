"""Decides what is shown of a clip: which stretch, how fast, and which part of its picture. Pure; no seed."""

import itertools
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.machine.media.clips.limits import FEWEST_SECONDS
from tasks.machine.media.clips.source import Look, Unfit
from tasks.machine.media.clips.writing import writing_in

CUT = 28.0  # levels by which a picture differs from the one before it, from which that is a cut
DARK = 60  # luma; a picture whose brightest parts are below it
NATURAL = (0.6, 1.26)  # speeds at which motion still looks like motion; films of 23.976 frames a second play at 1.251
MOST_DARK = 0.3  # share of a stretch
WHOLE = 0.55  # share of what matters that a crop must keep; below it the clip is shown whole over its blur
NEARLY = 0.95  # of the most that a window can hold: one that holds as much nearer the middle of it all is as good
LEAST = 0.4  # of the frame; the camera, which also moves closer, cannot enlarge more than four times
ACROSS, MIDDLE = 0.84, 0.44  # width of a clip that is shown whole, and the height of its middle, in frames


class Pace(NamedTuple):
    """How fast a clip plays, and that every `every`th of its frames is shown; 0 shows them by their times."""

    speed: float
    every: int


class Crop(NamedTuple):
    """The part of the upright picture that is shown, in its pixels, and the size it is stored at. All are even."""

    left: int
    top: int
    width: int
    height: int
    to_width: int
    to_height: int


@dataclass(frozen=True)
class Stretch:
    """The in-point in seconds of the file's clock, the seconds of it that can be had, and the pace."""

    start: float
    seconds: float
    pace: Pace


def pace_of(look: Look, fps: int) -> Pace:
    """Frames of the source one to one where that looks natural: a frame that is held twice is seen as a stutter."""
    if not look.steady:
        return Pace(1.0, 0)
    for every in (1, 2, 3, 4):
        if abs(fps * every / look.fps - 1) < 0.01:
            return Pace(1.0, every)
    paces = [Pace(fps * every / look.fps, every) for every in (1, 2, 3, 4)]
    natural = [pace for pace in paces if NATURAL[0] <= pace.speed <= NATURAL[1]]
    return min(natural, key=lambda pace: abs(float(np.log(pace.speed))), default=Pace(1.0, 0))


def stretch_of(look: Look, seconds: float, fps: int, least: float = 0.0) -> Stretch:
    """The best stretch for `seconds` of film: without a cut, not dark, not shaken, rather early.

    One that would play too fast to last for the `least` seconds plays at its own pace: a stutter is better than a clip
    that stands. Raises Unfit if there is none of FEWEST_SECONDS.
    """
    best = _stretch_at(pace_of(look, fps), look, seconds)
    if best.pace.speed > 1 and best.seconds / best.pace.speed < least:
        return _stretch_at(Pace(1.0, 0), look, seconds)
    return best


def _stretch_at(pace: Pace, look: Look, seconds: float) -> Stretch:
    wanted = seconds * pace.speed
    times, changes = np.array(look.times), look.changes
    shift = _shifts(look)
    dark = np.array([np.percentile(small, 99) < DARK for small in look.small])
    end_of_all = look.start + look.seconds
    best, most = None, -1e9
    for first in range(len(times)):
        end = min(times[first] + wanted, end_of_all)
        stop = int(np.searchsorted(times, end))
        cuts = np.flatnonzero(changes[first + 1 : stop] > CUT)
        if len(cuts):
            stop = first + 1 + int(cuts[0])
            end = times[stop] - 1.5 / look.fps  # a cut lies between two looks
            end = max(times[first], end - (times[stop] - times[stop - 1]))
        have = end - times[first]
        darkness = float(dark[first:stop].mean()) if stop > first else 1.0
        if have < FEWEST_SECONDS * pace.speed or darkness > MOST_DARK:
            continue
        shake = float(np.abs(np.diff(shift[first:stop], axis=0)).mean()) if stop - first > 2 else 0.0
        alive = float(np.median(changes[first + 1 : stop])) if stop - first > 1 else 0.0
        score = 3 * min(1.0, have / wanted) - 2 * darkness - 0.25 * shake + 0.05 * min(alive, 6.0)
        score -= 0.02 * (times[first] - look.start)
        if score > most:
            best, most = Stretch(float(times[first]), float(have), pace), score
    if best is None:
        raise Unfit(look.damage or "no second of it is bright and without a cut")
    return best


def without_writing(look: Look, stretch: Stretch) -> Look:
    """The look, with what is written above and below in the stretch cropped off like bars.

    Raises Unfit if too little would be left.
    """
    left, top, right, bottom = look.bars
    end = stretch.start + stretch.seconds
    inside = [picture for at, picture in look.large if stretch.start - 1e-6 <= at <= end]
    writing = writing_in(inside, top, bottom)
    if writing.spoils:
        raise Unfit("there is writing over its picture")
    return replace(look, bars=(left, writing.top, right, writing.bottom))


def _shifts(look: Look) -> NDArray[np.float64]:
    """How far each small picture is shifted from the one before it, in pixels: a shaking hand changes it often."""
    stack = [small.astype(np.float32) for small in look.small]
    pairs = itertools.pairwise(stack)
    return np.array([(0.0, 0.0), *(cv2.phaseCorrelate(a, b)[0] for a, b in pairs)])


def energy_of(look: Look, stretch: Stretch) -> NDArray[np.float32]:
    """Where the stretch has detail and, which counts twice, moves: on the grid of the small pictures."""
    end = stretch.start + stretch.seconds
    inside = [
        small.astype(np.float32)
        for small, at in zip(look.small, look.times, strict=True)
        if stretch.start - 1e-6 <= at <= end
    ][:40]
    edges = [np.hypot(cv2.Sobel(s, cv2.CV_32F, 1, 0), cv2.Sobel(s, cv2.CV_32F, 0, 1)) for s in inside]
    still = np.mean(edges, axis=0)
    moves = [np.abs(a - b) for a, b in itertools.pairwise(inside)]
    moving = np.mean(moves, axis=0) if moves else still * 0
    energy = still / (still.sum() + 1e-6) + 2 * moving / (moving.sum() + 1e-6)
    energy = cv2.GaussianBlur(energy.astype(np.float32), (0, 0), 3)
    left, top, right, bottom = look.bars
    height, width = energy.shape
    energy[: int(top * height)] = energy[int(np.ceil(bottom * height)) :] = 0
    energy[:, : int(left * width)] = energy[:, int(np.ceil(right * width)) :] = 0
    return np.asarray(energy**2, np.float32)


def crop_of(look: Look, stretch: Stretch, width: int, height: int) -> tuple[Crop, tuple[float, float], float]:
    """The part of the frame's shape that holds most of what matters; where that is in it; and the share that it holds.

    It is stored at its own size, but not larger than the frame: the camera scales it, from LEAST on.
    """
    left, top, right, bottom = (
        share * side for share, side in zip(look.bars, (look.width, look.height) * 2, strict=True)
    )
    scale = min((right - left) / width, (bottom - top) / height)
    across, down = int(width * scale) // 2 * 2, int(height * scale) // 2 * 2
    energy = energy_of(look, stretch)
    rows, columns = energy.shape
    total = float(energy.sum()) or 1.0
    at, x = best_window(energy.sum(0), look.width, across, (left, right))
    down_at, y = best_window(energy.sum(1), look.height, down, (top, bottom))
    inside = energy[
        round(down_at / look.height * rows) : round((down_at + down) / look.height * rows),
        round(at / look.width * columns) : round((at + across) / look.width * columns),
    ]
    resize = min(width / across, max(1.0, LEAST * width / across))
    to = round(across * resize / 2) * 2, round(down * resize / 2) * 2
    focus = min(1.0, max(0.0, (x - at) / across)), min(1.0, max(0.0, (y - down_at) / down))
    return Crop(at, down_at, across, down, *to), focus, float(inside.sum()) / total


def best_window(energy: NDArray[np.floating], pixels: int, side: int, within: tuple[float, float]) -> tuple[int, float]:
    """Where a window of this side holds most of the energy along an axis of so many pixels, and the middle of that.

    It is centred on what it holds: a window that is wider than its subject would else show it at an edge.
    """
    cells = np.arange(len(energy) + 1) * pixels / len(energy)
    middles = (cells[:-1] + cells[1:]) / 2
    first, last = within[0], max(within[0], within[1] - side)
    starts = np.linspace(first, last, 2 * len(energy))
    before = np.concatenate([[0.0], np.cumsum(energy, dtype=np.float64)])
    held = np.interp(starts + side, cells, before) - np.interp(starts, cells, before)
    good = starts[held >= NEARLY * held.max()]
    middle = _middle(energy, middles, (first + last + side) / 2)
    best = good[np.argmin(np.abs(good + side / 2 - middle))]
    middle = _middle(energy * ((middles >= best) & (middles <= best + side)), middles, best + side / 2)
    return max(0, int(min(max(middle - side / 2, first), last)) // 2 * 2), middle


def _middle(energy: NDArray[np.floating], middles: NDArray[np.float64], otherwise: float) -> float:
    total = float(energy.sum())
    return float((energy * middles).sum()) / total if total else otherwise


def inner(look: Look) -> Crop:
    """All of the picture but its bars."""
    left, top, right, bottom = look.bars
    x, y = int(left * look.width) // 2 * 2, int(top * look.height) // 2 * 2
    width, height = int(right * look.width - x) // 2 * 2, int(bottom * look.height - y) // 2 * 2
    return Crop(x, y, width, height, width, height)


def whole_of(look: Look, width: int, height: int) -> Crop:
    """All of the picture but its bars, at the size at which it is shown whole within a frame of these sides."""
    part = inner(look)
    scale = min(ACROSS * width / part.width, 0.6 * height / part.height)
    to = (max(2, round(side * scale / 2) * 2) for side in (part.width, part.height))
    return Crop(*part[:4], *to)
