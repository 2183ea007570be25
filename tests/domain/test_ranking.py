"""Ranking picks a trend for a channel and pictures for a scene, and rejects pictures by licence."""

import pytest

from tasks.domain.channel import Licences
from tasks.domain.ranking import best_trend, match_pictures, may_be_shown, picture_queries
from tasks.domain.story import Candidate, Credit, Trend
from tasks.domain.timeline import OutputSpec

PORTRAIT = OutputSpec()


def candidate(name: str, title: str = "", width: int = 1080, height: int = 1920) -> Candidate:
    credit = Credit(title=title or name, author="", licence="CC0")
    return Candidate(url=f"https://p/{name}", width=width, height=height, credit=credit, found_by="test")


def names(matched: tuple[tuple[Candidate, ...], ...]) -> list[list[str]]:
    return [[picture.url.rpartition("/")[2] for picture in scene] for scene in matched]


# ------------------------------------------------------------------ trends


def test_a_niche_match_beats_weight_and_published_topics_are_excluded() -> None:
    trends = [
        Trend(title="Cup final", weight=9000),
        Trend(title="New moon seen", about="planets", weight=10),
        Trend(title="Moon landing", weight=500),
    ]
    assert best_trend(trends, "", ()) == trends[0]
    assert best_trend(trends, "moons and planets", ()) == trends[1]
    assert best_trend(trends, "moons", {"New moon seen"}) == trends[2]
    assert best_trend(trends, "moons", {"New moon seen", "Moon landing", "Cup final"}) is None


# ------------------------------------------------------------------ licences


@pytest.mark.parametrize(
    "licence",
    """CC0|CC0 1.0|CC-Zero|CC BY 4.0|CC BY 2.5 dk|CC-BY-3.0|CC BY-SA 3.0|CC BY-SA|CC BY|cc-by-sa-4.0|Public domain
    |Public Domain Mark 1.0|PDM 1.0|PD-US|No restrictions|Attribution|Copyrighted free use""".split("|"),
)
def test_free_licences_may_be_shown(licence: str) -> None:
    assert may_be_shown(licence.strip(), Licences.known)


@pytest.mark.parametrize(
    "licence",
    """CC BY-NC 2.0|CC BY-ND 4.0|CC BY-NC-SA 3.0|cc-by-nc-nd-4.0|Non-commercial use only|Noncommercial|CC BY NoDerivs
    |no derivatives|CC BY-NC""".split("|"),
)
def test_a_licence_that_forbids_changes_or_commercial_use_is_never_shown(licence: str) -> None:
    assert not may_be_shown(licence.strip(), Licences.known)
    assert not may_be_shown(licence.strip(), Licences.any)


@pytest.mark.parametrize("licence", ["", "unknown", "GFDL", "Fair use", "All rights reserved", "CC BYE", "PDF"])
def test_an_unknown_licence_is_shown_only_if_the_channel_accepts_any(licence: str) -> None:
    assert not may_be_shown(licence, Licences.known)
    assert may_be_shown(licence, Licences.any)


# ------------------------------------------------------------------ queries


def test_a_short_gets_one_or_two_queries_of_few_words() -> None:
    scenes = ["octopus, heart, blood", "octopus, blood, copper", "octopus, reef"]
    assert picture_queries("Why an octopus has three hearts", scenes) == ("octopus three hearts", "octopus blood")
    assert picture_queries("Lighthouse", ["the lighthouse", "a lighthouse"]) == ("lighthouse",)
    assert picture_queries("E = mc²", ["", ""]) == ("E = mc²",)
    assert picture_queries("Taylor Swift", ["swift, album", "swift, album"]) == ("taylor swift", "swift album")


# ------------------------------------------------------------------ matching


def test_a_picture_goes_to_the_scene_that_mentions_it() -> None:
    candidates = [candidate("a", "Bee on a flower"), candidate("b", "Wooden hives"), candidate("c", "Queen bee")]
    scenes = ["The queen lays all the eggs.", "They live in hives.", "Flowers feed them."]
    assert [scene[0] for scene in names(match_pictures(candidates, scenes, PORTRAIT))] == ["c", "b", "a"]


def test_a_picture_is_used_once_and_every_scene_gets_one_before_any_gets_a_spare() -> None:
    candidates = [candidate(str(n), "moon") for n in range(7)] + [candidate("3", "moon"), candidate("0", "moon")]
    matched = names(match_pictures(candidates, ["The moon.", "A moon.", "Moons.", "Sun."], PORTRAIT))
    every = [name for scene in matched for name in scene]
    assert sorted(every) == [str(n) for n in range(7)]
    assert min(map(len, matched)) == 1
    few = names(match_pictures(candidates[:2], ["Sun.", "The moon.", "Moons."], PORTRAIT))
    assert few[0] == []
    assert len(few[1]) == len(few[2]) == 1


def test_a_scene_keeps_three_spares_at_most() -> None:
    assert [len(scene) for scene in match_pictures([candidate(str(n)) for n in range(9)], ["One."], PORTRAIT)] == [4]


def test_large_tall_pictures_rank_first_and_tiny_ones_are_excluded() -> None:
    candidates = [
        candidate("tiny", width=300, height=400),
        candidate("wide", width=1920, height=1080),
        candidate("small", width=500, height=900),
        candidate("fits"),
    ]
    assert names(match_pictures(candidates, ["Anything."], PORTRAIT)) == [["fits", "small", "wide"]]


def test_search_order_breaks_ties() -> None:
    candidates = [candidate(str(n)) for n in range(4)]
    assert names(match_pictures(candidates, ["One.", "Two."], PORTRAIT)) == [["0", "2"], ["1", "3"]]
    assert match_pictures([], ["One."], PORTRAIT) == ((),)
