"""Which scenes of the film are looked at again, and how many are made again."""

import pytest

from tasks.domain.second_look import MOST_AGAIN, Fault, moments, view_of
from tasks.domain.story import Credit, Picture, Scene
from tasks.domain.timeline import Timeline
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import assets
from tests.bench.inputs import timeline

SCENES = [Scene(time="", narration=f"Said {n}.", visual_description=f"shown {n}") for n in range(4)]


@pytest.fixture(scope="module")
def plan() -> Timeline:
    return timeline(assets(), seconds=8, scenes=4)


def picture(image: Artifact, origin: str) -> Picture:
    credit = Credit(title="x", author="me", licence="CC0")
    return Picture.model_validate({"image": image, "focus": (0.5, 0.5), "origin": origin, "credit": credit})


def test_found_and_made_pictures_that_are_in_the_film_are_looked_at_where_they_are_whole(plan: Timeline) -> None:
    images = [shot.picture for shot in plan.shots]
    absent = Artifact(sha256="0" * 64, bytes=1, suffix=".jpg")
    shown = [picture(images[0], "found"), picture(images[1], "given"), picture(absent, "found")]
    looked = moments(plan, [*shown, picture(images[3], "made")], SCENES)
    assert [(moment.scene, moment.wanted) for moment in looked] == [(0, "shown 0"), (3, "shown 3")]
    for moment in looked:
        shot = plan.shots[moment.scene]
        assert shot.first <= moment.frame < shot.first + shot.frames
        assert moment.said == shot.narration
    assert moments(plan, [picture(image, "drawn") for image in images], SCENES) == ()


def test_only_a_few_are_made_again_and_all_is_told(plan: Timeline) -> None:
    looked = moments(plan, [picture(shot.picture, "found") for shot in plan.shots], SCENES)
    assert view_of("a model", looked, ()).note == "a model looked at 4 scenes of the film. Each shows what is said."
    view = view_of("a model", looked, [Fault(scene=n, why=f"why {n}") for n in (3, 1, 2, 0)])
    assert [fault.scene for fault in view.faults] == [0, 1, 2]
    assert len(view.faults) == MOST_AGAIN
    assert "scene 1 (why 0), scene 2 (why 1), scene 3 (why 2): made again. It doubts 1 more" in view.note
