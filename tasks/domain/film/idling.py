"""Plans the idle life of a stage: in a long shot, a thing that stands there breathes once while nothing else happens.

More would cost more than it gives: what rests is painted into the picture, and what moves is drawn in every frame.
Pure.
"""

from collections.abc import Sequence
from itertools import pairwise

from tasks.domain.stage import Cued
from tasks.domain.values import replaced

LONG = 3.0  # seconds of a shot from which on somebody would notice that nothing lives
BREATH = 40  # frames at 30 a second that one breath takes
APART = 6  # frames at 30 a second before and after it in which nothing else happens
ROOTED = frozenset({"emerge"})  # what stands behind its floor: both would have to be drawn in every frame


def idled(cast: Sequence[Cued], events: Sequence[int], frames: int, fps: int) -> tuple[Cued, ...]:
    """The cast of a shot of `frames`, in which `events` happen, with one breath in its longest quiet stretch.

    The topmost thing breathes that stands there for all of it. Type, figures and maps do not.
    """
    rate = fps / 30
    length = round((BREATH + 2 * APART) * rate)
    if frames < LONG * fps:
        return tuple(cast)
    ends = sorted({0, frames, *(frame for frame in (*events, *_unsettled(cast)) if 0 <= frame < frames)})
    for first, end in sorted(pairwise(ends), key=lambda span: span[0] - span[1]):
        if end - first < length:
            break
        able = [n for n, cued in enumerate(cast) if _can_breathe(cued) and cued.rests <= first and end <= cued.leaves]
        if able:
            breath = first + (end - first - round(BREATH * rate)) // 2
            return tuple(replaced(cued, breath=breath) if n == able[-1] else cued for n, cued in enumerate(cast))
    return tuple(cast)


def _can_breathe(cued: Cued) -> bool:
    element = cued.element
    return element.entrance == "pin" or (element.shows is not None and element.entrance not in ROOTED)


def _unsettled(cast: Sequence[Cued]) -> list[int]:
    """The frames at which elements begin to come, have settled, begin to leave, and have jumped."""
    found: list[int] = []
    for cued in cast:
        found += [cued.first, cued.rests, cued.leaves]
        if cued.pulse >= 0:
            found += [cued.pulse, cued.pulse + BREATH // 2]
    return found
