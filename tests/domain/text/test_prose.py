"""Text is split into sentences as a reader would split it, and sentences that need context are recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.prose import content_words, looks_english, sentences, stands_alone


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


def test_english_is_distinguished_from_other_languages() -> None:
    assert looks_english("The bridge was built by hand, and it has stood in the river for two hundred years.")
    assert not looks_english("Die Brücke wurde von Hand gebaut und steht seit zweihundert Jahren im Fluss.")
    assert not looks_english("Le pont a été construit à la main et il se trouve dans la rivière depuis deux siècles.")
    assert not looks_english("この橋は手で造られ、二百年のあいだ川に立っている。")


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
