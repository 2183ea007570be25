"""Camera moves: varied, bounded, never past the picture's edge."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.models import MARGIN
from tasks.domain.motion import plan_motions, view_at, view_values, window

FOCUS = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(st.lists(FOCUS, min_size=2, max_size=20), st.integers(0, 1000))
def test_no_kind_twice_in_a_row(focuses: list[tuple[float, float]], seed: int) -> None:
    kinds = [motion.kind for motion in plan_motions(focuses, [90] * len(focuses), seed)]
    assert all(a != b for a, b in pairwise(kinds))


@given(FOCUS, st.integers(20, 400), st.integers(0, 8), st.floats(0, 1))
def test_the_window_stays_on_the_picture(focus: tuple[float, float], frames: int, seed: int, t: float) -> None:
    (motion,) = plan_motions([focus], [frames], seed)
    width, height = 1242, 2208
    scale, left, top = window(*view_values(motion, t), width, height)
    assert left >= -1e-6
    assert top >= -1e-6
    assert left + scale * width / MARGIN <= width + 1e-6
    assert top + scale * height / MARGIN <= height + 1e-6
    assert 1 / scale <= 1.04  # never blown up so far that it shows
    view_at(motion, t)


def test_a_short_shot_moves_no_faster_than_a_long_one() -> None:
    def speed(frames: int) -> float:
        (motion,) = plan_motions([(0.5, 0.5)], [frames], 1)
        return abs(motion.end.x - motion.start.x) / frames

    assert speed(45) <= speed(120) * 1.05


def test_a_push_goes_to_the_focus() -> None:
    (motion,) = plan_motions([(0.8, 0.2)], [120], 0)
    assert (motion.kind, motion.end.x, motion.end.y) == ("push_in", 0.8, 0.2)
    assert motion.end.zoom > motion.start.zoom
