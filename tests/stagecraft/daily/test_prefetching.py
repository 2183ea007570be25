"""What is asked before a day's run, for which day, and why not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.machine import clock
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.spending import Spending
from tasks.stagecraft.daily import prefetching
from tasks.stagecraft.daily.prefetching import day_ahead, day_of_next_run, why_not
from tests.servers.serpapi import SerpApi
from tests.servers.wire import Reply

DAY = date(2026, 11, 24)
ONLINE = Channel(name="Online", trends="serpapi", facts="serpapi", writer="extractive")
AT_HOME = Channel(name="At home", trends="shipped", facts="shipped", writer="extractive")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))


@pytest.fixture
def serpapi(monkeypatch: pytest.MonkeyPatch) -> Iterator[SerpApi]:
    with SerpApi() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


def due_at(moment: datetime | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server have a run of the channel that is due then, or none."""
    monkeypatch.setattr(prefetching, "runs_due", lambda *_: [moment] if moment else [])


def test_a_channel_whose_words_are_all_here_has_nothing_to_ask() -> None:
    assert (
        why_not(AT_HOME) == "The topic and the facts of At home come from this machine alone: there is nothing to ask."
    )


def test_a_service_with_enough_left_is_asked(serpapi: SerpApi) -> None:
    assert why_not(ONLINE) == ""
    assert [request.path for request in serpapi.requests] == ["/account"], "asked for the plan alone, which is free"


@pytest.mark.parametrize(("left", "asked"), [(21, True), (20, False), (0, False)])
def test_the_last_fifth_of_a_plan_is_kept_for_the_days_runs(serpapi: SerpApi, left: int, asked: bool) -> None:
    serpapi.left = left
    kept = f"SerpApi has {left} of 100 searches left this month. What is left is kept for the day's runs."
    assert why_not(ONLINE) == ("" if asked else kept)


def test_the_last_fifth_of_a_budget_is_kept_for_the_days_runs(
    serpapi: SerpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAILIES_BUDGETS", '{"serpapi": 1}')
    pay = Spending(ledger(), "a test")
    with pay.paying("serpapi", "facts", unit="searches", units=50, cost=0.75):
        pass
    assert why_not(ONLINE) == ""
    with pay.paying("serpapi", "facts", unit="searches", units=4, cost=0.06):
        pass
    assert why_not(ONLINE).startswith("The budget of SerpApi is nearly used up: $0.81 of $1.00 are spent.")


def test_a_plan_that_cannot_be_read_is_a_reason_not_to_ask(serpapi: SerpApi) -> None:
    serpapi.script(Reply(401, {"error": "Invalid API key."}), path="/account")
    assert why_not(ONLINE).startswith("What is left at SerpApi is not known, so nothing is asked ahead: SerpApi")


@pytest.mark.parametrize(
    ("due", "zone", "day"),
    [
        ("2026-11-24T06:00+00:00", "Etc/UTC", DAY),
        ("2026-11-23T23:30+00:00", "Europe/Berlin", DAY),  # at 00:30 there: asked for on the day before
        ("2026-11-24T10:30+00:00", "Pacific/Kiritimati", DAY + timedelta(days=1)),
    ],
)
def test_the_day_is_that_of_the_run_in_the_channels_time_zone(
    due: str, zone: str, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_at(datetime.fromisoformat(due), monkeypatch)
    assert day_of_next_run(Channel(timezone=zone, prefetch=60)) == day


def test_without_a_run_that_is_near_nothing_is_asked(
    serpapi: SerpApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The channel may be paused or on another schedule, or its day has begun."""
    due_at(None, monkeypatch)
    file = tmp_path / "channel.yaml"
    file.write_text("name: Paused\nprefetch: 45\ntrends: serpapi\n")
    with day_ahead(str(file), None) as ahead:
        assert ahead.skipped == "No run of Paused is due within 45 minutes."
    assert serpapi.requests == []


def test_the_brief_is_that_of_the_days_run(serpapi: SerpApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    due_at(datetime(2026, 11, 24, 6, tzinfo=UTC), monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 5, tzinfo=UTC))
    file = tmp_path / "channel.yaml"
    file.write_text("name: Ready\nprefetch: 60\ntrends: serpapi\n")
    with day_ahead(str(file), None) as ahead:
        assert ahead.skipped == ""
        assert (ahead.read().channel.name, ahead.read().day) == ("Ready", DAY)
