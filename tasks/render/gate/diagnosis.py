"""Finds out what is wrong with a stage's elements: draws what may have happened, and sees which comes closest.

Slow, a drawing for each supposition and look: only for shots that differ from the plan.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tasks.domain.film.appearance import Flaw, slack
from tasks.domain.film.poses import REST, Pose
from tasks.domain.stage import STANDING, Cued
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
SETTLING = 6  # frames at 30 a second before it rests in which an element looks as if it did
ALIKE = 28.0  # levels, root of the mean square, by which an element found elsewhere may differ
NEAR = 2  # cells: what is found closer to its place is in its place

# Flaws that something in front of the element may explain, and elements that are everywhere.
OBSCURE: frozenset[Flaw] = frozenset({"cut", "hidden", "unlike"})
GROUND = STANDING | {"trace", "draw"}

Finding = tuple[Flaw, int]  # the flaw, and the frames by which the element comes late
Draw = Callable[[Look], Drawn]


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
        self.played = list(self.cast)
        self.slack = slack(stage.output.fps)
        self.rate = stage.output.fps / 30

    def findings(self, suspects: Collection[int], strange: Sequence[Look]) -> Mapping[int, Finding]:
        """The findings by element: of the suspects, or else of those that may be what is strange in some looks."""
        found = self._findings(suspects)
        if not found and strange:
            found = self._findings(n for n in range(len(self.cast)) if n not in suspects and self._touches(n, strange))
        if strange and {flaw for flaw, _ in found.values()} <= OBSCURE:
            steady = (n for n, cued in enumerate(self.cast) if n not in found and cued.element.entrance not in GROUND)
            doubled = next((n for n in steady if self._is_doubled(n, strange)), None)
            return found if doubled is None else {doubled: ("doubled", 0)}
        return found

    def planned(self, now: int) -> Drawn:
        """The plan of frame `now`, with what was found to be a few frames off drawn as it came."""
        return self.stage.planned(now, self.played)

    def _findings(self, numbers: Iterable[int]) -> dict[int, Finding]:
        found = ((n, self._finding(n)) for n in sorted(numbers))
        return {n: finding for n, finding in found if finding}

    def _finding(self, n: int) -> Finding | None:
        cued, draws = self.cast[n], self.cast[n].element.entrance == "draw"
        presences = [presence for look in self.looks if (presence := self._presence(n, look))]
        rests, leaves = (cued.first, cued.rests) if draws else (cued.rests, cued.leaves)
        resting = [p for p in presences if p.planned >= WHOLE and rests <= p.look.now < leaves]
        if not resting:
            return None
        here = [p.look.now for p in presences if p.seen >= HERE]
        stands = float(np.median([p.seen for p in resting])) >= WHOLE or resting[-1].seen >= WHOLE
        if not here or (not stands and resting[-1].gone < HERE):
            return self._at_rest(n, resting)
        due = next(p.look.now for p in presences if p.planned >= HERE)
        if due == self.looks[0].now:  # it should have come in before anything could be seen of it
            due = min(due, cued.rests - round(SETTLING * self.rate))
        if stands and (finding := self._arrival(n, here[0] - due)):
            return finding
        lost = [p.look.now for p in resting if p.gone >= HERE and p.look.now > here[0]]
        if lost and lost[0] < leaves - self.slack:
            return "vanishes", 0
        after = [p for p in presences if p.look.now >= leaves and self.stage.poses(p.look.now)[n] is None]
        return ("stays", 0) if any(p.seen >= HERE and p.planned < 1 - HERE for p in after) else None

    def _touches(self, n: int, strange: Sequence[Look]) -> bool:
        """Whether the element at rest would cover some of what is strange."""
        for look in strange:
            rest = self._with(n, REST, self.stage.poses(look.now), look)
            if (look.strange(self.stage.planned(look.now).luma) & (rest.owners == n)).any():
                return True
        return False

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

    def _errors(self, n: int, suppositions: Mapping[Any, Draw], looks: Sequence[Look]) -> dict[Any, float]:
        """How far these looks are from each supposition, where any of them would show element n."""
        errors = dict.fromkeys(suppositions, 0.0)
        for look in looks:
            behind = self._with(n, None, self.stage.poses(look.now), look)
            drawn = {key: draw(look).luma for key, draw in suppositions.items()}
            shown = np.any([cv2.absdiff(one, behind.luma) >= NOISE for one in drawn.values()], axis=0)
            cells = np.asarray(shown & ~look.captioned)
            for key, one in drawn.items():
                difference = cv2.absdiff(look.seen, one)[cells]
                errors[key] += float(np.clip(difference, 0, MOST)[difference >= NOISE].sum())
        return errors

    # ------------------------------------------------------------------ when it comes

    def _arrival(self, n: int, guess: int) -> Finding | None:
        """Whether it comes late, early, at once or in another way than planned; `guess` is how late it seems."""
        cued, every = self.cast[n], max(1, round(3 * self.rate))
        low, high = min(0, guess) - every - 1, max(0, guess) + every + 1
        around = range(cued.first + low - every, cued.rests + high + every)
        looks = [look for look in self.looks if look.now in around]
        once = range(-self.slack, cued.frames)
        plays = {("off", k): shifted(cued, k) for k in range(low, high + 1)}
        plays |= {("popped", k): replaced(cued, first=cued.first + k, frames=1) for k in once}
        errors = self._errors(n, {key: self._playing(n, each) for key, each in plays.items()}, looks)
        shifts = {k: error for (flaw, k), error in errors.items() if flaw == "off"}
        best = min(shifts, key=lambda k: (shifts[k], abs(k)))
        on_time = min(error for k, error in shifts.items() if abs(k) <= self.slack)
        at_once = min(error for (flaw, _), error in errors.items() if flaw == "popped")
        if at_once < CLEARLY * shifts[best] and cued.frames > 2 * self.slack:
            return "popped", 0
        if abs(best) > self.slack and shifts[best] < CLEARLY * on_time:
            return "off", best
        self.played[n] = shifted(cued, best)
        entering = [look for look in looks if cued.first + self.slack <= look.now < cued.rests]
        odd = sum(self._differs(n, look, self.planned(look.now)) for look in entering)
        return ("odd", 0) if odd >= max(2, len(entering) / 2) else None

    def _playing(self, n: int, cued: Cued) -> Draw:
        """Draws a look as if element n played like this."""
        cast = (*self.cast[:n], cued, *self.cast[n + 1 :])
        return lambda look: self.stage.planned(look.now, cast)

    def _differs(self, n: int, look: Look, drawn: Drawn) -> bool:
        cells = look.cells_of(n, drawn)
        return int(np.count_nonzero(cells)) >= MIN_CELLS and look.match(drawn.luma, cells) < HERE

    # ------------------------------------------------------------------ what stands there instead

    def _at_rest(self, n: int, resting: Sequence[Presence]) -> Finding:
        """What is wrong with an element that does not stand where it should."""
        looks = [p.look for p in resting[-1 :: -max(1, len(resting) // RESTS)]][:RESTS]
        moments = range(self.cast[n].first, self.cast[n].rests, max(1, round(self.rate)))
        poses: list[tuple[Flaw | None, Pose | None]] = [(None, REST), ("missing", None)]
        poses += [("frozen", pose) for now in moments if (pose := self.stage.poses(now)[n]) and not pose.rests]
        poses += [("size", Pose(across=size, down=size)) for size in SIZES]
        if place := self._elsewhere(n, looks[0]):
            poses.append(("misplaced", place))
        errors = self._errors(n, {each: self._standing(n, each[1]) for each in poses}, looks)
        flaw, pose = min(errors, key=lambda each: errors[each])
        if flaw and errors[flaw, pose] < CLEARLY * errors[None, REST]:
            return flaw, 0
        seen = float(np.mean([p.seen for p in resting]))
        lacking = float(np.mean([p.gone for p in resting]))
        if seen < 1 - HERE:
            return "unlike", 0
        return ("cut" if lacking > HERE * (1 - seen) else "hidden"), 0

    def _standing(self, n: int, pose: Pose | None) -> Draw:
        """Draws a look as if element n stood in this pose."""
        return lambda look: self._with(n, pose, self.stage.poses(look.now), look)

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
