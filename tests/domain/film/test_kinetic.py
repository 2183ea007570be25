"""Kinetic type keeps to the safe area under its camera, and captions rest for just as long as it is there."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.kinetic import SHARE, most_speaking, rested, says, text_area
from tasks.domain.film.motion import KINDS, gentle, plan_motions, view_values
from tasks.domain.timeline import SHAPES, CaptionWord, Cue, OutputSpec, safe_area


@pytest.mark.parametrize("output", SHAPES.values(), ids=str)
def test_a_gentle_move_takes_no_word_off_the_safe_area(output: OutputSpec) -> None:
    left, top, right, bottom = text_area(output)
    assert right - left > 0.65
    safe = safe_area(output)
    for motion in map(gentle, plan_motions(KINDS, [(0.5, 0.5)] * 9, [200] * 9)):
        for step in range(11):
            zoom, x, y = view_values(motion, step / 10)
            hidden = 1 - 1 / zoom
            assert (left - hidden * x) * zoom >= safe.left / output.width - 1e-6
            assert (right - hidden * x) * zoom <= safe.right / output.width + 1e-6
            assert (top - hidden * y) * zoom >= safe.top / output.height - 1e-6
            assert (bottom - hidden * y) * zoom <= safe.bottom / output.height + 1e-6


@given(st.integers(1, 100))
def test_few_scenes_set_their_words(scenes: int) -> None:
    assert 1 <= most_speaking(scenes) <= max(1, SHARE * scenes)


def test_a_picture_sets_its_own_words_and_no_others() -> None:
    assert says("Why did it fail?", "Why  did it fail?")
    assert says("人们为什么没有看到这艘船?", "人们为什么没有看到这艘船?")
    assert not says("Why did it fail?", "Why did it fail? Nobody knew.")
    assert not says("", "")


def cue(*bounds: int) -> Cue:
    words = [CaptionWord(text=f"w{a}", first=a, end=b) for a, b in pairwise(bounds)]
    return Cue(words=tuple(words), first=bounds[0], end=bounds[-1])


def test_captions_rest_while_the_picture_sets_the_words() -> None:
    cues = [cue(0, 10, 20), cue(20, 34, 46), cue(40, 50, 60), cue(60, 88, 95), cue(95, 110)]
    shown, resting = rested(cues, [(40, 90)])
    assert resting == (cues[2], cues[3])
    assert shown == (cues[0], cue(20, 34, 40), cues[4])
    assert rested(cues, []) == (tuple(cues), ())
