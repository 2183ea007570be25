"""Words of a voice without times are found by its pauses: far closer than by letters, in any script, and in order."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tasks.domain.text.heard import by_pauses, pauses
from tasks.domain.words import split_words

RATE = 8_000


def sound(*parts: tuple[float, float], noise: float = 0.0) -> NDArray[np.float32]:
    """Hum of these (seconds, loudness), on noise."""
    random = np.random.default_rng(1)
    whole = np.concatenate([np.sin(np.arange(round(s * RATE))) * level for s, level in parts])
    return (whole + noise * random.standard_normal(len(whole))).astype(np.float32)


def starts(text: str, samples: NDArray[np.float32]) -> list[float]:
    words = by_pauses(text, samples, RATE)
    assert [word.text for word in words] == list(split_words(text))
    return [word.start for word in words]


def test_pauses_are_found_under_speech_and_over_noise() -> None:
    for noise in (0.0, 0.003):
        found = pauses(sound((0.3, 0), (1, 0.5), (0.05, 0), (1, 0.5), (0.4, 0), (0.5, 0.5), noise=noise), RATE)
        assert np.allclose(found, [(0.0, 0.3), (2.35, 2.75)], atol=0.021)
    assert pauses(sound((2, 0.5)), RATE) == []
    assert pauses(sound((2, 0)), RATE) == []


def test_a_word_begins_after_the_pause_before_it() -> None:
    samples = sound((0.2, 0), (2.0, 0.5), (0.6, 0), (0.5, 0.5), (0.3, 0))
    found = starts("This is a long beginning, then. Stop.", samples)
    assert abs(found[0] - 0.2) < 0.02
    assert abs(found[-1] - 2.8) < 0.02
    assert by_pauses("Go on. Stop.", samples, RATE)[-1].end < 3.35


def test_a_pause_belongs_to_a_mark_and_a_mark_may_have_none() -> None:
    # Where letters alone would put it, the pause would follow "said", which has no mark.
    found = starts("Well, he said “no”, and left", sound((1.5, 0.5), (0.5, 0), (0.8, 0.5)))
    assert abs(found[4] - 2.0) < 0.02
    assert found[1] < 0.9


def test_a_pause_without_a_mark_still_parts_two_words() -> None:
    found = starts("one two three four", sound((1.0, 0.5), (0.5, 0), (1.0, 0.5)))
    assert min(abs(start - 1.5) for start in found) < 0.02


def test_a_voice_may_change_its_pace_on_the_way() -> None:
    sentences = ["The harbour was empty, and cold.", "Nobody came.", "Then the whole fleet returned, all at once."] * 4
    parts: list[tuple[float, float]] = []
    truth: list[float] = []
    for number, sentence in enumerate(sentences):
        truth.append(sum(seconds for seconds, _ in parts))
        pace = 0.06 if number < 6 else 0.09  # seconds of a letter
        parts += [(pace * len(sentence), 0.5), (0.5, 0.0)]
    found = starts(" ".join(sentences), sound(*parts))
    counts = np.cumsum([0, *(len(sentence.split()) for sentence in sentences[:-1])])
    assert np.allclose([found[count] for count in counts], truth, atol=0.03)


def test_more_pauses_than_words_are_no_trouble() -> None:
    stutter = sound(*[(0.2, 0.5), (0.2, 0.0)] * 40)
    assert starts("Well.", stutter) == [0.0]
    assert len(starts("Well, then.", stutter)) == 2


def test_scripts_without_spaces_pause_at_their_own_marks_and_clauses() -> None:
    chinese = starts("东京塔建成了。夜里它会发光。", sound((1.2, 0.5), (0.5, 0), (1.2, 0.5)))
    assert min(abs(start - 1.7) for start in chinese) < 0.02
    thai = starts("แมวกินปลา หมาวิ่ง", sound((1.2, 0.5), (0.5, 0), (0.8, 0.5)))
    assert min(abs(start - 1.7) for start in thai) < 0.02


@given(
    st.lists(st.sampled_from(["bats", "$3.7", "—", "🐙", "it’s,", "A.I.", "(yes.)", "一九", "1,250"]), max_size=25),
    st.lists(st.tuples(st.floats(0.0, 0.6), st.sampled_from([0.0, 0.001, 0.5, 1.0])), max_size=20),
)
def test_whatever_the_sound_times_are_complete_and_in_order(words: list[str], parts: list[tuple[float, float]]) -> None:
    text = " ".join(words)
    samples = sound((0.3, 0.5), *parts)
    times = by_pauses(text, samples, RATE)
    assert [word.text for word in times] == list(split_words(text))
    assert all(word.start < word.end for word in times)
    assert all(a.start < b.start for a, b in pairwise(times))
    if len(times) < 10:
        assert all(word.start >= 0 and word.end <= len(samples) / RATE + 1e-3 for word in times)
