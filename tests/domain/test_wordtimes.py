"""Every written word has a time, in order, inside the sound, whatever the voice made of it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.models import SpokenWord
from tasks.domain.wordtimes import align, proportional


def spoken(*words: tuple[str, float, float]) -> list[SpokenWord]:
    return [SpokenWord(text=text, start=start, end=end) for text, start, end in words]


def test_expanded_numbers_share_the_time_of_what_was_said() -> None:
    heard = spoken(("It", 0, 0.2), ("cost", 0.2, 0.5), ("three", 0.5, 0.8), ("dollars", 0.8, 1.3), ("then", 1.4, 1.7))
    times = align(["It", "cost", "$3", "then."], heard, 2.0)
    assert [word.text for word in times] == ["It", "cost", "$3", "then."]
    assert (times[2].start, times[2].end) == (0.5, 1.3)
    assert times[3].start == 1.4


def test_a_word_that_the_voice_cuts_in_two_is_one_again() -> None:
    times = align(["Don't", "stop."], spoken(("Do", 0.1, 0.2), ("n't", 0.2, 0.4), ("stop", 0.5, 0.9)), 1.0)
    assert (times[0].start, times[0].end) == (0.1, 0.4)


WRITTEN = st.lists(
    st.sampled_from(["bats", "$3.7", "km/h", "—", "🐙", "it's", "A.I.,", "1,250"]), min_size=1, max_size=30
)


@given(WRITTEN, st.lists(st.sampled_from(["bats", "three", "point", "its", "a", "i"]), max_size=30), st.floats(2, 20))
def test_times_are_complete_ordered_and_inside(written: list[str], heard: list[str], seconds: float) -> None:
    step = seconds / (len(heard) + 1)
    tokens = spoken(*((word, n * step, (n + 1) * step) for n, word in enumerate(heard)))
    times = align(written, tokens, seconds)
    assert [word.text for word in times] == written
    assert all(word.start < word.end <= seconds + 0.7 for word in times)
    assert all(a.start < b.start for a, b in pairwise(times))


def test_longer_words_and_pauses_take_longer() -> None:
    short, long, last = proportional(["a", "extraordinary", "end."], 0.0, 3.0)
    assert long.end - long.start > short.end - short.start
    assert last.end == 3.0
