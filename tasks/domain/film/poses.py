"""Where an element is at each frame of its entrance and exit: springs, falls and fades as plain numbers. Pure.

Times are in thirtieths of a second, so that every frame rate shows the same movement.
"""

import math
from dataclasses import dataclass

from tasks.domain.film.choreography import EXIT
from tasks.domain.film.idling import BREATH
from tasks.domain.stage import PULSE, STANDING, Cued, Entrance, Origin

FALLS = 7.0  # time of a fall
LATE = 2.6  # exponent by which what is drawn or filled slows down towards its end
HARD, SOFT = 300.0, 60.0  # sharpness of the edge of what fills, and of a pen
BREATH_HEIGHT = 8.0  # design units
LIFT = 0.12  # of the way: how high what is carried rises above it
# Elements that fade upwards when they leave; the others shrink with a turn.
RISING = frozenset({"rise", "word", "grow", "fill", "count", "trace"})


@dataclass(frozen=True)
class Pose:
    """A place apart from rest: moved by (dx, dy) design units, scaled, turned clockwise by degrees, see-through.

    `shown` is how much has appeared of what fills or is drawn, and how far a number has counted, 0 to 1.
    """

    dx: float = 0.0
    dy: float = 0.0
    across: float = 1.0
    down: float = 1.0
    turn: float = 0.0
    alpha: float = 1.0
    shown: float = 1.0

    @property
    def rests(self) -> bool:
        return self == REST


REST = Pose()


def pose_at(cued: Cued, number: int, now: int, fps: int) -> Pose | None:
    """The pose of a stage's element `number` in frame `now` of the shot; None while it is not to be seen."""
    thirtieths = 30 / fps
    kind = cued.element.entrance
    if now < cued.first:
        return None
    if now >= cued.leaves and kind not in STANDING:  # what stands is still there in the transition that follows
        return leaving(kind, (now - cued.leaves) * thirtieths, number)
    if kind == "draw" and now >= cued.rests:
        return None  # another element has taken its place
    time, length = (now - cued.first) * thirtieths, cued.frames * thirtieths
    pose = arriving(cued.origin, time, length) if cued.origin else entering(kind, time, length, number)
    if not pose.rests:
        return pose
    if cued.breath >= 0 and not (pose := breathing((now - cued.breath) * thirtieths)).rests:
        return pose
    return pulsing((now - cued.pulse) * thirtieths) if cued.pulse >= 0 else pose


def page(pages: int, shown: float) -> int:
    """Which of an element's pages is seen once `shown` (0 to 1) of it has come in."""
    return min(pages - 1, max(0, math.ceil(shown * pages) - 1))


def appearing(entrance: Entrance, shown: float) -> tuple[float, float]:
    """The time in its matte up to which an element's pixels have appeared, and how sharp the edge is there."""
    return 1 - (1 - shown) ** LATE, HARD if entrance == "fill" else SOFT


def entering(entrance: Entrance, time: float, length: float, number: int) -> Pose:
    """The pose at `time` of an entrance of this length. Elements of odd and even `number` sway to different sides."""
    if time >= length:
        return REST
    side = -1 if number % 2 else 1
    settle = min(1.0, (length - time) / 5)  # what is left of a swing is led to rest
    return _ENTRANCES[entrance](time, length, side, settle)


def arriving(origin: Origin, time: float, length: float) -> Pose:
    """The pose at `time` of the move from the place in the scene before: along a shallow arc, as if it were lifted."""
    share = min(1.0, (time + 1) / length)
    left = 1 - share * share * (3 - 2 * share)
    if left <= 0:
        return REST
    size = origin.size**left
    lift = LIFT * math.hypot(origin.dx, origin.dy) * math.sin(math.pi * share)
    return Pose(dx=origin.dx * left, dy=origin.dy * left - lift, across=size, down=size, turn=origin.turn * left)


def leaving(entrance: Entrance, time: float, number: int) -> Pose | None:
    """The pose at `time` of the exit; None once the element has gone."""
    share = (time + 1) / EXIT
    if time >= EXIT - 1:
        return None
    if entrance in RISING:
        return Pose(dy=-60 * share * share, alpha=1 - share)
    swell = 1 + 0.10 * math.sin(math.pi * min(1.0, share * 2.2))
    size = swell if share < 0.45 else 1.05 * (1 - ((share - 0.45) / 0.55) ** 1.5)
    size = max(0.04, size)
    turn = (-8 if number % 2 else 8) * share * share
    return Pose(across=size, down=size, turn=turn, alpha=1.0 if share < 0.7 else 0.8)


def pulsing(time: float) -> Pose:
    """A short jump, for an element that stands when its word is said."""
    if not 0 <= time < PULSE:
        return REST
    if time < 5:
        grown = 0.10 * math.sin(math.pi * min(1.0, (time + 1) / 5))
    else:
        grown = -0.035 * _swing(time - 5, 2.6, 0.35) * min(1.0, (PULSE - time) / 5)
    return Pose(across=1 + grown, down=1 + grown)


def breathing(time: float) -> Pose:
    """One breath: up by some pixels and down again, as slow as sleep."""
    if not 0 < time < BREATH:
        return REST
    drawn = math.sin(math.pi * time / BREATH) ** 2
    return Pose(dy=-BREATH_HEIGHT * drawn, across=1 - 0.006 * drawn, down=1 + 0.012 * drawn)


