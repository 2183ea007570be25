"""Scheduled daily runs on a real server: on time, missed, in other time zones, and with an unanswered review."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deployments.automations import NOT_PUBLISHED
from deployments.messages import UNANSWERED
from tests.deployments.channels import Channels
from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]


@pytest.fixture(scope="module")
def channels(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Channels]:
    host = server.host()
    folder = tmp_path_factory.mktemp("channels")
    deployed = Channels(server, host, folder)
    deployed.add("daily")
    deployed.add("cron")
    deployed.add("patient", catch_up=True)
    deployed.add("far", timezone=elsewhere())
    deployed.add("twice")
    deployed.add("reviewed", review=True)
    deployed.deploy()
    with host.worker("dailies", limit=2):
        yield deployed


def elsewhere() -> str:
    """Return a time zone whose date differs from the UTC date for hours to come."""
    return "Pacific/Kiritimati" if datetime.now(UTC).hour >= 10 else "Etc/GMT+12"


def next_minute() -> dict[str, Any]:
    """Return a cron schedule like a channel's, for the first full minute at least 20 seconds away."""
    soon = datetime.now(UTC) + timedelta(minutes=1, seconds=20)
    return {"cron": f"{soon.minute} {soon.hour} * * *", "timezone": "Etc/UTC"}


def in_seconds() -> dict[str, Any]:
    """Return a daily interval schedule that is due in 30 seconds."""
    return {"interval": 86400, "anchor_date": (datetime.now(UTC) + timedelta(seconds=30)).isoformat()}


@pytest.mark.parametrize(
    ("name", "schedule"), [("daily", in_seconds), pytest.param("cron", next_minute, marks=pytest.mark.slow)]
)
def test_a_scheduled_short_is_made_automatically(
    channels: Channels, name: str, schedule: Callable[[], dict[str, Any]]
) -> None:
    channels.give_script(name)
    channels.reschedule(name, schedule())
    run = eventually(lambda: next(iter(channels.scheduled(name)), None), 120)
    assert run is not None
    ended = channels.server.ended(run["id"], within=400)
    assert ended["state_name"] == "Completed", channels.server.log(run["id"])
    assert ended["work_queue_name"] == "today"
    day = run["expected_start_time"][:10]
    assert channels.days_with_shorts(name) == [day]
    assert ended["name"].startswith(f"{name} {day} ")
    log = eventually(lambda: text if "Published at" in (text := channels.server.log(run["id"])) else "")
    assert [part for part in ("Topic: ", "Script: ", "Voice: ", "Film: ", "Made: ") if part not in log] == []
    assert len(log.splitlines()) <= 15, log
    assert "Finished in state" not in log, "only our lines, none of the engine's"


def test_a_missed_day_is_recorded_as_skipped(channels: Channels) -> None:
    run = channels.run_as_of("daily", datetime.now(UTC) - timedelta(days=2))
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Skipped")
    assert "was missed" in run["state"]["message"]
    record = channels.last_record("daily")
    assert (record.outcome, record.flow_run, record.notes) == ("skipped", run["id"], (run["state"]["message"],))
    assert str(record.day) == run["expected_start_time"][:10]


def test_the_day_is_the_date_in_the_channels_time_zone(channels: Channels) -> None:
    scheduled = datetime.now(UTC)
    there = scheduled.astimezone(ZoneInfo(channels.deployment("far")["schedules"][0]["schedule"]["timezone"])).date()
    assert there != scheduled.date()
    run = channels.run_as_of("far", scheduled)
    assert run["state_name"] == "Completed", channels.server.log(run["id"])
    assert channels.days_with_shorts("far") == [there.isoformat()]
    assert channels.last_record("far").run_key.startswith(f"far/{there}/")


def test_a_second_run_of_a_channel_waits_for_the_first(channels: Channels) -> None:
    now = datetime.now(UTC)
    first, second = sorted(
        map(channels.server.ended, [channels.start("twice", now) for _ in range(2)]), key=lambda run: run["start_time"]
    )
    assert first["end_time"] <= second["start_time"], "the worker takes two runs, but a channel only one at a time"
    assert "AwaitingConcurrencySlot" in channels.states(second["id"])
    assert {first["state_name"], second["state_name"]} == {"Completed"}
    assert channels.days_with_shorts("twice") == [now.date().isoformat()]


def test_a_channel_that_catches_up_makes_yesterday_once_and_nothing_older(channels: Channels) -> None:
    now = datetime.now(UTC)
    assert channels.run_as_of("patient", now - timedelta(days=3))["state_name"] == "Skipped"
    first = channels.run_as_of("patient", now - timedelta(days=1))
    assert first["state_name"] == "Completed", channels.server.log(first["id"])
    yesterday = (now - timedelta(days=1)).date().isoformat()
    assert channels.days_with_shorts("patient") == [yesterday]
    again = channels.run_as_of("patient", now - timedelta(days=1))
    assert again["state_name"] == "Completed"
    assert channels.days_with_shorts("patient") == [yesterday], "one day must not get a second short"


@pytest.mark.slow
def test_an_unanswered_review_fails_the_run_without_publishing(channels: Channels) -> None:
    server, now = channels.server, datetime.now(UTC)
    first = channels.start("reviewed", now)  # makes and caches the film, so that the next run suspends within seconds
    eventually(lambda: server.flow_run(first)["state_name"] == "Suspended", 300)
    by = datetime.now(UTC) + timedelta(minutes=2)
    channels.add("reviewed", review=True, review_by=f"{by:%H:%M}")
    run = channels.start("reviewed", now)
    eventually(lambda: server.flow_run(run)["state_name"] == UNANSWERED, 400)
    assert channels.states(run)[-3:] == ["Suspended", "Failed", UNANSWERED]
    ended = server.flow_run(run)
    assert (ended["state_type"], ended["state"]["message"]) == ("FAILED", NOT_PUBLISHED)
    assert f"until {by:%A %H:%M} (Etc/UTC)" in server.log(run)
    assert channels.days_with_shorts("reviewed") == []
    server.retry(run)
    eventually(lambda: server.flow_run(run)["state_name"] == "Suspended", 300)
    for waiting in (first, run):
        cancelled = {"state": {"type": "CANCELLED"}, "force": True}
        server.call("POST", f"/flow_runs/{waiting}/set_state", json=cancelled)
