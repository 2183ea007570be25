"""What happens when in a film, for no spectator stays with a picture on which nothing does. Pure.

Something happens when a scene begins, when an element comes in or jumps, while a number counts, a line is drawn or a
clip plays, and when the camera has a second beat.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from tasks.domain.film.choreography import LASTING, impact
from tasks.domain.film.motion import RISING
from tasks.domain.stage import STANDING, Stage
from tasks.domain.timeline import Shot, Timeline

EVERY = 2.5  # seconds from one to the next, at most
OFF = 0.25  # share of the time between two beats by which one may move to a word


def happenings(timeline: Timeline) -> tuple[int, ...]:
    """The frames of the film on which something happens, in order; the first is its first frame."""
    spans = [shot.frames for shot in timeline.shots]
    for number, following in enumerate(timeline.shots[1:]):
        spans[number] += following.transition.frames
    found = {
        shot.first + frame
        for shot, span in zip(timeline.shots, spans, strict=True)
        for frame in (0, *on_stage(shot.stage, timeline.output.fps), *_beats(shot, span), *_playing(shot, timeline))
        if 0 <= frame < shot.frames
    }
    return tuple(sorted(found))


def longest_gap(timeline: Timeline) -> float:
    """The longest time in which nothing happens, in seconds: EVERY at most, unless the channel's motion is still."""
    frames = (*happenings(timeline), timeline.frames)
    return max(after - before for before, after in pairwise(frames)) / timeline.output.fps


def on_stage(stage: Stage | None, fps: int) -> list[int]:
    """The frames of a shot on which its elements land, jump, or go on with being counted or drawn."""
    found: list[int] = []
    for cued in stage.cast if stage else ():
        if cued.element.entrance in LASTING:
            found += range(cued.first, cued.rests, max(1, fps // 2))
        elif cued.element.entrance not in STANDING:
            found.append(impact(cued, fps))
        if cued.pulse >= 0:
            found.append(cued.pulse)
    return found


def _beats(shot: Shot, span: int) -> list[int]:
    """The frames on which the camera's beats land."""
    return [round((beat.at + RISING * beat.span) * max(1, span - 1)) for beat in shot.motion.beats]


def _playing(shot: Shot, timeline: Timeline) -> range:
    """The frames of a shot, one a second, in which its clip plays."""
    return range(0, shot.frames if shot.clip else 0, timeline.output.fps)


def wanting(events: Sequence[int], frames: int, fps: int, said: Sequence[int]) -> tuple[int, ...]:
    """The frames of a shot on which something more has to happen; `said` are the first frames of its words.

    Beats are even, and fall on words where there are any near.
    """
    most = int(EVERY * fps)
    found: list[int] = []
    for before, after in pairwise(sorted({0, frames, *(frame for frame in events if 0 <= frame < frames)})):
        at = before
        while after - at > most:
            apart = (after - at) / math.ceil((after - at) / most)
            ideal = at + apart
            near = [word for word in said if abs(word - ideal) <= OFF * apart and word <= at + most]
            at = min(near, key=lambda word: abs(word - ideal), default=int(ideal))
            found.append(at)
    return tuple(found)
