"""The ledger's view of all channels: today's publications, last failures, waiting reviews."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from tasks.domain.edition import Receipt
from tasks.domain.runs.channel_day import Noted
from tasks.domain.runs.kpi import OpenRun, Outcome, RunRecord
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.noted import noted

DAY = date(2026, 11, 24)
VIDEO = Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")
GRACE = timedelta(minutes=15)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def publish(ledger: Ledger, key: str) -> None:
    ledger.intend(key, "folder", VIDEO)
    ledger.settle(key, Receipt(run_key=key, publisher="folder", location=f"out/{key}", video=VIDEO))


def end(ledger: Ledger, channel: str, outcome: Outcome, error: str = "", run: str = "r") -> None:
    record = RunRecord(
        run_key=f"{channel}/{DAY}", flow_run=run, channel=channel, day=DAY, outcome=outcome, total_seconds=1, stages=(),
        error=error,
    )  # fmt: skip
    ledger.record(record, outcome)


def opened(channel: str, run: str, due: datetime, *, waits: bool) -> OpenRun:
    return OpenRun(flow_run=run, channel=channel, day=DAY, at=now(), due=due, waits=waits)


def test_each_channel_gets_its_own_days_publication(ledger: Ledger) -> None:
    publish(ledger, "demo/2026-11-24/bats")
    publish(ledger, "demo/2026-11-23/tides")
    publish(ledger, "demo-two/2026-11-25/ferns")
    ledger.intend("late/2026-11-24/moss", "folder", VIDEO)
    found = noted(ledger, {"demo": DAY, "demo-two": DAY, "late": DAY}, GRACE)
    assert found["demo"].published is not None
    assert found["demo"].published.where == "out/demo/2026-11-24/bats"
    assert found["demo"].published.at.tzinfo == UTC
    assert (found["demo-two"].published, found["late"].published) == (None, None)


def test_the_last_failure_is_kept_with_its_sentence_after_a_success(ledger: Ledger) -> None:
    end(ledger, "demo", "failed", "The first.")
    end(ledger, "demo", "refused", "The second.", run="b")
    end(ledger, "demo", "published")
    end(ledger, "fine", "published")
    found = noted(ledger, {"demo": DAY, "fine": DAY}, GRACE)
    assert found["demo"].failure is not None
    assert (found["demo"].failure.why, found["demo"].failure.flow_run) == ("The second.", "b")
    assert found["fine"] == Noted()


def test_reviews_that_wait_and_runs_under_way(ledger: Ledger) -> None:
    due = now() + timedelta(hours=2)
    ledger.suspend(opened("demo", "a", due, waits=True))
    ledger.suspend(opened("demo", "b", now() - timedelta(hours=1), waits=True))  # its deadline has passed
    ledger.begin(opened("sky", "c", due, waits=False))
    ledger.begin(opened("sea", "d", now() - timedelta(hours=1), waits=False))  # it was killed
    found = noted(ledger, {"demo": DAY, "sky": DAY, "sea": DAY}, GRACE)
    assert found["demo"].reviews == (due - GRACE,)
    assert (found["sky"].being_made, found["sea"].being_made) == (True, False)


def test_fifty_channels_take_as_many_queries_as_one(ledger: Ledger) -> None:
    statements: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    counts = []
    for size in (1, 50):
        statements.clear()
        assert len(noted(ledger, {f"channel-{number}": DAY for number in range(size)}, GRACE)) == size
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert noted(ledger, {}, GRACE) == {}
