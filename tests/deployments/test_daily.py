"""A channel's day on a real server: deployed, scheduled, made by a worker; missed; in other zones; never answered."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deployments.automations import NOT_PUBLISHED, UNANSWERED
from tests.deployments.channels import Channels
from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]


@pytest.fixture(scope="module")
def channels(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Channels]:
    host = server.host()
    folder = tmp_path_factory.mktemp("channels")
    made = Channels(server, host, folder)
    made.add("daily")
    made.add("cron")
    made.add("patient", catch_up=True)
    made.add("far", timezone=elsewhere())
    made.add("twice")
    made.add("reviewed", review=True)
    made.deploy()
    with host.worker("dailies", limit=2):
        yield made


def elsewhere() -> str:
    """A time zone that has another day than UTC, for hours to come."""
    return "Pacific/Kiritimati" if datetime.now(UTC).hour >= 10 else "Etc/GMT+12"


def next_minute() -> dict[str, Any]:
    """As a channel's own schedule is, of the first minute for which there is time to make its run."""
    soon = datetime.now(UTC) + timedelta(minutes=1, seconds=20)
    return {"cron": f"{soon.minute} {soon.hour} * * *", "timezone": "Etc/UTC"}


def in_seconds() -> dict[str, Any]:
    """A day's schedule that is not bound to full minutes."""
    return {"interval": 86400, "anchor_date": (datetime.now(UTC) + timedelta(seconds=30)).isoformat()}


@pytest.mark.parametrize(
    ("name", "schedule"), [("daily", in_seconds), pytest.param("cron", next_minute, marks=pytest.mark.slow)]
)
def test_a_scheduled_short_is_made_by_itself(
    channels: Channels, name: str, schedule: Callable[[], dict[str, Any]]
) -> None:
    channels.give_script(name)
    channels.reschedule(name, schedule())
    run = eventually(lambda: next(iter(channels.scheduled(name)), None), 120)
    assert run is not None
    ended = channels.server.ended(run["id"], within=400)
    assert ended["state_name"] == "Completed", channels.server.log(run["id"])
    assert ended["work_queue_name"] == "today"
    assert channels.made(name) == [run["expected_start_time"][:10]]


def test_a_missed_day_ends_as_skipped_and_says_so(channels: Channels) -> None:
    run = channels.run_as_of("daily", datetime.now(UTC) - timedelta(days=2))
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Skipped")
    assert "was missed" in run["state"]["message"]
    record = channels.book("daily")
    assert (record.outcome, record.flow_run, record.notes) == ("skipped", run["id"], (run["state"]["message"],))
    assert str(record.day) == run["expected_start_time"][:10]


def test_the_day_is_that_of_the_channels_time_zone(channels: Channels) -> None:
    scheduled = datetime.now(UTC)
    there = scheduled.astimezone(ZoneInfo(channels.deployment("far")["schedules"][0]["schedule"]["timezone"])).date()
    assert there != scheduled.date()
    run = channels.run_as_of("far", scheduled)
    assert run["state_name"] == "Completed", channels.server.log(run["id"])
    assert channels.made("far") == [there.isoformat()]
    assert channels.book("far").run_key.startswith(f"far/{there}/")


def test_a_second_run_of_a_channel_waits_for_the_first(channels: Channels) -> None:
    now = datetime.now(UTC)
    first, second = sorted(
        map(channels.server.ended, [channels.start("twice", now) for _ in range(2)]), key=lambda run: run["start_time"]
    )
    assert first["end_time"] <= second["start_time"], "with two places free, one at a time"
    assert "AwaitingConcurrencySlot" in channels.states(second["id"])
    assert {first["state_name"], second["state_name"]} == {"Completed"}
    assert channels.made("twice") == [now.date().isoformat()]


def test_a_channel_that_catches_up_makes_yesterday_once_and_nothing_older(channels: Channels) -> None:
    now = datetime.now(UTC)
    assert channels.run_as_of("patient", now - timedelta(days=3))["state_name"] == "Skipped"
    first = channels.run_as_of("patient", now - timedelta(days=1))
    assert first["state_name"] == "Completed", channels.server.log(first["id"])
    yesterday = (now - timedelta(days=1)).date().isoformat()
    assert channels.made("patient") == [yesterday]
    again = channels.run_as_of("patient", now - timedelta(days=1))
    assert again["state_name"] == "Completed"
    assert channels.made("patient") == [yesterday], "never two for one day"


@pytest.mark.slow
def test_a_review_that_nobody_answers_ends_unpublished_and_says_so(channels: Channels) -> None:
    server, now = channels.server, datetime.now(UTC)
    made = channels.start("reviewed", now)  # the film is made here, so that the next run waits within seconds
    eventually(lambda: server.flow_run(made)["state_name"] == "Suspended", 300)
    by = datetime.now(UTC) + timedelta(minutes=2)
    channels.add("reviewed", review=True, review_by=f"{by:%H:%M}")
    run = channels.start("reviewed", now)
    eventually(lambda: server.flow_run(run)["state_name"] == UNANSWERED, 400)
    assert channels.states(run)[-3:] == ["Suspended", "Failed", UNANSWERED]
    ended = server.flow_run(run)
    assert (ended["state_type"], ended["state"]["message"]) == ("FAILED", NOT_PUBLISHED)
    assert f"until {by:%A %H:%M} (Etc/UTC)" in server.log(run)
    assert channels.made("reviewed") == []
    server.retry(run)
    eventually(lambda: server.flow_run(run)["state_name"] == "Suspended", 300)
    for waiting in (made, run):
        cancelled = {"state": {"type": "CANCELLED"}, "force": True}
        server.call("POST", f"/flow_runs/{waiting}/set_state", json=cancelled)
