"""The gate sees what is wrong with a card's elements, each defect for its own reason."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest

from tasks.domain.edition import QualityReport
from tasks.domain.film.poses import REST, Pose, pose_at
from tasks.domain.film.segments import Segment, segments
from tasks.domain.film.verdict import judge
from tasks.domain.stage import Cued
from tasks.domain.timeline import Motion, OutputSpec, Timeline, View
from tasks.domain.values import Artifact, replaced
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render import stage as renderer
from tasks.render.gate.measure import measure
from tasks.render.mux import mux
from tasks.render.segment import encode_segment
from tasks.render.sound.mix import mix
from tests.bench.staged import staged

pytestmark = pytest.mark.media
SMALL = OutputSpec(width=270, height=480)
SENTENCES = (
    "In 1956, a ship left.",
    "A lamp, a chair and a cat stood in the rain.",
    "Then the company moved to Paris.",
    "Nobody had ever seen anything like it.",
)
LAMP, CHAIR, CAT = 1, 2, 3  # numbers of elements of scene 2
CHECK = "elements come with their words"
Act = Callable[[Cued], Cued | None]


class Studio:
    """Makes films of altered plans, and encodes each scene once."""

    def __init__(self, plan: Timeline, store: AssetStore) -> None:
        self.plan, self.store = plan, store
        self.sound = mix(plan.sound, plan.frames, plan.output, store)
        self.encoded: dict[str, Artifact] = {}

    def film(self, plan: Timeline, *, new: bool = False) -> Artifact:
        """The film of a plan of the same length; `new` if the renderer itself was altered."""
        scenes = [self._encode(one, new=new) for one in segments(plan, "libx264")]
        return mux(scenes, self.sound, plan.output, self.store)

    def _encode(self, one: Segment, *, new: bool) -> Artifact:
        key = one.model_dump_json()
        if new:
            return encode_segment(one, self.store)
        if key not in self.encoded:
            self.encoded[key] = encode_segment(one, self.store)
        return self.encoded[key]

    def report(self, film: Artifact, plan: Timeline | None = None) -> QualityReport:
        """What the gate says of a film of this plan."""
        plan = plan or self.plan
        return judge(measure(film, plan, self.store), plan, film)


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(staged(assets(), sentences=SENTENCES, output=SMALL), assets())


def altered(plan: Timeline, scene: int, acts: dict[int, Act], more: tuple[Cued, ...] = ()) -> Timeline:
    """The plan with some elements of a scene played in another way, or not at all."""
    shot = plan.shots[scene]
    assert shot.stage
    played = [acts[n](cued) if n in acts else cued for n, cued in enumerate(shot.stage.cast)]
    cast = (*(cued for cued in played if cued), *more)
    other = replaced(shot, stage=replaced(shot.stage, cast=cast))
    return replaced(plan, shots=tuple(other if n == scene else shot for n, shot in enumerate(plan.shots)))


def later(frames: int) -> Act:
    return lambda cued: replaced(cued, first=cued.first + frames)


def moved(right: int, down: int) -> Act:
    def act(cued: Cued) -> Cued:
        element = cued.element
        place = {"left": element.left + right, "top": element.top + down}
        return replaced(cued, element=replaced(element, **place, anchor=(element.anchor[0] + right, element.anchor[1])))

    return act


def painted(change: Callable[[Any], Any]) -> Act:
    """An element whose pixels (premultiplied B, G, R, alpha) are changed."""

    def act(cued: Cued) -> Cued:
        pixels = cv2.imdecode(np.frombuffer(assets().read(cued.element.image), np.uint8), cv2.IMREAD_UNCHANGED)
        data = cv2.imencode(".png", np.ascontiguousarray(change(np.asarray(pixels))))[1].tobytes()
        return replaced(cued, element=replaced(cued.element, image=assets().put(data, ".png")))

    return act


def without_its_right_half(pixels: Any) -> Any:
    pixels[:, pixels.shape[1] // 2 :] = 0
    return pixels


def in_stripes(pixels: Any) -> Any:
    """Something else of the same size: stripes, black and white."""
    rows = np.arange(pixels.shape[0]) // 8 % 2 * 255
    pixels[..., :3] = rows[:, None, None]
    pixels[..., 3] = 255
    return pixels


def behind_a_board(pixels: Any) -> Any:
    """As if something in front of it covered its upper half."""
    pixels[: pixels.shape[0] // 2] = (10, 200, 10, 255)
    return pixels


def gone(_: Cued) -> None:
    return None


@dataclass(frozen=True)
class Defect:
    scene: int
    acts: dict[int, Act]
    reason: str


DEFECTS: dict[str, Defect] = {
    "late": Defect(1, {CHAIR: later(9)}, 'The picture "chair" of scene 2 comes in 9 frames late'),
    "early": Defect(1, {CAT: later(-9)}, 'The picture "cat" of scene 2 comes in 9 frames early'),
    "a little late": Defect(1, {CAT: later(4)}, 'The picture "cat" of scene 2 comes in 4 frames late'),
    "a little early": Defect(1, {CAT: later(-4)}, 'The picture "cat" of scene 2 comes in 4 frames early'),
    "missing": Defect(1, {CHAIR: gone}, 'The picture "chair" of scene 2 is missing'),
    "at once": Defect(
        1,
        {CHAIR: lambda cued: replaced(cued, frames=1)},
        'The picture "chair" of scene 2 is there at once instead of coming in',
    ),
    "wrong order": Defect(
        1, {CHAIR: later(20), CAT: later(-16)}, 'The picture "cat" comes in before the picture "chair"'
    ),
    "in the wrong place": Defect(1, {CHAIR: moved(50, -40)}, 'The picture "chair" of scene 2 is in the wrong place'),
    "cut": Defect(1, {CHAIR: painted(without_its_right_half)}, 'The picture "chair" of scene 2 is cut off'),
    "covered": Defect(1, {CHAIR: painted(behind_a_board)}, 'The picture "chair" of scene 2 is partly hidden'),
    "another element": Defect(1, {LAMP: painted(in_stripes)}, 'The picture "lamp" of scene 2 does not look as planned'),
    "a pin that is missing": Defect(2, {3: gone}, 'The pin "Paris" of scene 3 is missing'),
    "a map that is late": Defect(2, {1: later(12)}, 'The ground "Paris" of scene 3 comes in 12 frames late'),
    "a word that is late": Defect(3, {0: later(9)}, "of scene 4 comes in 9 frames late"),
}


def refused(report: QualityReport) -> str:
    """The reason of the one check that failed."""
    assert [check.name for check in report.checks if not check.passed] == [CHECK], report.reasons
    return " ".join(report.reasons)


def some_are_quick(names: Iterable[str]) -> list[object]:
    """Every third of the names among the quick tests, the others among those that take longer."""
    return [name if n % 3 == 0 else pytest.param(name, marks=pytest.mark.integration) for n, name in enumerate(names)]


def test_the_film_as_planned_is_accepted(studio: Studio) -> None:
    report = studio.report(studio.film(studio.plan))
    assert report.passed, report.reasons
    check = next(check for check in report.checks if check.name == CHECK)
    assert int(check.measured.removeprefix("all ").split(",")[0]) >= 14


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", some_are_quick(DEFECTS))
def test_a_film_of_an_altered_stage_is_refused(name: str, studio: Studio) -> None:
    defect = DEFECTS[name]
    report = studio.report(studio.film(altered(studio.plan, defect.scene, defect.acts)))
    said = refused(report)
    told = {defect.reason, *(nearly(defect.reason, by) for by in (-1, 1))}
    assert any(reason in said for reason in told), said


def nearly(reason: str, by: int) -> str:
    """The reason with another number of frames: pictures tell when an element comes in to a frame more or less."""
    return re.sub(r"[0-9]+(?= frames)", lambda found: str(int(found[0]) + by), reason)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("frames", [-2, 2])
@pytest.mark.parametrize("element", [LAMP, pytest.param(CAT, marks=pytest.mark.integration)])
def test_two_frames_do_not_matter(frames: int, element: int, studio: Studio) -> None:
    report = studio.report(studio.film(altered(studio.plan, 1, {element: later(frames)})))
    assert report.passed, report.reasons


# How the chair of scene 2 is drawn, by its planned pose, its cue and the frame of the shot.
POSES: dict[str, tuple[Callable[[Pose | None, Cued, int], Pose | None], str]] = {
    "stops half-way": (
        lambda pose, cued, now: pose_at(cued, CHAIR, min(now, cued.first + 3), 30) if pose else None,
        "stops half-way",
    ),
    "too large": (lambda pose, _cued, now: pose and Pose(across=1.4, down=1.4), "has the wrong size"),
    "stays": (lambda pose, cued, now: REST if now >= cued.rests else pose, "stays after its exit"),
    "leaves too soon": (lambda pose, cued, now: None if now >= cued.leaves - 14 else pose, "leaves too soon"),
}


@pytest.mark.parametrize("name", some_are_quick(POSES))
def test_a_film_with_another_pose_is_refused(name: str, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    act, reason = POSES[name]
    stage = studio.plan.shots[1].stage
    assert stage
    chair = stage.cast[CHAIR]

    def other(cued: Cued, number: int, now: int, fps: int) -> Pose | None:
        pose = pose_at(cued, number, now, fps)
        return act(pose, cued, now) if cued == chair else pose

    monkeypatch.setattr(renderer, "pose_at", other)
    film = studio.film(studio.plan, new=True)
    assert f'The picture "chair" of scene 2 {reason}' in refused(studio.report(film))


def test_an_element_that_is_there_twice_is_refused(studio: Studio) -> None:
    stage = studio.plan.shots[1].stage
    assert stage
    second = moved(140, -40)(stage.cast[LAMP])
    assert second
    film = studio.film(altered(studio.plan, 1, {}, more=(second,)))
    assert 'The picture "lamp" of scene 2 is there twice' in refused(studio.report(film))


def test_an_element_of_the_next_scene_is_refused(studio: Studio) -> None:
    here, following = (studio.plan.shots[n].stage for n in (1, 2))
    assert here
    assert following
    pill = moved(0, -230)(following.cast[4])  # clear of the captions
    assert pill
    pill = replaced(pill, leaves=here.cast[CAT].leaves, first=60)
    film = studio.film(altered(studio.plan, 1, {}, more=(pill,)))
    assert 'The picture "Paris" of scene 3 is seen in another scene' in refused(studio.report(film))


def test_an_element_below_the_captions_is_refused_even_if_it_is_planned_there(studio: Studio) -> None:
    plan = altered(studio.plan, 2, {4: moved(0, 50)})
    assert 'The picture "Paris" of scene 3 is covered by a caption' in refused(studio.report(studio.film(plan), plan))


def test_an_element_beyond_the_frame_is_refused_even_if_it_is_planned_there(studio: Studio) -> None:
    plan = altered(studio.plan, 2, {4: moved(-104, 0)})
    close = Motion(kind="push_in", start=View(zoom=1.18, x=1, y=0.5), end=View(zoom=1.24, x=1, y=0.4))
    shots = tuple(replaced(shot, motion=close) if n == 2 else shot for n, shot in enumerate(plan.shots))
    plan = replaced(plan, shots=shots)
    assert 'The picture "Paris" of scene 3 is cut off' in refused(studio.report(studio.film(plan), plan))
