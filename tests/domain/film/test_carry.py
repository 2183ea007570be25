"""What two neighbouring scenes show stays over the cut between them, and moves to its new place."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.carry import Carry, coming, shared, staying
from tasks.domain.film.choreography import CARRY, impact, plan_stage
from tasks.domain.film.motion import KINDS, plan_motions, view_values, window
from tasks.domain.film.poses import REST, arriving, pose_at
from tasks.domain.film.segments import parts, segments
from tasks.domain.stage import Element, Likeness, Origin, Stage
from tasks.domain.timeline import Captions, OutputSpec, Shot, Sound, Timeline, Transition
from tasks.domain.values import Artifact, replaced

FRAMES, SIZE, UNIT = 120, (1296, 2304), 1.2
CUT, SLIDE = Transition(kind="cut", frames=0), Transition(kind="slide", frames=14)


def artifact(number: int) -> Artifact:
    return Artifact(sha256=f"{number:064x}", bytes=1, suffix=".png")


def sticker(
    icon: str, x: float = 600, y: float = 900, size: float = 700, angle: float = 0.0, image: int = 1
) -> Element:
    shows = Likeness(icon=icon, x=x, y=y, size=size, angle=angle) if icon else None
    anchor = round(x), round(y + size / 2)
    return Element(image=artifact(image), left=0, top=0, anchor=anchor, entrance="drop", said=icon, shows=shows)


def shot(
    number: int, elements: list[Element], carried: int = -1, transition: Transition = CUT, frames: int = FRAMES
) -> Shot:
    words = [("a", 10), ("ship", 40), ("sea", 70)]
    cast = plan_stage(elements, words, frames, 30, carried=carried)
    (motion,) = plan_motions([KINDS[number]], [(0.4, 0.6)], [frames])
    return Shot(
        picture=artifact(90 + number),
        stage=Stage(sky=artifact(80 + number), unit=UNIT, cast=cast),
        focus=(0.4, 0.6),
        first=FRAMES * number,
        frames=frames,
        motion=motion,
        transition=transition,
        narration="a ship sea",
    )


def pair(before: list[Element], after: list[Element], transition: Transition = SLIDE) -> tuple[Shot, Shot, Carry]:
    first = shot(0, before)
    carry = shared(first, after, FRAMES, 30)
    assert carry
    second = shot(1, after, carry.arriving, transition)
    return staying(first, carry), coming(second, first, carry, 12, SIZE), carry


def test_what_both_show_stays_while_all_others_leave() -> None:
    first, second, carry = pair([sticker("sea"), sticker("ship")], [sticker("a"), sticker("ship")])
    assert (carry.leaving, carry.arriving) == (1, 1)
    assert first.stage
    assert second.stage
    assert [cued.leaves for cued in first.stage.cast] == [FRAMES - 7, FRAMES]
    stays, comes = first.stage.cast[1], second.stage.cast[1]
    assert pose_at(stays, 1, FRAMES - 1, 30) == REST
    assert pose_at(comes, 1, 0, 30) not in (None, REST)
    assert pose_at(comes, 1, CARRY, 30) == REST
    assert impact(comes, 30) == CARRY
    assert comes.pulse == 40 - 2, "it jumps with its word"
    assert second.stage.cast[0].origin is None


@pytest.mark.parametrize(
    ("before", "after", "frames"),
    [
        (["ship"], ["sea"], FRAMES),
        (["ship", "ship"], ["ship"], FRAMES),
        (["ship"], ["ship", "ship"], FRAMES),
        ([""], [""], FRAMES),
        (["ship"], ["ship"], 30),
    ],
)
def test_nothing_is_carried_that_is_not_one_and_the_same(before: list[str], after: list[str], frames: int) -> None:
    assert shared(shot(0, [sticker(icon) for icon in before]), [sticker(icon) for icon in after], frames, 30) is None


def test_what_has_not_settled_by_the_cut_is_not_carried() -> None:
    brief = shot(0, [sticker("ship")], frames=12)
    assert shared(brief, [sticker("ship")], FRAMES, 30) is None


@given(
    st.floats(200, 1000), st.floats(300, 1400), st.floats(150, 900), st.floats(-15, 15), st.sampled_from([CUT, SLIDE])
)
def test_it_begins_where_it_stood_on_the_screen(
    x: float, y: float, size: float, angle: float, transition: Transition
) -> None:
    first, second, _ = pair([sticker("ship")], [sticker("ship", x, y, size, angle)], transition)
    assert first.stage
    assert second.stage
    comes = second.stage.cast[0]
    origin, anchor = comes.origin, comes.element.anchor
    assert origin
    span = FRAMES + transition.frames
    there = window(*view_values(first.motion, min(1.0, FRAMES / (span - 1))), *SIZE)
    here = window(*view_values(second.motion, 0), *SIZE)
    stood = ((600 - there[1]) / there[0], (900 - there[2]) / there[0], 700 / there[0])
    turn = math.radians(origin.turn)
    across, down = x - anchor[0], y - anchor[1]
    at = (
        anchor[0] + origin.dx * UNIT + origin.size * (math.cos(turn) * across - math.sin(turn) * down),
        anchor[1] + origin.dy * UNIT + origin.size * (math.sin(turn) * across + math.cos(turn) * down),
    )
    assert ((at[0] - here[1]) / here[0], (at[1] - here[2]) / here[0]) == pytest.approx(stood[:2], abs=0.01)
    assert size * origin.size / here[0] == pytest.approx(stood[2])
    assert origin.turn + angle == pytest.approx(0)


def test_the_move_is_smooth_and_ends_at_rest() -> None:
    origin = Origin(dx=300, dy=-200, size=0.5, turn=12)
    poses = [arriving(origin, time, CARRY) for time in range(CARRY)]
    assert poses[-1] == REST
    assert abs(poses[0].dx - 300) < 6
    assert [pose.dx for pose in poses] == sorted((pose.dx for pose in poses), reverse=True)
    assert max(abs(b.dx - a.dx) for a, b in pairwise(poses)) < 0.1 * 300


def film(before: list[Element], after: list[Element], transition: Transition) -> Timeline:
    first, second, _ = pair(before, after, transition)
    sound = Sound(voice=artifact(70), music=None)
    captions = Captions(style="bold", cues=())
    return Timeline(output=OutputSpec(), frames=2 * FRAMES, shots=(first, second), captions=captions, sound=sound)


@pytest.mark.parametrize("transition", [CUT, SLIDE])
@pytest.mark.parametrize("change", [{"image": 9}, {"size": 500}, {"x": 400}])
def test_another_sticker_next_door_touches_no_more_than_the_move(
    transition: Transition, change: dict[str, float]
) -> None:
    """The frames after the move show nothing of the scene before: their part keeps its key."""
    known, other = (
        [parts(part) for part in segments(film([one], [sticker("ship")], transition), "libx264")]
        for one in (sticker("ship"), replaced(sticker("ship", **change), said="ship"))  # type: ignore[arg-type]
    )
    assert known[0] != other[0]
    moving, settled = known[1]
    assert moving.frames == CARRY
    assert settled == other[1][1]
    assert (moving == other[1][0]) == (set(change) == {"image"})
