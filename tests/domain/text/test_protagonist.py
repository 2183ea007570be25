"""A "she" of a life is the one whom it is about, wherever it stands, unless another may be meant."""

import pytest

from tasks.domain.text.hanging.protagonist import goes_on_about

LIFE = (
    "Grace Hopper was born in New York in 1906.",
    "As a child she took seven clocks apart.",
    "Her mother bought her an eighth.",
    "Her teacher was Oswald Veblen.",
    "She wrote down what was wrong with it.",
    "She became a rear admiral at 79.",
)


@pytest.mark.parametrize(
    ("before", "number", "goes_on"),
    [
        (1, 5, True),
        (0, 5, True),
        (2, 5, False),  # her mother may be meant
        (3, 5, False),
        (1, 4, False),  # it is what was said before, not a station of her life
        (1, 3, False),
    ],
)
def test_a_station_of_a_life_goes_on_about_its_protagonist(before: int, number: int, goes_on: bool) -> None:
    assert goes_on_about(LIFE, before, number) is goes_on


def test_a_text_about_two_has_no_protagonist() -> None:
    both = ("Ann Lee met a man.", "He liked her.", "He was old and she was young.", "He left.", "She died in 1911.")
    assert not goes_on_about(both, 0, 4)


@pytest.mark.parametrize(
    ("sentence", "goes_on"),
    [
        ("Within a few minutes they met two girls.", True),
        ("They carried the donkey.", False),  # nothing says that time went by
        ("The girls laughed at them.", False),
    ],
)
def test_a_tale_of_two_goes_on_about_them_after_a_while(sentence: str, goes_on: bool) -> None:
    tale = ("A miller and his son went to the market.", "They walked beside their donkey.", sentence)
    assert goes_on_about(tale, 1, 2) is goes_on
