"""Line breaks in cues, caption lines and subtitles keep phrases together."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.breaks import AT_A_MARK, BETWEEN_WORDS, DANGLES, INSIDE, break_cost, fold, grouped


def width(line: Sequence[str]) -> float:
    return len(" ".join(line))


def folded(text: str, room: float) -> list[str]:
    return [" ".join(line) for line in fold(text.split(), width, room)]


TOGETHER = """
Dr.|Smith Mr.|Fox Mrs.|Fox Ms.|Fox St.|Helens vs.|Goliath etc.|for No.|7 approx.|forty J.|Smith
3.5|million $3.5|million 50|miles 1,250|metres 10–15|years three|hearts million|people
"""
LOOSE = "the|sea of|a and|Dr. than|3.5 (the|sea about|50"
APART = "sea|rises 50|of 2024|the one|who Moon|landing people|3 million|in"
MARKED = "sea,|which roads.|A No.|That etc.|The U.S.|But 2024.|People said:|no fell,”|and why?|Because so—|there"


@pytest.mark.parametrize(
    ("pairs", "wanted"),
    [(TOGETHER, INSIDE), (LOOSE, DANGLES), (APART, BETWEEN_WORDS), (MARKED, AT_A_MARK)],
    ids=["in", "loose", "at", "mark"],
)
def test_the_cost_of_a_break_depends_on_the_words_around_it(pairs: str, wanted: float) -> None:
    for pair in pairs.split():
        assert break_cost(*pair.split("|")) == wanted, pair


@pytest.mark.parametrize(
    ("text", "room", "wanted"),
    [
        ("It is deep", 20, ["It is deep"]),
        ("the ice is older than 3.5 million years", 25, ["the ice is older", "than 3.5 million years"]),
        ("the mayor said so and Dr. Smith agreed", 25, ["the mayor said so", "and Dr. Smith agreed"]),
        ("when it rains, octopuses hide", 20, ["when it rains,", "octopuses hide"]),
    ],
)
def test_a_text_is_folded_at_its_cheapest_break(text: str, room: float, wanted: list[str]) -> None:
    assert folded(text, room) == wanted


def test_fitting_the_width_comes_before_the_cheapest_break() -> None:
    assert folded("the of aaaaaaaaaaaaaaaaaa bbbbbbb", 26) == ["the of aaaaaaaaaaaaaaaaaa", "bbbbbbb"]
    assert folded("aaaaaaaaaaaaaaa the bbbbbbb", 15) == ["aaaaaaaaaaaaaaa", "the bbbbbbb"]
    assert folded("bbbb, aaaaaaaa the aaaaaaaa", 17) == ["bbbb, aaaaaaaa", "the aaaaaaaa"]


WORDS = st.lists(st.sampled_from("a the sea, 3.5 million octopuses Dr. Smith in I".split()), min_size=1, max_size=9)


@given(WORDS, st.integers(5, 60))
def test_lines_hold_all_words_and_fit_if_they_can(words: list[str], room: int) -> None:
    lines = fold(words, width, room)
    assert [word for line in lines for word in line] == words
    assert len(lines) <= 2
    widths = [max(width(words[:at]), width(words[at:])) for at in range(1, len(words))] + [width(words)]
    if min(widths) <= room:
        assert max(map(width, lines)) <= room


@given(st.lists(st.integers(1, 9), max_size=7), st.integers(1, 20))
def test_grouping_minimises_the_total_cost(items: list[int], limit: int) -> None:
    def cost(first: int, end: int) -> float:
        total = sum(items[first:end])
        return inf if total > limit and end - first > 1 else 1.0 + (total * 7 + first) % 5

    def price(groups: Sequence[Sequence[int]]) -> float:
        at, paid = 0, 0.0
        for group in groups:
            paid += cost(at, at + len(group))
            at += len(group)
        return paid

    cheapest = grouped(items, cost)
    assert [item for group in cheapest for item in group] == items
    places = range(1, len(items))
    ways = (cuts for count in range(len(items)) for cuts in combinations(places, count))
    alternatives = [[items[a:b] for a, b in pairwise([0, *cuts, len(items)])] for cuts in ways]
    assert price(cheapest) == min(map(price, alternatives), default=0.0)