def _swing(time: float, hertz: float, damping: float) -> float:
    """A damped oscillation: 1 at time 0, swinging to 0."""
    turn, seconds = math.tau * hertz, time / 30
    return math.exp(-damping * turn * seconds) * math.cos(turn * math.sqrt(1 - damping * damping) * seconds)


def _out(share: float, power: float) -> float:
    """Progress that starts fast and slows down."""
    return float(1 - (1 - min(1.0, max(0.0, share))) ** power)


def _pop(time: float, _length: float, side: int, settle: float) -> Pose:
    swing = _swing(time + 1, 2.6, 0.42) * settle
    size = max(0.05, 1 - swing) if time >= 1 else 0.28
    return Pose(across=size, down=size, turn=side * 14 * swing * max(0.0, 1 - time / 8), alpha=min(1.0, (time + 1) / 2))


def _stamp(time: float, _length: float, side: int, settle: float) -> Pose:
    down = _out((time + 1) / 5, 2)
    size = 1 + 1.1 * (1 - down) - (0.09 * _swing(time - 4, 3.2, 0.4) * settle if time >= 4 else 0.0)
    return Pose(across=size, down=size, turn=side * 16 * (1 - down), alpha=min(1.0, (time + 1) / 3))


def _fall(height: float, squash: float, time: float, settle: float) -> Pose:
    if time < FALLS:
        fallen = min(1.0, (time + 1) / FALLS) ** 2
        return Pose(dy=-height * (1 - fallen), across=1 - 0.07 * fallen, down=1 + 0.10 * fallen)
    flat = squash * _swing(time - FALLS, 2.9, 0.30) * settle
    return Pose(across=1 + flat * 0.8, down=1 - flat)


def _drop(time: float, _length: float, _side: int, settle: float) -> Pose:
    return _fall(1150, 0.17, time, settle)


def _pin(time: float, _length: float, _side: int, settle: float) -> Pose:
    return _fall(620, 0.24, time, settle)


def _emerge(time: float, _length: float, _side: int, settle: float) -> Pose:
    below = _swing(time + 1, 1.9, 0.5) * settle
    return Pose(dy=900 * (below if below > 0 else 0.12 * below))  # cut off below, it must not rise out of the floor


def _slam(time: float, _length: float, _side: int, settle: float) -> Pose:
    if time < 4:
        size = 1 + 0.85 * (1 - _out((time + 1) / 4, 1.6))
        return Pose(across=size, down=size, alpha=(time + 1) / 4)
    size = 1 - 0.05 * _swing(time - 4, 3.4, 0.34) * settle
    return Pose(across=size, down=size)


def _rise(time: float, _length: float, _side: int, settle: float) -> Pose:
    return Pose(dy=46 * _swing(time + 1, 2.4, 0.62) * settle, alpha=min(1.0, (time + 1) / 4))


def _word(time: float, _length: float, side: int, settle: float) -> Pose:
    swing = _swing(time + 1, 2.4, 0.62) * settle
    return Pose(dy=96 * swing, turn=4 * side * swing, alpha=min(1.0, (time + 1) / 4))


def _count(time: float, length: float, _side: int, _settle: float) -> Pose:
    size = 1 - 0.35 * _swing(time + 1, 2.4, 0.5) * max(0.0, 1 - time / 18)
    return Pose(across=size, down=size, alpha=min(1.0, (time + 1) / 3), shown=min((time + 1) / length, 0.99))


def _fill(time: float, length: float, _side: int, _settle: float) -> Pose:
    return Pose(alpha=min(1.0, (time + 1) / 3), shown=(time + 1) / length)


def _trace(time: float, length: float, _side: int, _settle: float) -> Pose:
    return Pose(shown=(time + 1) / length)


def _draw(time: float, _length: float, _side: int, _settle: float) -> Pose:
    return Pose(shown=min(1.0, (time + 1) / 16))


def _turn(time: float, length: float, _side: int, _settle: float) -> Pose:
    share = (time + 1) / length
    return Pose(turn=-60 * (1 - share * share * (3 - 2 * share)), alpha=min(1.0, (time + 1) / 4))


def _unfold(time: float, _length: float, _side: int, settle: float) -> Pose:
    size = 1 - 0.10 * _swing(time + 1, 2.2, 0.55) * settle
    return Pose(across=size, down=size, alpha=min(1.0, (time + 1) / 6))


def _grow(time: float, length: float, _side: int, _settle: float) -> Pose:
    return Pose(down=max(0.02, _out((time + 1) / length, 3)))


def _print(_time: float, _length: float, _side: int, _settle: float) -> Pose:
    return REST


def _floor(time: float, length: float, _side: int, _settle: float) -> Pose:
    return Pose(dy=170 * (1 - _out((time + 1) / length, 3)))


_ENTRANCES = {
    "pop": _pop,
    "drop": _drop,
    "emerge": _emerge,
    "slam": _slam,
    "stamp": _stamp,
    "rise": _rise,
    "word": _word,
    "count": _count,
    "fill": _fill,
    "trace": _trace,
    "draw": _draw,
    "turn": _turn,
    "unfold": _unfold,
    "pin": _pin,
    "grow": _grow,
    "floor": _floor,
    "print": _print,
}
