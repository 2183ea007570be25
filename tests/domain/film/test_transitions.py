"""Most scenes cut in on their word. A few bolder transitions, chosen by tone, mark the start of a sentence."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tasks.domain.channel import Tone
from tasks.domain.film.transitions import MIN_SCENES_APART, bolder_kinds, plan_transitions
from tasks.domain.timeline import Transition
from tasks.domain.transition_kinds import TRANSITION_KINDS, TransitionKind

NARRATION = ("It begins here.", "It goes on,", "and on.", "Then it ends.")


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.sampled_from(list(Tone)), st.integers(0, 99))
def test_a_transition_takes_at_most_a_third_of_its_scene(frames: list[int], tone: Tone, seed: int) -> None:
    narrations = [NARRATION[number % len(NARRATION)] for number in range(len(frames))]
    planned = plan_transitions(narrations, frames, [False] * len(frames), tone, seed, 30)
    assert (planned[0].kind, planned[0].frames) == ("cut", 0)
    assert all(3 * transition.frames <= length for transition, length in zip(planned, frames, strict=True))
    assert all(bool(transition.frames) == (transition.kind != "cut") for transition in planned)


@pytest.mark.parametrize("tone", Tone)
def test_bolder_transitions_are_rare_and_start_sentences(tone: Tone) -> None:
    narrations = [NARRATION[number % len(NARRATION)] for number in range(40)]
    planned = plan_transitions(narrations, [120] * 40, [True] * 40, tone, 3, 30)
    bold = [number for number, transition in enumerate(planned) if transition.kind not in {"cut", "crossfade"}]
    assert {planned[number].kind for number in bold} == set(bolder_kinds(tone))
    assert all(b - a >= MIN_SCENES_APART for a, b in pairwise(bold))
    assert all(narrations[number - 1].endswith(".") for number in bold)
    assert 5 <= len(bold) <= 10


def test_type_never_fades_over_type_and_sentences_cut() -> None:
    narrations = [NARRATION[number % len(NARRATION)] for number in range(40)]
    begins = [number for number in range(1, 40) if narrations[number - 1].endswith(".")]
    for drawn in ([True] * 40, [False] * 40, [number % 3 == 0 for number in range(40)]):
        planned = plan_transitions(narrations, [120] * 40, drawn, Tone.bright, 3, 30)
        faded = [number for number, transition in enumerate(planned) if transition.kind == "crossfade"]
        assert [number for number in faded if drawn[number - 1] and drawn[number]] == []
        assert set(faded).isdisjoint(begins)
        assert bool(faded) is not all(drawn), "a photograph within a sentence is faded to"


def test_a_tone_uses_its_transitions_in_a_fixed_order() -> None:
    """A seed picks by position, so a different order would change the films of every channel."""
    assert {tone: bolder_kinds(tone) for tone in Tone} == {
        Tone.curious: ("zoom", "slide"),
        Tone.calm: ("dip",),
        Tone.bright: ("slide", "wipe"),
        Tone.dramatic: ("dip", "zoom"),
    }


def test_a_timeline_accepts_only_the_transitions_in_the_table() -> None:
    for kind in TRANSITION_KINDS:
        assert Transition(kind=kind).kind == kind
    with pytest.raises(ValidationError, match="no transition 'spin'; use one of cut, crossfade, dip"):
        Transition(kind="spin")


def test_a_new_row_of_the_table_is_planned_at_its_own_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRANSITION_KINDS, "spin", TransitionKind("spin", 1.0, (Tone.calm,)))
    planned = plan_transitions(["It ends."] * 20, [120] * 20, [False] * 20, Tone.calm, 0, 30)
    assert {(transition.kind, transition.frames) for transition in planned} == {
        ("cut", 0),
        ("dip", 18),
        ("spin", 30),
    }
