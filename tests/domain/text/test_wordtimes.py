"""Every written word gets a time, in order and inside the audio, even if the voice split or expanded the text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.speech import SpokenWord
from tasks.domain.text.wordtimes import align, from_characters, proportional


def spoken(*words: tuple[str, float, float]) -> list[SpokenWord]:
    return [SpokenWord(text=text, start=start, end=end) for text, start, end in words]


def test_a_number_gets_the_time_of_the_words_it_was_spoken_as() -> None:
    transcript = spoken(
        ("It", 0, 0.2), ("cost", 0.2, 0.5), ("three", 0.5, 0.8), ("dollars", 0.8, 1.3), ("then", 1.4, 1.7)
    )
    times = align(["It", "cost", "$3", "then."], transcript, 2.0)
    assert [word.text for word in times] == ["It", "cost", "$3", "then."]
    assert (times[2].start, times[2].end) == (0.5, 1.3)
    assert times[3].start == 1.4


def test_a_word_that_the_voice_splits_is_rejoined() -> None:
    times = align(["Don't", "stop."], spoken(("Do", 0.1, 0.2), ("n't", 0.2, 0.4), ("stop", 0.5, 0.9)), 1.0)
    assert (times[0].start, times[0].end) == (0.1, 0.4)


WRITTEN = st.lists(
    st.sampled_from(["bats", "$3.7", "km/h", "—", "🐙", "it's", "A.I.,", "1,250"]), min_size=1, max_size=30
)


@given(WRITTEN, st.lists(st.sampled_from(["bats", "three", "point", "its", "a", "i"]), max_size=30), st.floats(2, 20))
def test_times_are_complete_ordered_and_inside_the_audio(
    written: list[str], transcript: list[str], seconds: float
) -> None:
    step = seconds / (len(transcript) + 1)
    tokens = spoken(*((word, n * step, (n + 1) * step) for n, word in enumerate(transcript)))
    times = align(written, tokens, seconds)
    assert [word.text for word in times] == written
    assert all(word.start < word.end <= seconds + 0.7 for word in times)
    assert all(a.start < b.start for a, b in pairwise(times))


def test_longer_words_take_longer() -> None:
    short, long, last = proportional(["a", "extraordinary", "end."], 0.0, 3.0)
    assert long.end - long.start > short.end - short.start
    assert last.end == 3.0


SPACED = st.lists(
    st.tuples(
        WRITTEN.map(lambda words: words[0]) | st.text(min_size=1, max_size=6), st.sampled_from([" ", "  ", "\n"])
    ),
    min_size=1,
    max_size=20,
).map(lambda pairs: "".join(word + space for word, space in pairs))


@given(SPACED.filter(str.split))
def test_a_word_lasts_from_its_first_to_its_last_character(text: str) -> None:
    starts, ends = [n * 0.05 for n in range(len(text))], [(n + 1) * 0.05 for n in range(len(text))]
    words = from_characters(text.split(), list(text), starts, ends, len(text) * 0.05)
    assert [word.text for word in words] == text.split()
    at = 0
    for word in words:
        at = text.index(word.text, at)
        assert abs(word.start - starts[at]) < 1e-3
        at += len(word.text)
        assert abs(word.end - ends[at - 1]) < 1e-3


@given(SPACED.filter(str.split), st.text(max_size=60), st.floats(1.0, 20.0))
def test_times_of_unrelated_characters_still_give_every_word_a_time(
    text: str, spoken_text: str, seconds: float
) -> None:
    step = seconds / (len(spoken_text) + 1)
    words = from_characters(
        text.split(),
        list(spoken_text),
        [n * step for n in range(len(spoken_text))],
        [(n + 1) * step for n in range(len(spoken_text))],
        seconds,
    )
    assert [word.text for word in words] == text.split()
    assert all(word.start < word.end for word in words)
    assert all(a.start < b.start for a, b in pairwise(words))


def test_a_number_gets_the_time_of_its_spoken_characters() -> None:
    spoken_text = "It cost three dollars then."
    at = [n * 0.1 for n in range(len(spoken_text))]
    words = from_characters(["It", "cost", "$3", "then."], list(spoken_text), at, [t + 0.1 for t in at], 3.0)
    assert [round(word.start, 2) for word in words] == [0.0, 0.3, 0.8, 2.2]
