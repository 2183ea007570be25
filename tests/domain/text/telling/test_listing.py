"""A title that counts says how many of its things are told."""

import pytest

from tasks.domain.story import Fact
from tasks.domain.text.telling.listing import with_count

BEES = tuple(Fact(id=f"f{n}", text=f"Fact {n} is about bees.", source="s1", paragraph=n) for n in range(1, 7))


@pytest.mark.parametrize(
    ("title", "told", "said"),
    [
        ("5 facts about bees", 4, "3 of 5 facts about bees"),  # the first paragraph introduces them
        ("6 facts about bees", 4, "4 of 6 facts about bees"),
        ("6 facts about bees", 6, "6 facts about bees"),
        ("3 days with bees", 4, "3 days with bees"),  # the text is no list of three
        ("Facts about bees", 4, "Facts about bees"),
    ],
)
def test_a_title_counts_what_is_told(title: str, told: int, said: str) -> None:
    assert with_count(title, BEES, BEES[:told]) == said


def test_sections_are_counted_as_what_they_head() -> None:
    lives = tuple(
        Fact(id=f"f{n}", text="She was born.", source="s1", paragraph=n, section=f"{n // 2}. Life") for n in range(6)
    )
    assert with_count("3 lives", lives, lives[:4]) == "2 of 3 lives"
