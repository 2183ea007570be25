"""In a long shot, one thing breathes once while nothing else happens; in a calm film none does."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.channel import Liveliness
from tasks.domain.film.events import on_stage
from tasks.domain.film.idling import BREATH, LONG, idled
from tasks.domain.film.poses import BREATH_HEIGHT, REST, breathing, pose_at
from tasks.domain.stage import Cued, Element, Entrance, Likeness
from tasks.domain.values import Artifact
from tests.domain.film.test_events import card, film

IMAGE = Artifact(sha256="0" * 64, bytes=1, suffix=".png")
LIKENESS = Likeness(icon="emoji:1f419", x=600, y=900, size=700)


def cued(entrance: Entrance = "pop", first: int = 5, leaves: int = 143, *, thing: bool = True) -> Cued:
    shows = LIKENESS if thing else None
    element = Element(image=IMAGE, left=0, top=0, anchor=(9, 9), entrance=entrance, shows=shows)
    return Cued(element=element, first=first, frames=20, leaves=leaves)


def breaths(cast: Sequence[Cued]) -> list[int]:
    return [one.breath for one in cast]


def test_the_topmost_thing_breathes_once_in_the_longest_quiet_stretch() -> None:
    cast = idled([cued(first=5), cued(first=30), cued("floor", 0, 150, thing=False)], [70], 150, 30)
    assert breaths(cast) == [-1, 70 + (143 - 70 - BREATH) // 2, -1]


@pytest.mark.parametrize(
    ("cast", "events", "frames"),
    [
        ([cued(leaves=int(LONG * 30) - 8)], [], int(LONG * 30) - 1),
        ([cued(thing=False)], [], 150),
        ([cued("emerge")], [], 150),
        ([cued()], list(range(0, 150, 30)), 150),
    ],
    ids=["a short shot", "type", "what stands behind its floor", "where much happens"],
)
def test_nothing_breathes(cast: list[Cued], events: list[int], frames: int) -> None:
    assert breaths(idled(cast, events, frames, 30)) == [-1]


@given(
    st.lists(st.builds(cued, st.sampled_from(["pop", "drop", "pin", "rise"]), st.integers(0, 200)), max_size=5),
    st.lists(st.integers(-20, 400), max_size=9),
    st.integers(1, 400),
    st.sampled_from([24, 30, 60]),
)
def test_a_breath_disturbs_nothing(cast: list[Cued], events: list[int], frames: int, fps: int) -> None:
    cast = [one.model_copy(update={"leaves": max(one.first, frames - 7)}) for one in cast]
    played = idled(cast, events, frames, fps)
    for one in played:
        if one.breath >= 0:
            span = range(one.breath, one.breath + round(BREATH * fps / 30))
            assert one.rests <= span[0]
            assert span[-1] < min(one.leaves, frames)
            assert not set(events) & set(span)
    assert sum(one.breath >= 0 for one in played) <= 1


def test_a_breath_is_small_smooth_and_ends_at_rest() -> None:
    poses = [breathing(time) for time in range(-2, BREATH + 2)]
    assert poses[0] == poses[1] == poses[-1] == REST
    assert min(pose.dy for pose in poses) == pytest.approx(-BREATH_HEIGHT)
    assert all(abs(b.dy - a.dy) < 1 for a, b in pairwise(poses)), "less than a pixel a frame"
    one = cued().model_copy(update={"breath": 60})
    assert pose_at(one, 0, 60 + BREATH // 2, 30) != REST
    assert {pose_at(one, 0, now, 30) for now in (59, 60 + BREATH)} == {REST}


@pytest.mark.parametrize("motion", Liveliness)
def test_only_a_lively_film_breathes(motion: Liveliness) -> None:
    picture = card(0, [("pop", "sea")])
    sea = picture.elements[0].model_copy(update={"shows": LIKENESS})
    picture = picture.model_copy(update={"elements": (sea,)})
    plan = film(["The sea lies there and stays."], [picture], [0.8], motion)
    stage = plan.shots[0].stage
    breathes = [one for one in (stage.cast if stage else ()) if one.breath >= 0]
    assert bool(breathes) == (motion == Liveliness.lively)
    for one in breathes:
        assert not set(range(one.breath, one.breath + BREATH)) & set(on_stage(stage, 30))
