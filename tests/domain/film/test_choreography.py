"""Elements land on their words, stages are never empty for long, and all have come in before the cut."""

from itertools import accumulate
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.choreography import (
    EMPTY,
    EXIT,
    MANNERS,
    OPENING,
    PATIENCE,
    READ,
    SETTLED,
    calmed,
    impact,
    plan_stage,
    pulsed,
    said_at,
)
from tasks.domain.film.poses import REST, entering, leaving, pulsing
from tasks.domain.stage import STANDING, Cued, Element, Entrance, Stage
from tasks.domain.timeline import Motion, Shot, Transition, View
from tasks.domain.values import Artifact

ENTRANCES: tuple[Entrance, ...] = get_args(Entrance)
WORDS = [("In", 5), ("1956,", 20), ("an", 27), ("old", 31), ("ship", 37), ("left", 60), ("Newark.", 95)]


def element(entrance: Entrance, said: str = "", after: int = 0) -> Element:
    image = Artifact(sha256="0" * 64, bytes=1, suffix=".png")
    return Element(image=image, left=0, top=0, anchor=(10, 10), entrance=entrance, said=said, after=after)


@pytest.mark.parametrize("entrance", [kind for kind in ENTRANCES if kind not in STANDING])
@pytest.mark.parametrize("fps", [24, 30, 60])
def test_an_element_lands_on_its_word(entrance: Entrance, fps: int) -> None:
    words = [(word, frame * fps // 30) for word, frame in WORDS]
    first, then = plan_stage([element("pop", "1956"), element(entrance, "ship")], words, 150 * fps // 30, fps)
    assert then.first + round(MANNERS[entrance].lead * fps / 30) == dict(words)["ship"]
    assert first.first <= dict(words)["1956,"]


def test_a_stage_does_not_stay_empty_and_what_came_early_jumps_with_its_word() -> None:
    (early,) = plan_stage([element("drop", "Newark")], WORDS, 150, 30)
    assert early.first <= OPENING + EMPTY
    assert early.pulse == 95 - 2
    late, other = plan_stage([element("pop", "Newark"), element("pop", "1956")], WORDS, 150, 30)
    assert other.first < late.first == 95 - MANNERS["pop"].lead


@pytest.mark.parametrize("light", ["rise", "trace", "grow"])
@pytest.mark.parametrize("heavy", ["pop", "slam", "count"])
def test_a_small_word_or_a_line_does_not_furnish_a_stage(light: Entrance, heavy: Entrance) -> None:
    for said in ("In", ""):
        _, then = plan_stage([element(light, said), element(heavy, "Newark")], WORDS, 150, 30)
        assert then.first <= OPENING + EMPTY
        assert then.pulse == 95 - 2 or then.rests >= 95, "it jumps with its word, or counts until then"


def test_a_bar_is_not_filled_before_its_word_to_furnish_a_stage() -> None:
    _, bar = plan_stage([element("rise", "In"), element("fill", "Newark")], WORDS, 150, 30)
    assert bar.first > 80


def test_a_bar_waits_for_its_word_though_the_number_of_the_same_word_comes_at_once() -> None:
    digits, bar, unit = plan_stage(
        [element("count", "60"), element("fill", "60"), element("rise", "60")], [("60", 90)], 180, 30
    )
    assert digits.first <= OPENING + EMPTY
    assert bar.first == 90 - MANNERS["fill"].lead
    assert unit.first == OPENING + PATIENCE


def test_a_number_that_comes_early_counts_until_it_is_said() -> None:
    (count,) = plan_stage([element("count", "1956")], [("A", 4), ("very", 20), ("1956", 60)], 120, 30)
    assert count.first < 20
    assert count.rests == 63
    assert entering("count", count.frames - 1, count.frames, 0).shown < 1


def test_the_films_first_frame_stands_complete_and_moves_at_once() -> None:
    first, then, floor = plan_stage(
        [element("drop", "1956"), element("pop", "Newark"), element("floor")], WORDS, 150, 30, opens=True
    )
    assert first.rests <= 0
    assert floor.rests <= 0
    assert then.first == 95 - MANNERS["pop"].lead


@given(
    st.lists(
        st.tuples(st.sampled_from(ENTRANCES), st.sampled_from(["", "1956", "ship", "#2", "#9", "nowhere"])), max_size=8
    ),
    st.integers(1, 400),
    st.booleans(),
)
def test_every_plan_keeps_to_its_shot(kinds: list[tuple[Entrance, str]], frames: int, opens: bool) -> None:
    words = [(word, frame) for word, frame in WORDS if frame < frames]
    cast = plan_stage([element(*kind) for kind in kinds], words, frames, 30, opens=opens)
    assert [cued.element.entrance for cued in cast] == [kind for kind, _ in kinds]
    for cued in cast:
        assert cued.leaves in {frames, frames - EXIT}
        if cued.element.entrance not in {"floor", "count"} and cued.element.number < 0 and frames > 60:
            assert cued.rests <= max(frames - SETTLED, cued.first + cued.frames)
            assert cued.first <= frames - cued.frames - SETTLED or opens


@pytest.mark.parametrize(
    ("said", "frame"),
    [
        ("1956", 20),
        ("Ship", 37),
        ("ships", None),
        ("newark", 95),
        ("#0", 5),
        ("#99", 95),
        ("", None),
        ("New", 95),
        ("...", None),
    ],
)
def test_a_word_is_found_as_it_is_spoken(said: str, frame: int | None) -> None:
    assert said_at(said, WORDS) == frame


def test_a_percentage_is_not_the_bare_number() -> None:
    words = [("85", 10), ("people", 20), ("or", 25), ("85%", 40)]
    assert said_at("85%", words) == 40


def test_a_calm_channel_neither_drops_nor_slams() -> None:
    kinds = {cued.entrance for cued in calmed([element(kind) for kind in ENTRANCES])}
    assert kinds.isdisjoint({"drop", "slam", "stamp", "pop", "emerge", "pin"})
    assert "count" in kinds


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_an_entrance_ends_at_rest_without_a_jump(entrance: Entrance) -> None:
    length = float(MANNERS[entrance].frames)
    assert entering(entrance, length, length, 0) == REST
    last = entering(entrance, length - 1, length, 0)
    assert abs(last.dx) + abs(last.dy) < 6
    assert abs(last.across - 1) < 0.03
    assert abs(last.down - 1) < 0.03
    assert abs(last.turn) < 1.5
    assert last.alpha == 1


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_an_exit_ends_with_nothing(entrance: Entrance) -> None:
    poses = [leaving(entrance, time, 0) for time in range(EXIT + 1)]
    assert poses[0] is not None
    assert poses[EXIT - 1 :] == [None, None]


def test_a_pulse_is_short_and_small() -> None:
    sizes = [pulsing(time).across for time in range(-3, 20)]
    assert 1.05 < max(sizes) < 1.15
    assert min(sizes) > 0.9
    assert sizes[:3] == [1, 1, 1]
    assert sizes[-4:] == [1, 1, 1, 1]


@given(
    st.lists(st.integers(3, 25), min_size=1, max_size=20),
    st.integers(4, 60),
    st.sampled_from([24, 30, 60]),
    st.booleans(),
)
def test_words_that_are_set_as_they_are_spoken_come_in_on_their_words(
    lengths: list[int], rest: int, fps: int, opens: bool
) -> None:
    heard = [0, *accumulate(lengths)]
    words = [(f"word{number}", frame) for number, frame in enumerate(heard)]
    kinds: list[Entrance] = ["slam" if number % 3 == 1 else "word" for number in range(len(words))]
    elements = [element(kind, f"#{number}") for number, kind in enumerate(kinds)]
    frames = heard[-1] + rest
    for cued, (_, frame) in zip(plan_stage(elements, words, frames, fps, opens=opens), words, strict=True):
        if opens:
            assert cued.rests <= 0, "the film's first frame is the feed's still: it says all"
            assert cued.pulse == -1 or abs(frame - cued.pulse) * 30 / fps <= 3, "each word jumps as it is spoken"
        else:
            assert 2 <= (frame - cued.first) * 30 / fps <= 7
        assert cued.leaves == frames or cued.leaves - frame >= READ * fps / 30 - 1


def test_a_word_too_many_counts_as_the_last_one() -> None:
    (cued,) = plan_stage([element("word", "#12")], WORDS, 150, 30)
    assert cued.first == 95 - MANNERS["word"].lead


def test_jumps_go_to_what_stands_and_the_rest_is_left_to_the_camera() -> None:
    cast = plan_stage([element("word", "#1"), element("slam", "#2"), element("floor")], WORDS, 400, 30)
    jumping, left = pulsed(cast, [150, 220, 290, 390], 400, 30)
    assert [cued.pulse for cued in jumping] == [220, 150, -1]
    assert left == [290, 390]


def test_a_share_that_is_said_in_words_is_found() -> None:
    assert said_at("12%", [("up", 3), ("to", 6), ("12", 9), ("percent", 14)]) == 9


def test_type_waits_only_so_long_for_its_word() -> None:
    first, then = plan_stage([element("pop", "1956"), element("slam", "Newark")], WORDS, 180, 30)
    assert then.first == OPENING + PATIENCE
    assert then.pulse == 95 - 2
    assert first.first < then.first


def test_before_a_photograph_all_wait_for_their_words() -> None:
    """It is there from the first frame to the last: the stage is not empty, and nothing has to come at once."""
    late = [("a", 10), ("ship", 90)]
    elements = [element("print"), element("rise", "ship"), element("count", "ship")]
    standing, plate, digits = plan_stage(elements, late, 150, 30, furnished=True)
    assert (standing.first, standing.leaves) == (0, 150)
    assert [impact(cued, 30) for cued in (plate, digits)] == [90, 90]
    assert plan_stage(elements[1:], late, 150, 30)[1].first < 30, "on an empty stage it cannot wait"


def shot_of(pulse: int) -> Shot:
    """A shot of five seconds with one thing that has come in after a second."""
    cued = Cued(element=element("drop"), first=6, frames=24, leaves=140, pulse=pulse)
    view = View(zoom=1, x=0.5, y=0.5)
    return Shot(
        picture=cued.element.image,
        stage=Stage(sky=cued.element.image, unit=1, cast=(cued,)),
        focus=(0.5, 0.5),
        first=0,
        frames=150,
        motion=Motion(kind="push_in", start=view, end=view),
        transition=Transition(kind="cut", frames=0),
        narration="A day.",
    )


def test_a_shot_is_looked_at_where_nothing_pulses() -> None:
    """A pulse makes a thing larger than its card shows it: a frame in it looks like another picture."""
    still = shot_of(pulse=-1)
    for pulse in (still.whole - 5, still.whole):
        played = shot_of(pulse=pulse)
        assert played.stage is not None
        assert not set(played.stage.cast[0].pulses) & {played.whole}
        assert played.stage.cast[0].rests <= played.whole < played.stage.cast[0].leaves
