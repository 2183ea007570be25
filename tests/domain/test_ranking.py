"""Ranking picks a trend for a channel, the words to search pictures by, and rejects pictures by licence."""

import pytest

from tasks.domain.channel import Licences
from tasks.domain.ranking import best_trend, may_be_shown, picture_queries
from tasks.domain.story import Trend
from tasks.domain.text.niche import Niche

# ------------------------------------------------------------------ trends


def test_a_niche_match_beats_weight_and_what_does_not_fit_is_left_out() -> None:
    trends = [
        Trend(title="Cup final", weight=9000),
        Trend(title="New moon seen", about="planets", weight=10),
        Trend(title="Moon landing", weight=500),
    ]
    assert best_trend(trends, Niche("")) == trends[0]
    assert best_trend(trends, Niche("moons and planets")) == trends[1]
    assert best_trend(trends, Niche("moons")) == trends[2]
    assert best_trend(trends[:1], Niche("moons")) is None


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
    assert picture_queries("Die Brücke von Remagen", ["die Brücke", "der Rhein"], "de") == ("brücke remagen", "brücke")
