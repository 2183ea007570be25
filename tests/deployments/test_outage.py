"""After a week's outage of the server, its channels publish only the runs that they should catch up on."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.deployments.channels import Channels
from tests.prefect_server import Server, eventually, running_server

# test_daily.py covers single missed days.
pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.slow]

AWAY = 7  # days
DUE = "11:00"
# Simulate the passing days: move scheduled runs into the past, with their idempotency keys, which end with the time.
DAYS_GO_BY = (
    """UPDATE flow_run SET
        expected_start_time = strftime('%Y-%m-%d %H:%M:%f000', expected_start_time, :ago),
        next_scheduled_start_time = strftime('%Y-%m-%d %H:%M:%f000', next_scheduled_start_time, :ago),
        idempotency_key = substr(idempotency_key, 1, length(idempotency_key) - 25)
            || date(substr(idempotency_key, -25, 10), :ago) || substr(idempotency_key, -15)
    WHERE auto_scheduled""",
    """UPDATE flow_run_state SET state_details = json_set(state_details, '$.scheduled_time',
        strftime('%Y-%m-%dT%H:%M:%fZ', json_extract(state_details, '$.scheduled_time'), :ago))
    WHERE json_extract(state_details, '$.scheduled_time') IS NOT NULL""",
)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """Start a separate server, because the other tests need theirs to stay up."""
    with running_server(tmp_path / "prefect") as running:
        yield running


def test_after_a_week_only_yesterday_and_today_are_made_and_once_each(own_server: Server, tmp_path: Path) -> None:
    server, now = own_server, datetime.now(UTC)
    # In this zone it is past noon: today's run was due an hour ago, and midnight is far away.
    zone = f"Etc/GMT{now.hour - 12:+}"
    days = [str(now.date() - timedelta(days=ago)) for ago in reversed(range(AWAY))]
    channels = Channels(server, server.host(), tmp_path)
    channels.add("patient", at=DUE, timezone=zone, catch_up=True)
    channels.add("brisk", at=DUE, timezone=zone)
    channels.deploy()
    for name in ("patient", "brisk"):
        channels.give_script(name)
        eventually(partial(all_have_scripts, channels, name), within=60)

    server.go_down()
    with sqlite3.connect(server.database) as database:
        for change in DAYS_GO_BY:
            database.execute(change, {"ago": f"-{AWAY} days"})
    server.come_up()

    missed = {name: due(channels, name, now) for name in ("patient", "brisk")}
    with channels.host.worker("dailies", limit=2):
        ended = {name: [server.ended(run["id"], within=500) for run in runs] for name, runs in missed.items()}
    assert {name: [day(run, zone) for run in runs] for name, runs in ended.items()} == {"patient": days, "brisk": days}
    older = ["Skipped"] * (AWAY - 2)
    assert [run["state_name"] for run in ended["patient"]] == [*older, "Completed", "Completed"]
    assert [run["state_name"] for run in ended["brisk"]] == [*older, "Skipped", "Completed"]
    assert channels.days_with_shorts("patient") == days[-2:]
    assert channels.days_with_shorts("brisk") == days[-1:]


def day(run: dict[str, Any], zone: str) -> str:
    return str(datetime.fromisoformat(run["expected_start_time"]).astimezone(ZoneInfo(zone)).date())


def all_have_scripts(channels: Channels, name: str) -> bool:
    """Return whether runs are scheduled and all of them have the finished script."""
    runs = channels.scheduled(name)
    return bool(runs) and all("script" in run["parameters"]["request"] for run in runs)


def due(channels: Channels, name: str, now: datetime) -> list[dict[str, Any]]:
    return [run for run in channels.scheduled(name) if datetime.fromisoformat(run["expected_start_time"]) < now]
