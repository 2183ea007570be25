"""How scenes take over: mostly crossfades; bolder ones seldom, where a sentence begins, as the tone asks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tasks.domain.channel import Tone
from tasks.domain.film.transitions import MIN_SCENES_APART, bolder_kinds, plan_transitions
from tasks.domain.timeline import Transition
from tasks.domain.transition_kinds import TRANSITION_KINDS, TransitionKind

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
    assert {planned[number].kind for number in bold} == set(bolder_kinds(tone))
    assert all(b - a >= MIN_SCENES_APART for a, b in pairwise(bold))
    assert all(said[number - 1].endswith(".") for number in bold)
    assert 5 <= len(bold) <= 10


def test_a_tone_uses_its_transitions_in_a_fixed_order() -> None:
    """The order decides which one a seed gives: changing it would change the films of every channel."""
    assert {tone: bolder_kinds(tone) for tone in Tone} == {
        Tone.curious: ("zoom", "slide"),
        Tone.calm: ("dip",),
        Tone.bright: ("slide", "wipe"),
        Tone.dramatic: ("dip", "zoom"),
    }


def test_a_timeline_accepts_the_tables_transitions_and_no_others() -> None:
    for kind in TRANSITION_KINDS:
        assert Transition(kind=kind).kind == kind
    with pytest.raises(ValidationError, match="no transition 'spin'; use one of cut, crossfade, dip"):
        Transition(kind="spin")


def test_one_more_row_is_planned_at_its_own_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRANSITION_KINDS, "spin", TransitionKind("spin", 1.0, (Tone.calm,)))
    planned = plan_transitions(["It ends."] * 20, [120] * 20, Tone.calm, 0, 30)
    assert {(one.kind, one.frames) for one in planned} == {("cut", 0), ("crossfade", 12), ("dip", 18), ("spin", 30)}
