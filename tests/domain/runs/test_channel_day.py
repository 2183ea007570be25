"""A channel's day follows from what the ledger and the server know, whichever of them knows more."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.domain.runs.channel_day import (
    ChannelDay,
    Deployed,
    Failure,
    Noted,
    Published,
    RunSeen,
    State,
    channel_day,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=BERLIN)
NEXT = datetime(2026, 11, 29, 6, 0, tzinfo=BERLIN)
MORNING = datetime(2026, 11, 28, 6, 0, tzinfo=BERLIN)


def run(state: State, due: datetime = MORNING, at: datetime | None = None, says: str = "", key: str = "r") -> RunSeen:
    return RunSeen(flow_run=key, state=state, due=due, at=at or due, says=says)


def day(noted: Noted | None = None, deployed: Deployed | None = None, planned: datetime | None = None) -> ChannelDay:
    return channel_day("demo", NOW, noted or Noted(), deployed, planned)


def test_a_publication_in_the_ledger_is_todays_short_wherever_its_run_came_from() -> None:
    found = day(Noted(published=Published(at=MORNING.astimezone(UTC), where="out/demo")), Deployed(next=NEXT))
    assert (found.state, found.where, found.next) == ("out", "out/demo", NEXT)
    assert found.at is not None
    assert (found.at.hour, found.timezone) == (6, "Europe/Berlin")


def test_a_short_that_is_out_stays_out_when_a_later_run_fails() -> None:
    noted = Noted(published=Published(at=MORNING, where="x"))
    found = day(noted, Deployed(runs=(run("failed", says="The disk is full."),)))
    assert found.state == "out"
    assert found.failure == Failure(at=MORNING, why="The disk is full.", flow_run="r")


def test_a_server_whose_ledger_is_elsewhere_knows_that_the_short_is_out() -> None:
    found = day(deployed=Deployed(runs=(run("out", says="Published at x."),)))
    assert (found.state, found.where) == ("out", "Published at x.")


@pytest.mark.parametrize("state", ["being made", "due", "late", "failed", "skipped", "cancelled", "in review"])
def test_the_last_run_of_the_day_says_how_it_stands(state: State) -> None:
    earlier = run("failed", at=MORNING)
    assert day(deployed=Deployed(runs=(earlier, run(state, at=MORNING + timedelta(hours=1))))).state == state


def test_yesterdays_runs_are_not_todays() -> None:
    yesterday = MORNING - timedelta(days=1)
    found = day(deployed=Deployed(next=NEXT, runs=(run("out", due=yesterday),)))
    assert found.state == "not made"
    # 23:30 UTC of the day before is today in Berlin.
    found = day(deployed=Deployed(runs=(run("out", due=datetime(2026, 11, 27, 23, 30, tzinfo=UTC)),)))
    assert found.state == "out"


def test_a_day_without_a_run_says_why() -> None:
    assert day(deployed=Deployed(paused=True, next=NEXT)).state == "paused"
    assert day(deployed=Deployed(paused=True, gone=True)).state == "gone"
    assert day(deployed=Deployed(paused=True, next=NEXT)).next is None
    assert day(deployed=Deployed(next=NOW + timedelta(hours=3))).state == "due"
    assert day(deployed=Deployed(next=NEXT)).state == "not made"
    assert day(planned=NOW + timedelta(hours=3)).state == "due"
    assert day(planned=NEXT).state == "not made"


def test_a_review_is_shown_with_the_first_deadline_also_one_of_another_day() -> None:
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(hours=9)
    waits = RunSeen(flow_run="r", state="in review", due=MORNING - timedelta(days=1), at=MORNING, until=later)
    assert day(deployed=Deployed(next=NEXT, runs=(waits,))).review_until == later
    both = day(Noted(reviews=(soon,), published=Published(at=MORNING, where="x")), Deployed(runs=(waits,)))
    assert (both.state, both.review_until) == ("out", soon)
    assert day(Noted(reviews=(soon,))).state == "in review"


def test_the_last_failure_is_the_later_one_and_the_ledgers_sentence_of_the_same_run() -> None:
    noted = Noted(failure=Failure(at=MORNING + timedelta(minutes=1), why="No key.", flow_run="a"))
    same = day(
        noted, Deployed(runs=(run("failed", at=MORNING + timedelta(minutes=2), says="NoKey: No key.", key="a"),))
    )
    assert same.failure is not None
    assert same.failure.why == "No key."
    killed = day(noted, Deployed(runs=(run("failed", at=MORNING + timedelta(hours=2), says="Zombie", key="b"),)))
    assert killed.failure is not None
    assert killed.failure.why == "Zombie"
    assert day(noted).state == "failed"
