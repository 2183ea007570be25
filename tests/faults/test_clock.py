"""The clock may lie: it jumps, a day has 23 or 25 hours, a year ends; still each day of a channel has one run key."""

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tasks.domain.channel import Channel
from tasks.domain.story import Topic
from tasks.machine import clock
from tasks.machine.storage.keys import run_key
from tasks.machine.storage.ledger import Ledger
from tasks.stagecraft.daily import schedule
from tests.faults.promises import check

ZONES = ("Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns")  # DST, +14 h, DST on the half hour
HOURS = ("00:00", "02:30", "12:00", "23:59")
TOPIC = Topic(title="Tides", slug="tides", reason="asked for", origin="user")
JUMPS = (timedelta(0), timedelta(days=-1), timedelta(days=1), timedelta(hours=-5), timedelta(days=-9000))


def dates() -> Iterator[date]:
    """Over three years around leap days and year ends, and single days from 1970 to 2100."""
    yield from (date(2027, 11, 1) + timedelta(days=number) for number in range(1140))
    yield from (date(year, month, day) for year in range(1970, 2101, 10) for month, day in ((1, 1), (2, 28), (3, 1)))
    yield from (date(year, 12, 31) for year in range(1970, 2101, 5))


def due(day: date, hour: str, zone: str) -> datetime:
    """When a server starts a run that is due at this local time; in the hour that DST skips, at that hour's end."""
    local = datetime.combine(day, time.fromisoformat(hour), clock.zone(zone))
    return local.astimezone(UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A run of a deployment: `scheduled` is when it was due, `now` what the clock says."""
    run = SimpleNamespace(scheduled_start_time=datetime(2026, 1, 1, tzinfo=UTC), run_count=1)
    moment = SimpleNamespace(run=run, now=datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(schedule, "flow_run", run)
    monkeypatch.setattr(schedule, "deployment", SimpleNamespace(id="one"))
    monkeypatch.setattr(clock, "now", lambda: moment.now)
    return moment


@pytest.mark.parametrize("zone", ZONES)
def test_each_day_has_one_run_key_whatever_the_clock_says(zone: str, at: SimpleNamespace, tmp_path: Path) -> None:
    book = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    kept, keys = {}, Counter[str]()
    days = list(dates())
    assert len(days) >= 1200
    for number, day in enumerate(days):
        hour, jump = HOURS[number % len(HOURS)], JUMPS[number % len(JUMPS)]
        channel = Channel(name="demo", timezone=zone, at=hour)
        at.run.scheduled_start_time = due(day, hour, zone)
        at.now = at.run.scheduled_start_time + timedelta(minutes=number % 350) + jump
        found = schedule.day_of(channel)
        if number % 10 == 0:
            again = run_key(book, channel, schedule.day_of(channel), TOPIC, "a" * 64)
            keys[again] += 1
            assert again == run_key(book, channel, found, TOPIC, "b" * 64)
        late = jump > timedelta(0)
        skipped = schedule.skipped(channel)
        kept[f"{day} {hour}, clock off by {jump}"] = found == day and (late or skipped == "")
    assert max(keys.values()) == 1
    check(f"1,200 dates in {zone}", kept)


@pytest.mark.parametrize("zone", ZONES)
def test_every_local_day_comes_once(zone: str) -> None:
    """A schedule of one hour a day meets each date once, on days of 23 and 25 hours too."""
    for hour in HOURS:
        days = [due(day, hour, zone).astimezone(clock.zone(zone)).date() for day in itertools.islice(dates(), 1140)]
        assert len(set(days)) == 1140


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
def test_a_ledger_that_was_written_in_another_time_is_still_read(
    jump: timedelta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = clock.now()
    monkeypatch.setattr("tasks.machine.storage.ledger.now", lambda: real + jump)
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    Ledger(url).claim("demo", date(2026, 1, 1), TOPIC)
    monkeypatch.undo()
    assert Ledger(url).claim("demo", date(2026, 1, 1), TOPIC.model_copy(update={"slug": "bats"})) == TOPIC
