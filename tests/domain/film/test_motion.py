"""Camera moves vary from shot to shot, have a speed limit and stay inside the picture."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.motion import CENTRAL, KINDS, ease, pick_kinds, plan_motions, view_values, window
from tasks.domain.film.picking import own_names
from tasks.domain.story import MARGIN

FOCUS = st.tuples(st.floats(0, 1), st.floats(0, 1))
OFF_CENTRE = st.floats(0, 0.49 - CENTRAL) | st.floats(0.51 + CENTRAL, 1)  # clearly off centre


@given(st.lists(FOCUS, min_size=2, max_size=20), st.integers(0, 1000))
def test_consecutive_shots_move_differently(focuses: list[tuple[float, float]], seed: int) -> None:
    names = own_names(["It goes on."] * len(focuses))
    moves = plan_motions(pick_kinds(names, seed), focuses, [90] * len(focuses))
    kinds = [motion.kind for motion in moves]
    assert all(a != b for a, b in pairwise(kinds))


@given(FOCUS, st.integers(20, 400), st.integers(0, len(KINDS) - 1), st.floats(0, 1))
def test_the_window_stays_on_the_picture(focus: tuple[float, float], frames: int, seed: int, t: float) -> None:
    (motion,) = plan_motions([KINDS[seed]], [focus], [frames])
    width, height = 1242, 2208
    zoom, x, y = view_values(motion, t)
    assert zoom >= 1 - 1e-9
    assert -1e-9 <= min(x, y) <= max(x, y) <= 1 + 1e-9
    scale, left, top = window(zoom, x, y, width, height)
    assert left >= -1e-6
    assert top >= -1e-6
    assert left + scale * width / MARGIN <= width + 1e-6
    assert top + scale * height / MARGIN <= height + 1e-6
    assert 1 / scale <= 1.04  # enlarged by at most 4 %, which is not visible


def test_a_short_shot_moves_no_faster_than_a_long_one() -> None:
    def speed(frames: int) -> float:
        (motion,) = plan_motions(["pan_right"], [(0.5, 0.5)], [frames])
        return abs(motion.end.x - motion.start.x) / frames

    assert speed(45) <= speed(120) * 1.05


def test_a_push_goes_to_the_focus() -> None:
    (motion,) = plan_motions(["push_in"], [(0.8, 0.2)], [120])
    assert (motion.kind, motion.end.x, motion.end.y) == ("push_in", 0.8, 0.2)
    assert motion.end.zoom > motion.start.zoom


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", range(len(KINDS)))
@given(focus=st.tuples(OFF_CENTRE, OFF_CENTRE), frames=st.integers(20, 400))
def test_a_move_approaches_the_focus_along_every_axis(kind: int, focus: tuple[float, float], frames: int) -> None:
    """Except pull_out, which starts at the focus and moves away."""
    (motion,) = plan_motions([KINDS[kind]], [focus], [frames])

    def distance(t: float) -> tuple[float, float]:
        scale, left, top = window(*view_values(motion, t), 1000, 1000)
        half = scale * 1000 / MARGIN / 2
        return abs(left + half - focus[0] * 1000), abs(top + half - focus[1] * 1000)

    first, last = (1, 0) if motion.kind == "pull_out" else (0, 1)
    assert all(after <= before + 1e-9 for before, after in zip(distance(first), distance(last), strict=True))
    assert distance(first) != distance(last)


def test_a_central_focus_leaves_every_kind_of_move_as_it_is() -> None:
    moves = plan_motions(KINDS, [(0.5, 0.5)] * len(KINDS), [90] * len(KINDS))
    assert tuple(motion.kind for motion in moves) == KINDS


def test_a_film_uses_every_kind_of_move() -> None:
    assert set(pick_kinds(own_names(["It goes on."] * 60), 1)) == set(KINDS)


@pytest.mark.parametrize(("easing", "slowest", "fastest"), [("linear", 1, 1), ("sine", 0.65, 1.2), ("cubic", 0, 1.5)])
def test_a_move_starts_and_ends_gently_and_never_goes_back(easing: str, slowest: float, fastest: float) -> None:
    """Speeds at the ends and in the middle, relative to the mean. Sine easing never reaches zero: see `ease`."""
    steps = 1000
    at = [ease(easing, number / steps) for number in range(steps + 1)]
    speeds = [(after - before) * steps for before, after in pairwise(at)]
    assert (at[0], at[-1]) == pytest.approx((0, 1))
    assert min(speeds) >= 0
    assert (speeds[0], speeds[-1]) == pytest.approx((slowest, slowest), abs=0.01)
    assert max(speeds) == pytest.approx(fastest, abs=0.01)
    assert all(after >= before - 1e-9 for before, after in pairwise(speeds[: steps // 2]))
    assert all(after <= before + 1e-9 for before, after in pairwise(speeds[steps // 2 :]))


LONG = st.floats(1.25, 3.0)


@given(FOCUS, LONG, st.booleans(), st.integers(20, 600), st.integers(0, 5), st.floats(0, 1))
def test_a_panorama_is_passed_along_calmly_and_never_left(
    focus: tuple[float, float], length: float, across: bool, frames: int, seed: int, t: float
) -> None:
    """A quarter of a frame a second at most, on average, and the whole of it if there is time."""
    reach = (length, 1.0) if across else (1.0, length)
    way = 0 if across else 1
    (motion,) = plan_motions([KINDS[seed]], [focus], [frames], 30, [reach])
    width, height = round(1242 * reach[0]), round(2208 * reach[1])
    scale, left, top = window(*view_values(motion, t), width, height, reach)
    assert left >= -1e-6
    assert top >= -1e-6
    assert left + scale * width / reach[0] / MARGIN <= width + 1e-6
    assert top + scale * height / reach[1] / MARGIN <= height + 1e-6
    starts = [(motion.start.x, motion.start.y)[way], (motion.end.x, motion.end.y)[way]]
    travelled = abs(starts[1] - starts[0]) * (length - 1)
    assert travelled == pytest.approx(min(length - 1, 0.25 * frames / 30), abs=1e-6)
    # Its subject is in the middle of the view on the way, unless that is beyond an end.
    lowest, highest = (at * (length - 1) for at in sorted(starts))
    assert lowest - 1e-6 <= min(length - 1, max(0.0, focus[way] * length - 0.5)) <= highest + 1e-6


def test_a_move_along_a_panorama_goes_towards_the_subject() -> None:
    kinds = [plan_motions(["tilt_up"], [(x, 0.5)], [60], 30, [(3.0, 1.0)])[0].kind for x in (0.2, 0.8)]
    assert kinds == ["pan_left", "pan_right"]
    kinds = [plan_motions(["pan_left"], [(0.5, y)], [60], 30, [(1.0, 3.0)])[0].kind for y in (0.2, 0.8)]
    assert kinds == ["tilt_up", "tilt_down"]
