"""How scenes take over: mostly crossfades; bolder ones seldom, where a sentence begins, as the tone asks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.channel import Tone
from tasks.domain.film.transitions import APART, BOLDER, plan_transitions

SAID = ("It begins here.", "It goes on,", "and on.", "Then it ends.")


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.sampled_from(list(Tone)), st.integers(0, 99))
def test_every_scene_has_room_for_its_transition(frames: list[int], tone: Tone, seed: int) -> None:
    said = [SAID[number % len(SAID)] for number in range(len(frames))]
    planned = plan_transitions(said, frames, tone, seed, 30)
    assert (planned[0].kind, planned[0].frames) == ("cut", 0)
    assert all(3 * one.frames <= length for one, length in zip(planned, frames, strict=True))
    assert all(bool(one.frames) == (one.kind != "cut") for one in planned)


@pytest.mark.parametrize("tone", Tone)
def test_bolder_ones_are_rare_and_begin_sentences(tone: Tone) -> None:
    said = [SAID[number % len(SAID)] for number in range(40)]
    planned = plan_transitions(said, [120] * 40, tone, 3, 30)
    bold = [number for number, one in enumerate(planned) if one.kind not in {"cut", "crossfade"}]
    assert {planned[number].kind for number in bold} == set(BOLDER[tone])
    assert all(b - a >= APART for a, b in pairwise(bold))
    assert all(said[number - 1].endswith(".") for number in bold)
    assert 5 <= len(bold) <= 10
