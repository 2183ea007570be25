"""A long sentence loses what hangs on it, and never what decides whether it is true."""

import pytest

from tasks.domain.text.telling.shorten import shortened

FARRINER = (
    "Thomas Farriner, who was baker to the king, let a fire start in his house in Pudding Lane on the night of 2 "
    "September 1666, destroying most of the city before the week was over."
)


def test_relative_clauses_and_participles_go() -> None:
    expected = "Thomas Farriner let a fire start in his house in Pudding Lane on the night of 2 September 1666."
    assert shortened(FARRINER) == expected


def test_a_sentence_that_is_short_enough_stays() -> None:
    assert shortened("The king, who was tired, went home.") == "The king, who was tired, went home."


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("The drug, which did not help anybody in the first of the two trials, was sold for {} years.", "did not help"),
        ("The bridge will close for {} weeks, according to the engineer of the county.", "according to"),
        ("The team won the cup after {} years, and the win was only given to it by the referee's error.", "only"),
        ("Elephants, which eat grass, bark and leaves, walk {} miles a day in search of water.", "bark and leaves"),
        ("He enjoyed walking, sailing and swimming for {} years in the north of the country.", "sailing and swimming"),
        (
            "The bank said it would pay, if the court agreed, for {} years of rent in the old town.",
            "if the court agreed",
        ),
    ],
)
def test_conditions_negations_sources_and_lists_stay(sentence: str, kept: str) -> None:
    padded = sentence.format("ten or eleven or twelve or thirteen or fourteen or fifteen or sixteen or seventeen")
    assert kept in shortened(padded)
