"""Capitals of headlines make no names; those of names stay."""

import pytest

from tasks.domain.text.capitals import in_title_case, plain

STORY = "Bluetooth earbuds are small. We met Alferov at the Wall Street office. Sleep is good."


@pytest.mark.parametrize(
    ("sentence", "titled"),
    [
        ("Choosing The Best Wireless Headphones", True),
        ("How Much Sleep Do We Really Need?", True),
        ("Mayor wants new north bridge", False),
        ("Paris.", False),
    ],
)
def test_a_headline_is_told_by_the_capitals_of_all_its_words(sentence: str, titled: bool) -> None:
    assert in_title_case(sentence) == titled


@pytest.mark.parametrize(
    ("title", "story", "expected"),
    [
        ("Choosing The Best Wireless Headphones", STORY, "choosing the best wireless headphones"),
        ("Alferov Visits Wall Street Bakers", STORY, "Alferov visits Wall Street bakers"),
        ("NASA Builds New Rockets", STORY, "NASA builds new rockets"),
        ("Apple Sells Many Phones", STORY, "Apple sells many phones"),
        ("The Fox And His Friends", STORY, "the fox and his friends"),
        ("Mayor wants Bridge", STORY, "Mayor wants Bridge"),
        ("Choosing The Best Headphones", "", "Choosing The Best Headphones"),
    ],
)
def test_only_names_keep_their_capitals_in_a_headline(title: str, story: str, expected: str) -> None:
    assert plain(title, story, {"apple", "fox"}) == expected
