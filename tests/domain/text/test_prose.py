"""Text is split into sentences as a reader would split it, and sentences that need context are recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.prose import content_words, leans, stands_alone, stems
from tasks.domain.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. Smith went to the U.S. in 1999. He paid $3.5 million.", 2),
        ("It was cold, i.e. below zero. Nobody came.", 2),
        ("The J. P. Morgan bank agreed! It did.", 2),
        ('"Why?" she asked. Nobody knew.', 2),
        ("He lives in the U.S. The house is old.", 2),
        ("Version 3.11 is out. So is 3.12.", 2),
        ("Wait… what? Yes.", 2),
        ("no capitals here. none at all", 1),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(alphabet="abcDE .!?,\"'()1…", max_size=200))
def test_splitting_keeps_every_word(text: str) -> None:
    assert " ".join(sentences(text)).split() == text.split()


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("However, it was late.", "en"),
        ("Deshalb wurde die Brücke gebaut.", "de"),
        ("Cependant, personne ne vint.", "fr"),
        ("Он построил мост за три года.", "ru"),
        ("Вона збудувала міст за три роки.", "uk"),
        ("Bununla birlikte köprü ayakta kaldı.", "tr"),
        ("Αυτή έχτισε τη γέφυρα σε τρία χρόνια.", "el"),
        ("Dlatego most stoi do dziś w mieście.", "pl"),
    ],
)
def test_a_sentence_that_depends_on_another_is_known_in_every_language(sentence: str, language: str) -> None:
    assert leans(sentence, language)
    assert not stands_alone(sentence, language)
    assert stands_alone(sentence, language, follows=True)


@pytest.mark.integration
def test_words_of_one_stem_are_counted_as_one() -> None:
    assert len(set(stems(["мост", "моста", "мостов"], "ru"))) == 1
    assert len(set(stems(["puentes", "puente"], "es"))) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "However, it was late.",
        "They crossed the river at night.",
        "See Figure 3 for the exact numbers of birds.",
        "Visit https://example.org for more of this.",
        "He said (and nobody heard it.",
    ],
)
def test_a_sentence_that_needs_context_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence)


def test_a_plain_sentence_stands_alone() -> None:
    assert stands_alone("A plain steel box changed the world.")


def test_content_words_come_from_every_alphabet() -> None:
    assert content_words("The café in Zürich: 24 co-op dogs, mc²") == ["café", "zürich", "co-op", "dogs"]
    assert content_words("Москва и море") == ["москва", "море"]
