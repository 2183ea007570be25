"""Compares a film's stages with a small drawing of the plan: elements come with their words, whole, in their places.

A look costs a shrink and a small drawing, so only every fourth frame gets one, and fewer while all rest. What differs
is then explained by tasks/render/gate/diagnosis.py, which may cost more: a good film seldom gets there.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

import numpy as np

from tasks.domain.film.appearance import Appearances, Fault, named, slack
from tasks.domain.film.choreography import EXIT
from tasks.domain.film.poses import REST
from tasks.domain.stage import STANDING
from tasks.domain.timeline import Shot, Timeline
from tasks.machine.storage.assets import AssetStore
from tasks.render.gate.diagnosis import GROUND, Diagnosis, Finding, found
from tasks.render.gate.looks import MIN_CELLS, Look, Mask, captioned, counts
from tasks.render.gate.miniature import Grid, Miniature, miniature
from tasks.render.planes import Plane

EVERY, QUIET = 4, 12  # frames (at 30 a second) from one look to the next: while something moves, and while all rest
AROUND = 4  # frames (at 30 a second) before and after an entrance in which there are as many
SUSPECT = 0.3  # share of an element's cells that differ
COVERED = 0.5  # share of an element's cells under a caption
INSIDE = 0.6  # share of an element's box that the frame must show
MAX_NAMED = 8  # faults: explaining them is slow, and nobody reads more


class Watch:
    """Sees the decoded frames of a film in their order, and judges each shot's stage once the shot is over."""

    def __init__(self, timeline: Timeline, store: AssetStore) -> None:
        self.timeline, self.store = timeline, store
        self.grid = Grid.of(timeline.output)
        self.number = 0  # of the shot that is being seen
        self.due = looks_at(timeline.shots[0], timeline.output.fps)
        self.looks: list[Look] = []
        self.found = Appearances()

    def see(self, frame: int, luma: Plane) -> None:
        """Look at a frame, if it is one of those that tell. A frame of another size than planned tells nothing."""
        shots, output = self.timeline.shots, self.timeline.output
        while self.number < len(shots) and frame >= shots[self.number].first + shots[self.number].frames:
            self._close()
        if self.number == len(shots) or luma.shape != (output.height, output.width):
            return
        now = frame - shots[self.number].first
        if now in self.due:
            cues = [cue for cue in self.timeline.captions.cues if cue.first <= frame < cue.end]
            self.looks.append(Look(now, self.grid.shrunk(luma), captioned(self.timeline, cues, self.grid)))

    def result(self) -> Appearances:
        """What was found in all frames seen."""
        if self.number < len(self.timeline.shots):
            self._close()
        return self.found

    def _close(self) -> None:
        """Judge the shot that was seen, and turn to the next one."""
        shots = self.timeline.shots
        if self.looks and len(self.found.faults) < MAX_NAMED and (stage := self._stage(self.number)):
            more = judged(stage, self.looks, shots[self.number], self.number, self._stage)
            self.found = Appearances(
                faults=(self.found.faults + more.faults)[:MAX_NAMED],
                judged=self.found.judged + more.judged,
                skipped=self.found.skipped + more.skipped,
                disorder=self.found.disorder + more.disorder,
            )
        self.number, self.looks = self.number + 1, []
        if self.number < len(shots):
            self.due = looks_at(shots[self.number], self.timeline.output.fps)

    def _stage(self, number: int) -> Miniature | None:
        return miniature(self.timeline, number, self.store) if 0 <= number < len(self.timeline.shots) else None


def looks_at(shot: Shot, fps: int) -> frozenset[int]:
    """The frames of a shot that are looked at: more around entrances and exits, none during its transition."""
    if shot.stage is None:
        return frozenset()
    rate = fps / 30
    often, seldom, around = max(1, round(EVERY * rate)), max(1, round(QUIET * rate)), round(AROUND * rate)
    close: set[int] = set()
    for cued in shot.stage.cast:
        close |= set(range(cued.first - around, cued.rests + around))
        close |= set(range(cued.leaves - around, cued.leaves + round(EXIT * rate) + around))
    frames = range(shot.transition.frames, shot.frames)
    due = {now for now in frames if now % seldom == 0 or (now % often == 0 and now in close)}
    return frozenset(due | {shot.frames - 1})  # then all have left


