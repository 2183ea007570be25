"""Carries what two neighbouring scenes show from the one to the other: it stays over the cut and moves to its place.

What leaves only to come again at once says that two scenes have nothing to do with each other. Pure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.domain.film.choreography import CARRY, EXIT, SETTLED
from tasks.domain.film.motion import view_values, window
from tasks.domain.stage import Element, Likeness, Origin
from tasks.domain.timeline import Motion, Shot
from tasks.domain.values import replaced

Size = tuple[int, int]  # of a prepared picture, in pixels
Window = tuple[float, float, float]  # picture pixels per frame pixel; left and top in picture pixels


@dataclass(frozen=True)
class Carry:
    """What is carried over a cut: the numbers of the element before it and after it, and how each shows it at rest."""

    leaving: int
    arriving: int
    stood: Likeness
    stands: Likeness


def shared(before: Shot, elements: Sequence[Element], frames: int, fps: int) -> Carry | None:
    """What stands at the end of the shot `before` and is shown by one of the elements of the next shot, too.

    None unless each scene shows it exactly once, and the move leaves the next shot of `frames` its time.
    """
    if before.stage is None or frames < (CARRY + SETTLED + EXIT) * fps / 30:
        return None
    cast = before.stage.cast
    here, there = _shown_once(elements), _shown_once([cued.element for cued in cast])
    for icon, (arriving, stands) in here.items():
        if icon in there and cast[there[icon][0]].rests <= before.frames:
            leaving, stood = there[icon]
            return Carry(leaving, arriving, stood, stands)
    return None


def _shown_once(elements: Sequence[Element]) -> dict[str, tuple[int, Likeness]]:
    """The icons that exactly one of the elements shows, with its number."""
    shown = [(n, element.shows) for n, element in enumerate(elements) if element.shows]
    icons = [likeness.icon for _, likeness in shown]
    return {likeness.icon: (n, likeness) for n, likeness in shown if icons.count(likeness.icon) == 1}


def staying(before: Shot, carry: Carry) -> Shot:
    """The shot before the cut, in which what is carried stays when all others leave."""
    return _recast(before, carry.leaving, leaves=before.frames)


def coming(shot: Shot, before: Shot, carry: Carry, tail: int, size: Size) -> Shot:
    """The shot after the cut, in which what is carried begins where the shot `before` would have shown it next.

    The camera of `shot` moves on for `tail` frames after it. All prepared pictures have this size.
    """
    if shot.stage is None:
        return shot
    here = _window(shot.motion, 0, shot.frames + tail, size)
    there = _window(before.motion, before.frames, before.frames + shot.transition.frames, size)
    anchor = shot.stage.cast[carry.arriving].element.anchor
    return _recast(shot, carry.arriving, origin=_origin(carry, anchor, there, here, shot.stage.unit))


def _recast(shot: Shot, number: int, **changes: object) -> Shot:
    """The shot with another cue for one of its elements."""
    if shot.stage is None:
        return shot
    cast = tuple(replaced(cued, **changes) if n == number else cued for n, cued in enumerate(shot.stage.cast))
    return replaced(shot, stage=replaced(shot.stage, cast=cast))


def _window(motion: Motion, now: int, span: int, size: Size) -> Window:
    return window(*view_values(motion, min(1.0, now / max(1, span - 1))), *size)


def _origin(carry: Carry, anchor: tuple[int, int], there: Window, here: Window, unit: float) -> Origin:
    """The origin from which the element after the cut is seen in place and size of the one before it."""
    stood, stands = carry.stood, carry.stands
    size = stood.size / there[0] / (stands.size / here[0])
    turn = stood.angle - stands.angle
    wanted = [here[1 + n] + (at - there[1 + n]) / there[0] * here[0] for n, at in enumerate((stood.x, stood.y))]
    across, down = stands.x - anchor[0], stands.y - anchor[1]
    cosine, sine = size * math.cos(math.radians(turn)), size * math.sin(math.radians(turn))
    centre = anchor[0] + cosine * across - sine * down, anchor[1] + sine * across + cosine * down
    return Origin(dx=(wanted[0] - centre[0]) / unit, dy=(wanted[1] - centre[1]) / unit, size=size, turn=turn)
