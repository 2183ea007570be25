"""Caption cues start and end on whole frames, never overlap, and keep phrases together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.cues import cues
from tasks.domain.story import SpokenWord
from tasks.domain.text.wordtimes import proportional
from tasks.domain.timeline import OutputSpec

OUTPUT = OutputSpec()


def timed_words(text: str, seconds: float) -> tuple[SpokenWord, ...]:
    """Times for the words of `text`, spoken from 0.1 s to `seconds`."""
    return proportional(text.split(), 0.1, seconds)


@given(
    st.lists(st.sampled_from(["the", "sea,", "rises.", "of", "a", "moonlit", "1,250", "bay"]), min_size=1, max_size=60),
    st.integers(1, 6),
    st.floats(0.15, 0.6),
)
def test_cues_show_every_word_once_in_order_without_overlap(words: list[str], per_cue: int, pace: float) -> None:
    seconds = 0.2 + len(words) * pace
    frames = round((seconds + 0.5) * OUTPUT.fps)
    shown = cues(timed_words(" ".join(words), seconds), OUTPUT, frames, per_cue)
    assert [word.text for cue in shown for word in cue.words] == words
    assert all(len(cue.words) <= per_cue for cue in shown)
    assert all(a.end <= b.first for a, b in pairwise(shown))
    assert shown[-1].end <= frames
    for cue in shown:
        assert cue.first == cue.words[0].first
        assert cue.end == cue.words[-1].end
        assert all(a.end == b.first for a, b in pairwise(cue.words))
        assert all(word.end > word.first for word in cue.words)


def test_a_word_is_highlighted_on_the_frame_where_it_is_spoken() -> None:
    words = timed_words("Deep below the ice lies a lake", 4.0)
    shown = [word for cue in cues(words, OUTPUT, 150, 3) for word in cue.words]
    assert all(abs(word.first - spoken.start * 30) <= 1 for word, spoken in zip(shown, words, strict=True))


def test_a_cue_ends_with_its_sentence_and_not_on_an_article() -> None:
    shown = cues(timed_words("Rome built the roads. A bridge of the empire fell.", 6.0), OUTPUT, 200, 3)
    texts = [" ".join(word.text for word in cue.words) for cue in shown]
    assert any(text.endswith("roads.") for text in texts)
    assert not any(text.split()[-1].lower() in {"a", "the", "of"} for text in texts)


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("The mayor and Dr. Smith said so.", "Dr. Smith"),
        ("Older than 3.5 million years.", "3.5 million"),
        ("They walked for about 50 miles that night.", "50 miles"),
        ("She lives in St. Helens now.", "St. Helens"),
    ],
)
def test_a_cue_does_not_split_a_phrase(text: str, together: str) -> None:
    for per_cue in (3, 4):
        shown = cues(timed_words(text, 4.0), OUTPUT, 150, per_cue)
        assert any(together in " ".join(word.text for word in cue.words) for cue in shown), shown


def test_a_cue_lingers_in_a_pause_but_not_for_long() -> None:
    words = [SpokenWord(text="Wait.", start=0.0, end=0.5), SpokenWord(text="Now.", start=3.0, end=3.4)]
    first, second = cues(words, OUTPUT, 120, 3)
    assert 15 < first.end <= 27
    assert second.first == 90
