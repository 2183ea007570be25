"""Finds out what is wrong with a stage's elements: draws what may have happened, and sees which comes closest.

Slow, a drawing for each supposition and look: only for shots that differ from the plan.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tasks.domain.film.appearance import Flaw, slack
from tasks.domain.film.choreography import EXIT
from tasks.domain.film.poses import REST, Pose
from tasks.domain.stage import Cued
from tasks.domain.values import replaced
from tasks.render.gate.looks import MIN_CELLS, Look, Mask
from tasks.render.gate.miniature import Drawn, Miniature
from tasks.render.planes import Plane

HERE = 0.7  # share of an element's cells that look as drawn, from which it is there
WHOLE = 0.8  # share from which nothing of it is missing
NOISE, MOST = 8, 60  # levels that an error begins and ends at: a supposition is not judged by a few bright cells
CLEARLY = 0.6  # share of another supposition's error below which one explains what is seen
RESTS = 3  # looks at an element at rest by which a supposition is judged
SIZES = (0.5, 0.6, 0.7, 0.8, 1.25, 1.4, 1.6, 1.8, 2.0)
ALIKE = 20.0  # levels, root of the mean square, by which an element found elsewhere may differ
NEAR = 2  # cells: what is found closer to its place is in its place

Finding = tuple[Flaw, int]  # the flaw, and the frames by which the element comes late


@dataclass(frozen=True)
class Presence:
    """How an element's cells look in one frame: the shares that show it at rest, that show what is behind it, and
    that would show it at rest by the plan."""

    look: Look
    seen: float
    gone: float
    planned: float


class Diagnosis:
    """What is wrong in one shot, by its looks."""

    def __init__(self, stage: Miniature, looks: Sequence[Look]) -> None:
        self.stage, self.looks = stage, looks
        self.cast = stage.stage.cast
        self.slack = slack(stage.output.fps)
        self.rate = stage.output.fps / 30

    def all(self, suspects: Collection[int], strange: Sequence[Look]) -> Mapping[int, Finding]:
        """The findings by element. If there are strange looks, something may be where its element is not planned."""
        numbers = range(len(self.cast)) if strange else sorted(suspects)
        doubled = [n for n in numbers if strange and n not in suspects and self._is_doubled(n, strange)]
        if doubled:
            return {doubled[0]: ("doubled", 0)}
        found = {n: self._finding(n) for n in numbers}
        return {n: finding for n, finding in found.items() if finding}

    def _finding(self, n: int) -> Finding | None:
        cued = self.cast[n]
        presences = [presence for look in self.looks if (presence := self._presence(n, look))]
        resting = [p for p in presences if p.planned >= WHOLE and cued.rests <= p.look.now < cued.leaves]
        if not resting:
            return None
        here = [p.look.now for p in presences if p.seen >= HERE]
        if not here or float(np.median([p.seen for p in resting])) < WHOLE:
            late = [p for p in resting if p.seen >= WHOLE and p.look.now >= resting[-1].look.now]
            if not late:
                return self._at_rest(n, resting)
        due = next(p.look.now for p in presences if p.planned >= HERE)
        if finding := self._arrival(n, here[0] - due):
            return finding
        if resting[-1].gone >= HERE and resting[-1].look.now < cued.leaves - self.slack:
            return "vanishes", 0
        after = [p for p in presences if p.look.now >= cued.leaves + round(EXIT * self.rate)]
        if any(p.seen >= HERE and p.planned < 1 - HERE for p in after):
            return "stays", 0
        return None

    def _presence(self, n: int, look: Look) -> Presence | None:
        """None if too little of the element would be seen in this frame."""
        poses = self.stage.poses(look.now)
        rest = self._with(n, REST, poses, look)
        cells = look.cells_of(n, rest)
        if np.count_nonzero(cells) < MIN_CELLS:
            return None
        planned = Look(look.now, self._with(n, poses[n], poses, look).luma, look.captioned)
        behind = self._with(n, None, poses, look)
        return Presence(
            look, look.match(rest.luma, cells), look.match(behind.luma, cells), planned.match(rest.luma, cells)
        )

    def _with(self, n: int, pose: Pose | None, poses: Sequence[Pose | None], look: Look) -> Drawn:
        """The stage with element n in this pose."""
        return self.stage.draw(look.now, [pose if number == n else other for number, other in enumerate(poses)])

    def _error(self, look: Look, drawn: Drawn) -> float:
        difference = np.clip(cv2.absdiff(look.seen, drawn.luma), 0, MOST)
        return float(difference[(difference >= NOISE) & ~look.captioned].sum())

    # ------------------------------------------------------------------ when it comes

    def _arrival(self, n: int, guess: int) -> Finding | None:
        """Whether it comes late, early, at once or in another way than planned; `guess` is how late it seems."""
        cued, every = self.cast[n], max(1, round(3 * self.rate))
        around = range(min(cued.first, cued.first + guess) - 2 * every, max(cued.rests, cued.rests + guess) + 2 * every)
        looks = [look for look in self.looks if look.now in around]
        near = {*range(guess - every - 1, guess + every + 2), *range(-self.slack, self.slack + 1)}
        shifts = {k: self._errors(n, shifted(cued, k), looks) for k in near}
        best = min(shifts, key=lambda k: (shifts[k], abs(k)))
        at_once = {
            k: self._errors(n, replaced(cued, first=cued.first + k, frames=1), looks)
            for k in range(-self.slack, cued.frames)
        }
        pops = min(at_once, key=lambda k: at_once[k])
        if at_once[pops] < CLEARLY * shifts[best] and cued.frames > 2 * self.slack:
            return "popped", 0
        if abs(best) > self.slack and shifts[best] < CLEARLY * min(
            shifts[k] for k in range(-self.slack, self.slack + 1)
        ):
            return "off", best
        entering = [look for look in looks if cued.first + self.slack <= look.now < cued.rests]
        cast = self._cast(n, shifted(cued, best))
        odd = sum(self._differs(n, look, self.stage.planned(look.now, cast)) for look in entering)
        return ("odd", 0) if odd >= max(2, len(entering) / 2) else None

    def _errors(self, n: int, cued: Cued, looks: Sequence[Look]) -> float:
        """How far these looks are from a stage on which element n plays like this."""
        cast = self._cast(n, cued)
        return sum(self._error(look, self.stage.planned(look.now, cast)) for look in looks)

    def _cast(self, n: int, cued: Cued) -> tuple[Cued, ...]:
        return (*self.cast[:n], cued, *self.cast[n + 1 :])

    def _differs(self, n: int, look: Look, drawn: Drawn) -> bool:
        cells = look.cells_of(n, drawn)
        return int(np.count_nonzero(cells)) >= MIN_CELLS and look.match(drawn.luma, cells) < HERE

    # ------------------------------------------------------------------ what stands there instead

    def _at_rest(self, n: int, resting: Sequence[Presence]) -> Finding:
        """What is wrong with an element that does not stand where it should."""
        looks = [p.look for p in resting[-1 :: -max(1, len(resting) // RESTS)]][:RESTS]
        whole = self._standing(n, REST, looks)
        moments = range(self.cast[n].first, self.cast[n].rests, max(1, round(self.rate)))
        halves = {pose for now in moments if (pose := self.stage.poses(now)[n]) and not pose.rests}
        supposed: list[tuple[float, Flaw]] = [(self._standing(n, None, looks), "missing")]
        if place := self._elsewhere(n, looks[0]):
            supposed.append((self._standing(n, place, looks), "misplaced"))
        supposed += [(self._standing(n, pose, looks), "frozen") for pose in halves]
        supposed += [(self._standing(n, Pose(across=size, down=size), looks), "size") for size in SIZES]
        error, flaw = min(supposed, key=lambda each: each[0])
        if error < CLEARLY * whole:
            return flaw, 0
        seen = float(np.mean([p.seen for p in resting]))
        lacking = float(np.mean([p.gone for p in resting]))
        if seen < 1 - HERE:
            return "unlike", 0
        return ("cut" if lacking > HERE * (1 - seen) else "hidden"), 0

    def _standing(self, n: int, pose: Pose | None, looks: Sequence[Look]) -> float:
        """How far these looks are from a stage on which element n stands in this pose."""
        return sum(self._error(look, self._with(n, pose, self.stage.poses(look.now), look)) for look in looks)

    def _elsewhere(self, n: int, look: Look) -> Pose | None:
        """The pose of the element in the place where it is found in this look."""
        rest = self._with(n, REST, self.stage.poses(look.now), look)
        behind = self._with(n, None, self.stage.poses(look.now), look)
        place = found(look.seen, rest, look.cells_of(n, rest), look.strange(behind.luma))
        if place is None:
            return None
        across, down = np.array(place) * self.stage.grid.cell * self.stage.view(look.now)[0] / self.stage.stage.unit
        return Pose(dx=float(across), dy=float(down))

    def _is_doubled(self, n: int, strange: Sequence[Look]) -> bool:
        """Whether a second one of it is what is strange."""
        for look in strange[:: max(1, len(strange) // RESTS)]:
            poses = self.stage.poses(look.now)
            rest = self._with(n, REST, poses, look)
            cells = look.cells_of(n, rest)
            odd = look.strange(self.stage.planned(look.now).luma)
            if look.match(rest.luma, cells) >= HERE and found(look.seen, rest, cells, odd):
                return True
        return False


def shifted(cued: Cued, frames: int) -> Cued:
    """The same element, as much later."""
    return replaced(cued, first=cued.first + frames, pulse=cued.pulse + frames if cued.pulse >= 0 else -1)


def found(seen: Plane, drawn: Drawn, cells: Mask, odd: Mask, near: int = NEAR) -> tuple[int, int] | None:
    """How far right and down of its place, in cells, an element is found where the frame is odd; None if nowhere."""
    if np.count_nonzero(cells) < 3 * MIN_CELLS or not odd.any():
        return None
    rows, columns = np.flatnonzero(cells.any(1)), np.flatnonzero(cells.any(0))
    where = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    mask = cells[where].astype(np.float32)
    template = drawn.luma[where].astype(np.float32)
    size = mask.shape
    whole = cv2.copyMakeBorder(seen.astype(np.float32), size[0], size[0], size[1], size[1], cv2.BORDER_REPLICATE)
    far = cv2.matchTemplate(whole, template, cv2.TM_SQDIFF, mask=mask) / mask.sum()
    overlap = cv2.matchTemplate(
        cv2.copyMakeBorder(odd.astype(np.float32), size[0], size[0], size[1], size[1], cv2.BORDER_CONSTANT, value=0),
        mask,
        cv2.TM_CCORR,
    )
    far[overlap < 0.5 * min(float(mask.sum()), float(odd.sum()))] = np.inf
    if far.min() > ALIKE**2:
        return None
    row, column = np.unravel_index(int(far.argmin()), far.shape)
    right, down = int(column) - size[1] - int(columns[0]), int(row) - size[0] - int(rows[0])
    return (right, down) if max(abs(right), abs(down)) >= near else None