def judged(
    stage: Miniature, looks: Sequence[Look], shot: Shot, number: int, neighbour: Callable[[int], Miniature | None]
) -> Appearances:
    """What is wrong with the elements of one shot; `neighbour(n)` gives the stage of shot n."""
    cast = stage.stage.cast
    most = np.zeros(len(cast), int)
    suspects: set[int] = set()
    strange: list[Look] = []
    under = np.zeros((2, len(cast)), int)  # looks at rest, and those in which captions cover the element
    for look in looks:
        drawn = stage.planned(look.now)
        clear = ~look.captioned
        whole, free = (counts(drawn.owners, where, len(cast)) for where in (np.ones_like(clear), clear))
        missed = counts(drawn.owners, look.differing(drawn.luma), len(cast))
        suspects |= set(np.flatnonzero((free >= MIN_CELLS) & (missed >= SUSPECT * free)).tolist())
        most = np.maximum(most, free)
        resting = np.array([cued.rests <= look.now < cued.leaves for cued in cast]) & (whole >= MIN_CELLS)
        under += resting, resting & (whole - free > COVERED * whole)
        if look.strange(drawn.luma).any():
            strange.append(look)
    diagnosis = Diagnosis(stage, looks)
    findings = diagnosis.findings(suspects, strange)
    faults = [
        Fault(scene=number, name=named(cast[n].element, shot.narration), flaw=flaw, frames=frames)
        for n, (flaw, frames) in sorted(findings.items())
    ]
    for n, cued in enumerate(cast):
        if n in findings or cued.element.entrance in STANDING or cued.element.entrance == "draw":
            continue
        if stage.inside(n, shot.whole) < INSIDE:
            faults.append(Fault(scene=number, name=named(cued.element, shot.narration), flaw="cut"))
        elif under[1, n] > under[0, n] / 3:
            faults.append(Fault(scene=number, name=named(cued.element, shot.narration), flaw="captioned"))
    odd = [(look, cells) for look in strange if (cells := look.strange(diagnosis.planned(look.now).luma)).any()]
    if odd and not findings:
        faults.append(_stranger(odd, number, neighbour))
    seen = int(np.count_nonzero(most >= MIN_CELLS))
    return Appearances(
        faults=tuple(faults),
        judged=seen,
        skipped=len(cast) - seen,
        disorder=_disorder(findings, shot, slack(stage.output.fps)),
    )


def _stranger(odd: Sequence[tuple[Look, Mask]], number: int, neighbour: Callable[[int], Miniature | None]) -> Fault:
    """What is seen in the odd cells of some looks: an element of a scene next door, or something else."""
    for other in (number + 1, number - 1):
        if not (theirs := neighbour(other)):
            continue
        for look, cells in odd:
            whole = theirs.draw(look.now, [REST] * len(theirs.stage.cast))
            for n, cued in enumerate(theirs.stage.cast):
                if cued.element.entrance in GROUND:
                    continue
                if found(look.seen, whole, whole.owners == n, cells, near=0):
                    return Fault(scene=other, name=named(cued.element, ""), flaw="foreign")
    return Fault(scene=number, name="Something", flaw="stranger")


def _disorder(findings: Mapping[int, Finding], shot: Shot, few: int) -> tuple[str, ...]:
    """Sentences on elements that come in before those that they should follow; `few` frames do not matter."""
    if shot.stage is None:
        return ()
    cast = shot.stage.cast
    came = [cued.first + findings[n][1] if n in findings else cued.first for n, cued in enumerate(cast)]
    return tuple(
        f"{named(cast[b].element, shot.narration)} comes in before {_inner(named(cast[a].element, shot.narration))}"
        for a, b in permutations((n for n, cued in enumerate(cast) if cued.element.entrance not in GROUND), 2)
        if cast[a].first + few < cast[b].first and came[a] > came[b] + few and {a, b} & set(findings)
    )


def _inner(name: str) -> str:
    """A name within a sentence."""
    return name[0].lower() + name[1:]
