"""Where no language model chooses, the topic is of the channel's niche, or another source is asked, or none is made."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import NoneFits
from tasks.domain.story import Brief, Entry, Topic, Trend
from tasks.machine.storage.ledger import Ledger
from tasks.trending import choose_topic

DAY = date(2026, 11, 24)
SCIENCE = "animals and science"
ACTOR = Trend(title="Nick Offerman", about="American actor (born 1970)", weight=900)
TARDIGRADE = Trend(title="Tardigrade", about="Phylum of microscopic animals", weight=5)


class Source:
    """Trends that are given."""

    fingerprint: Mapping[str, object] = {}

    def __init__(self, *trends: Trend) -> None:
        self.trends = trends

    def trending(self, channel: Channel, day: date) -> tuple[Trend, ...]:
        return self.trends


class Last:
    """Chooses the last trend."""

    fingerprint: Mapping[str, object] = {}

    def choose(self, trends: Sequence[Trend], channel: Channel) -> tuple[int, str]:
        return len(trends) - 1, "It is the last."

    def plan(self, channel: Channel, earlier: Sequence[str], wanted: int) -> tuple[Entry, ...]:
        raise AssertionError

    def repeats(self, title: str, about: str, earlier: Sequence[str], channel: Channel) -> str:
        return next((one for one in earlier if one in about), "")


Choose = Callable[..., Topic]


@pytest.fixture
def choose(tmp_path: Path) -> Choose:
    """The topic of a channel's day; `sources` are its trends."""
    book = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")

    def choose(
        chooser: Last | None = None,
        *,
        niche: str = SCIENCE,
        names: str = "wikipedia",
        day: date = DAY,
        **sources: Source,
    ) -> Topic:
        channel = Channel(niche=niche, trends=names)
        return choose_topic(Brief(channel=channel, day=day, seed=1), sources.__getitem__, chooser, book)

    return choose


def test_a_channel_of_science_takes_the_water_bear_and_says_what_was_left_out(choose: Choose) -> None:
    topic = choose(wikipedia=Source(ACTOR, TARDIGRADE))
    assert topic.title == "Tardigrade"
    assert topic.reason == "The strongest of 1 trends of wikipedia that fit the niche."


def test_the_next_source_is_asked_if_nothing_fits_and_the_reason_says_so(choose: Choose) -> None:
    topic = choose(names="serpapi, wikipedia", serpapi=Source(ACTOR), wikipedia=Source(TARDIGRADE))
    assert topic.title == "Tardigrade"
    assert "None of the 1 trends of serpapi fits the niche" in topic.reason
    assert "wikipedia is used instead." in topic.reason


def test_a_channel_for_which_nothing_fits_makes_nothing_and_says_what_helps(choose: Choose) -> None:
    with pytest.raises(NoneFits, match=r"None of the 1 trends of wikipedia fits the niche .*topics:"):
        choose(wikipedia=Source(ACTOR))
    assert choose(niche="", wikipedia=Source(ACTOR)).title == "Nick Offerman"


def test_a_language_model_chooses_among_all(choose: Choose) -> None:
    assert choose(Last(), wikipedia=Source(TARDIGRADE, ACTOR)).title == "Nick Offerman"


def test_a_language_models_choice_that_repeats_an_earlier_topic_gives_way_to_its_next(choose: Choose) -> None:
    again = Trend(title="Water bear", about="The same as Tardigrade")
    fern = Trend(title="Fern", about="Class of vascular plants")
    assert choose(Last(), wikipedia=Source(TARDIGRADE)).title == "Tardigrade"
    tomorrow = DAY + timedelta(days=1)
    with pytest.raises(NoneFits, match="repeats earlier topics"):
        choose(Last(), day=tomorrow, wikipedia=Source(again))
    assert choose(Last(), day=tomorrow, wikipedia=Source(fern, again)).title == "Fern"


def test_a_shipped_topic_is_held_to_the_niche_too(choose: Choose) -> None:
    assert choose(niche="octopuses", names="shipped").title == "Why an octopus has three hearts"


def test_shipped_topics_outside_the_niche_give_way_to_trends(choose: Choose) -> None:
    fern = Trend(title="Fern", about="Class of vascular plants")
    topic = choose(niche="ferns", names="shipped, wikipedia", wikipedia=Source(ACTOR, fern))
    assert topic.title == "Fern"
    assert "None of the 5 shipped topics" in topic.reason
