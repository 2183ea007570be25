"""Two directions in one line: where Unicode's algorithm puts its marks, numbers and words."""

import pytest
from bidi import algorithm
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.bidi import levels, reads_right_to_left, visual_order


def shown(text: str, *, right_to_left: bool) -> str:
    """From left to right, brackets not mirrored."""
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
def test_a_right_to_left_line_has_its_marks_at_the_left(text: str, wanted: str) -> None:
    assert shown(text, right_to_left=True) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("NASA.", "NASA."), ("1,250", "1,250"), ("אבג.", "גבא."), ("x-אבג-y", "x-גבא-y"), ("", "")]
)
def test_a_left_to_right_line_turns_only_what_runs_the_other_way(text: str, wanted: str) -> None:
    assert shown(text, right_to_left=False) == wanted


def test_a_mark_stays_with_its_letter() -> None:
    text = "שָׁלוֹם."
    assert set(levels(text, right_to_left=False)[:-1]) == {1}


def test_a_text_reads_as_most_of_its_letters_do() -> None:
    assert not reads_right_to_left("NASA שלום abc 2024.")
    assert reads_right_to_left("שלום לכם NASA 2024.")
    assert reads_right_to_left("مرحبا")
    assert not reads_right_to_left("2024.")
    assert not reads_right_to_left("")


@given(
    st.text(st.sampled_from("aB 12.,%$-()!?+/:\u05d0\u05d1\u05be\u0645\u0631\u064e\u0661\u0662"), max_size=14),
    st.booleans(),
)
def test_levels_are_those_of_another_implementation(text: str, right_to_left: bool) -> None:
    whole = algorithm.get_empty_storage()
    whole |= {"base_level": int(right_to_left), "base_dir": "R" if right_to_left else "L"}
    algorithm.get_embedding_levels(text, whole)
    algorithm.explicit_embed_and_overrides(whole)
    algorithm.resolve_weak_types(whole)
    algorithm.resolve_neutral_types(whole, False)
    algorithm.resolve_implicit_levels(whole, False)
    assert levels(text, right_to_left=right_to_left) == [char["level"] for char in whole["chars"]]
