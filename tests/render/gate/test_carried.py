"""A film in which a picture is carried over a cut is accepted, and refused if the picture is not carried as planned."""

import numpy as np
import pytest

from tasks.domain.film.choreography import CARRY
from tasks.domain.film.segments import segments
from tasks.domain.stage import Cued
from tasks.domain.timeline import Timeline
from tasks.domain.values import replaced
from tasks.machine.storage.assets import assets
from tasks.render.planes import Plane
from tasks.render.segment import draw
from tests.bench.staged import staged
from tests.render.gate.test_entrances import SMALL, Act, Studio, altered, gone, later

pytestmark = pytest.mark.media
SENTENCES = (
    "The octopus lives alone in the deep sea all of its short life.",
    "Every octopus has blue blood in all of its body, and it hides well.",
)


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(staged(assets(), sentences=SENTENCES, output=SMALL), assets())


def carried(studio: Studio, scene: int) -> int:
    """The number of the octopus among the elements of a scene."""
    stage = studio.plan.shots[scene].stage
    assert stage
    return next(n for n, cued in enumerate(stage.cast) if cued.element.said == "octopus")


def leaving_early(cued: Cued) -> Cued:
    return replaced(cued, leaves=cued.leaves - 20)


def from_nowhere(cued: Cued) -> Cued:
    return replaced(cued, origin=None, first=40)


DEFECTS: dict[str, tuple[int, Act, str]] = {
    "it leaves": (0, leaving_early, 'The picture "octopus" of scene 1 leaves too soon'),
    "it comes late": (1, later(9), 'The picture "octopus" of scene 2 comes in 9 frames late'),
    "it is missing": (1, gone, 'The picture "octopus" of scene 2 is missing'),
    "it comes anew": (1, from_nowhere, 'The picture "octopus" of scene 2 comes in'),
}


def test_the_film_as_planned_is_accepted(studio: Studio) -> None:
    stage = studio.plan.shots[1].stage
    assert stage
    assert stage.cast[carried(studio, 1)].origin
    report = studio.report(studio.film(studio.plan))
    assert report.passed, report.reasons


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", DEFECTS)
def test_a_film_that_carries_otherwise_is_refused(name: str, studio: Studio) -> None:
    scene, act, reason = DEFECTS[name]
    report = studio.report(studio.film(altered(studio.plan, scene, {carried(studio, scene): act})))
    assert not report.passed
    assert reason in " ".join(report.reasons)


def test_the_cut_does_not_move_it(studio: Studio) -> None:
    """Where the octopus hides the ground, it is in the last frame of one scene, and in the first of the next."""
    bare, empty = (altered(studio.plan, scene, {carried(studio, scene): gone}) for scene in (1, 0))

    def lumas(plan: Timeline, scene: int) -> list[Plane]:
        return [planes[0].copy() for planes in draw(segments(plan, "libx264")[scene], studio.store)]

    def where(plan: Timeline, without: Timeline, scene: int, frame: int) -> np.ndarray:
        return np.abs(lumas(plan, scene)[frame].astype(int) - lumas(without, scene)[frame]) > 24

    stood = where(studio.plan, empty, 0, -1)
    begins, ends = (where(studio.plan, bare, 1, frame) for frame in (0, CARRY))

    def box(shown: np.ndarray) -> np.ndarray:
        rows, columns = np.flatnonzero(shown.sum(1) > 4), np.flatnonzero(shown.sum(0) > 4)
        return np.array([columns[0], columns[-1], rows[0]])  # its lower edge may be behind the floor

    assert np.abs(box(begins) - box(stood)).max() <= 8, "pixels of a frame of 270"
    assert np.abs(box(ends) - box(stood)).max() > 8
