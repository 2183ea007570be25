"""The number of scenes in a narration, and their lengths if the voice returns no timestamps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.paces import MIDDLE, PACES, pace_of
from tasks.domain.film.pacing import planned_seconds, scene_count, seconds_without_times, timecodes
from tasks.domain.text.spoken import spoken
from tasks.domain.words import count_words
from tests.flows.languages import ARTICLES, Article
from tests.servers import speech


@pytest.mark.parametrize(
    ("pace", "scenes"), [(230, 18), (221, 18), (220, 14), (185, 14), (150, 14), (149, 11), (120, 11)]
)
def test_scene_counts_for_55_seconds_by_words_per_minute(pace: float, scenes: int) -> None:
    # No whole number of words gives exactly this pace, so round to the side of the threshold under test.
    words = int(pace * 55 / 60) if pace in (220, 149, 120) else -int(-pace * 55 / 60 // 1)
    assert scene_count(words, 55.0) == scenes


def test_there_is_at_least_one_scene() -> None:
    assert scene_count(2, 1.0) == 1


def test_lengths_without_times_are_proportional_to_word_counts() -> None:
    texts = ["w " * 21, "w " * 20, "w " * 12, "w " * 11]
    lengths = seconds_without_times(texts, 17.0)
    assert lengths == pytest.approx((6.0, 4.0, 4.0, 3.0))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=20), st.floats(1, 200))
def test_lengths_without_times_add_up_to_the_audio(counts: list[int], seconds: float) -> None:
    lengths = seconds_without_times(["w " * count for count in counts], seconds)
    assert sum(lengths) == pytest.approx(seconds)
    assert min(lengths) > 0


def test_each_timecode_starts_where_the_last_ended() -> None:
    assert timecodes([3.4, 4.0, 60.0]) == ("0:00-0:03", "0:03-0:07", "0:07-1:07")


def test_a_film_has_as_many_scenes_in_every_language() -> None:
    for language in ("de", "fi", "ja", "ko", "vi"):
        words = round(147 * pace_of(language))
        assert scene_count(words, 55.0, language) == scene_count(147, 55.0) == 14


def test_a_region_has_the_pace_of_its_language_and_an_unknown_language_the_middle() -> None:
    assert pace_of("pt-BR") == pace_of("pt")
    assert pace_of("nb") == pace_of("no")
    assert pace_of("xx") == MIDDLE
    assert min(PACES.values()) < MIDDLE < max(PACES.values())


@pytest.mark.sampled(4)
@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.language)
def test_a_text_is_planned_about_as_long_as_a_narrator_takes_for_it(article: Article) -> None:
    """The local voice takes its time by letters and syllables, the plan by words."""
    text = " ".join(article.sentences)
    samples, _, _ = speech.spoken(spoken(text, article.language).text)
    planned = planned_seconds(count_words(text), 160 * pace_of(article.language))
    assert planned == pytest.approx(len(samples) / 2 / speech.RATE, rel=0.13)
