"""Lines that mix directions are ordered by Unicode's bidirectional algorithm."""

import pytest
from bidi import algorithm
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.bidi import by_the_rules, levels, reads_right_to_left, visual_order


def displayed(text: str, *, right_to_left: bool) -> str:
    """The characters in visual order, from left to right. Brackets are not mirrored."""
    return "".join(text[at] for at in visual_order(levels(text, right_to_left=right_to_left)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("אבג.", ".גבא"),
        ("אבג?!", "!?גבא"),
        ("(אבג)", ")גבא("),
        ("מ-12", "12-מ"),
        ("אבג1,250.", ".1,250גבא"),
        ("2024.", ".2024"),
        ("$5", "$5"),
        ("50%", "50%"),
        ("NASA.", ".NASA"),
        ("בNASA.", ".NASAב"),
        ("مرحبا.", ".ابحرم"),
        ("🐙אב", "בא🐙"),
        ("אב🐙.", ".🐙בא"),
    ],
)
def test_a_right_to_left_line_ends_at_the_left(text: str, wanted: str) -> None:
    assert displayed(text, right_to_left=True) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("NASA.", "NASA."), ("1,250", "1,250"), ("אבג.", "גבא."), ("x-אבג-y", "x-גבא-y"), ("", "")]
)
def test_a_left_to_right_line_reverses_only_right_to_left_words(text: str, wanted: str) -> None:
    assert displayed(text, right_to_left=False) == wanted


def test_a_combining_mark_has_the_level_of_its_letter() -> None:
    text = "שָׁלוֹם."
    assert set(levels(text, right_to_left=False)[:-1]) == {1}


def test_the_majority_of_letters_sets_the_direction() -> None:
    assert not reads_right_to_left("NASA שלום abc 2024.")
    assert reads_right_to_left("שלום לכם NASA 2024.")
    assert reads_right_to_left("مرحبا")
    assert not reads_right_to_left("2024.")
    assert not reads_right_to_left("")


@given(
    st.text(st.sampled_from("aB 12.,%$-()!?+/:\u05d0\u05d1\u05be\u0645\u0631\u064e\u0661\u0662"), max_size=14),
    st.booleans(),
)
def test_levels_match_those_of_python_bidi(text: str, right_to_left: bool) -> None:
    whole = algorithm.get_empty_storage()
    whole |= {"base_level": int(right_to_left), "base_dir": "R" if right_to_left else "L"}
    algorithm.get_embedding_levels(text, whole)
    algorithm.explicit_embed_and_overrides(whole)
    algorithm.resolve_weak_types(whole)
    algorithm.resolve_neutral_types(whole, False)
    algorithm.resolve_implicit_levels(whole, False)
    assert by_the_rules(text, right_to_left=right_to_left) == [char["level"] for char in whole["chars"]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("אב −12 °C גד", "דג −12 °C בא"),
        ("אב -5 גד", "דג -5 בא"),
        ("اب −12 °C.", ".−12 °C با"),
        ("اب 35,5 °C", "35,5 °C با"),
        ("אב 3-5 גד", "דג 3-5 בא"),
    ],
)
def test_the_sign_and_the_degrees_of_a_number_stay_with_it(text: str, wanted: str) -> None:
    assert displayed(text, right_to_left=True) == wanted
