"""Sentences end where a reader says they do, in 29 languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.abbreviations import abbreviates
from tasks.domain.text.sentences import full_stop, is_closed, normalised, sentences, spans
from tests.domain.text.gold import GOLD, UNSPACED

MAX_MISSED, MAX_FALSE = 2, 0  # of 201 sentences; a false end makes a false sentence


def bounds(parts: list[str]) -> set[int]:
    """Where the parts end, counted in characters that are no white space."""
    ends, at = set(), 0
    for part in parts:
        at += len("".join(part.split()))
        ends.add(at)
    return ends


def test_the_gold_sentences_are_found() -> None:
    missed, false, count = [], [], 0
    for language, texts in GOLD.items():
        for gold in texts:
            found = sentences(("" if language in UNSPACED else " ").join(gold), language)
            count += len(gold)
            missed += [(language, found)] * len(bounds(gold) - bounds(found))
            false += [(language, found)] * len(bounds(found) - bounds(gold))
    assert count > 180
    assert len(GOLD) >= 26
    assert len(false) <= MAX_FALSE, false
    assert len(missed) <= MAX_MISSED, missed


@pytest.mark.parametrize(
    "marked",
    [
        "He was known as a.k.a. Slim. | Then a.k.a. Red came.",
        "The man, a.k.a. Bob, was here. | Then a.k.a. Jim came.",
        "Smith et al. (2019) saw it. | Nobody else did.",
        "They sell nails, screws, etc. | Most are cheap.",
        "They sold shoes, hats, etc. | Nobody came.",
        "She moved to Washington, D.C. Tuesday. | It rained.",
        "He went to Ft. Knox in 1936. | It was new.",
        "Gov. Hall and Sen. Brown once tried to tax every sheep of it. | They lost.",
        "He founded Baker Bros. | They made bread.",
        "They own Acme Corp. | They are rich.",
        "He earned a Ph.D. | His sister did not.",
        "It closes at 10 a.m. | Visitors must leave.",
        "We meet at 5 p.m. Friday at the gate. | Come early.",
        "Turn left at Main St. | The shop is there.",
        "The U.S. Army came. | He lives in the U.S. | It is large.",
        "Is it Vitamin C? | It is. | No. 4 is better.",
        "He said no. | They left.",
        "Mt. Everest is high. | Capt. Cook saw St. John.",
        "It weighs 5 lbs. | The box is red.",
        "“Who goes there?” I asked. | “A friend,” said the voice.",
        "He waited... | Then he left.",
        "She bought an iPhone. | iPhones are dear.",
        "(It was late.) | Nobody came.",
        "J. R. Smith left. | Plan B. | Then it came.",
        "See Fig. 3 on p. 12 of vol. 2 for it. | It is clear.",
        "It cost $3.50 vs. $4 in Jan. 1950. | Nobody minded.",
    ],
)
def test_english_abbreviations(marked: str) -> None:
    gold = marked.split(" | ")
    assert sentences(" ".join(gold)) == gold


@given(st.text(max_size=300), st.sampled_from(["en", "de", "ru", "ja", "th", "km", "el", "ka"]))
def test_splitting_any_text_keeps_every_character(text: str, language: str) -> None:
    joined = "".join("".join(sentences(text, language)).split())
    assert joined == "".join(text.split())


@given(st.text(max_size=200))
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    at = 0
    for start, end in spans(text):
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        at = end


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def test_normalising_composes_letters_and_keeps_powers_and_joiners() -> None:
    assert normalised("Mu\u0308ller har\u00adbour\u200b\ufeff") == "Müller harbour"
    assert normalised("10⁸ می\u200cبارید") == "10⁸ می\u200cبارید"


def test_a_long_text_has_all_its_sentences() -> None:
    text = "Dr. Lee paid $3.50. Nobody asked why. " * 3000
    assert len(sentences(text)) == 6000


def test_stops_by_language() -> None:
    assert (full_stop("en"), full_stop("ja"), full_stop("hi"), full_stop("th")) == (".", "。", "।", "")
    assert is_closed("He said: “No.”")
    assert is_closed("« Qui ? »")
    assert not is_closed("The harbour,")
    assert abbreviates("Gov.", "Smith")
    assert not abbreviates("harbour.", "Smith")
