"""A scheduled run is made by the server's scheduler and run by a worker; a day that was missed is left out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from tasks.domain.kpi import RunRecord
from tasks.machine.ledger import Ledger
from tests.prefect_server import Host, Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.media]
LINES = ("Tides are made by the Moon.", "They rise twice a day.", "Fishermen still plan their mornings by them.")
SCRIPT = {
    "title": "Why there are tides",
    "hook": LINES[0],
    "script": " ".join(LINES),
    "scenes": [{"time": "", "narration": line, "visual_description": "the sea"} for line in LINES],
    "hashtags": ["#tides"],
    "description": "Tides in three sentences.",
}


def elsewhere() -> str:
    """A time zone where today is another day than in UTC."""
    return "Pacific/Kiritimati" if datetime.now(UTC).hour >= 11 else "Pacific/Pago_Pago"


class Channel:
    """A channel that was deployed as one is, on the host whose worker makes its shorts."""

    def __init__(self, server: Server, host: Host, folder: Path) -> None:
        self.server, self.host, self.out, self.timezone = server, host, folder / "out", elsewhere()
        (folder / "script.yaml").write_text(yaml.safe_dump(SCRIPT))
        channels = folder / "channels"
        channels.mkdir()
        # Its own hour is half a day away: what runs here is what the tests ask for.
        at = f"{datetime.now(UTC).astimezone(ZoneInfo(self.timezone)) + timedelta(hours=12):%H:%M}"
        brief = {"name": "tides", "at": at, "timezone": self.timezone, "length_seconds": 15}
        (channels / "tides.yaml").write_text(yaml.safe_dump(brief))
        done = host.command("deployments", "deploy", "--channels", str(channels))
        assert done.returncode == 0, done.stderr
        self.id = server.call("GET", "/deployments/name/daily-short/tides")["id"]
        self.request = {"channel": str(channels / "tides.yaml"), "out": str(self.out)}
        self.request["script"] = str(folder / "script.yaml")
        server.call("PATCH", f"/deployments/{self.id}", {"parameters": {"request": self.request}})

    def day(self, moment: datetime) -> str:
        return f"{moment.astimezone(ZoneInfo(self.timezone)):%Y-%m-%d}"

    def records(self) -> list[RunRecord]:
        """What its host has in the ledger, the latest first."""
        return list(Ledger(f"sqlite:///{self.host.folder}/dailies/ledger.db").history("tides"))


@pytest.fixture(scope="module")
def channel(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Channel]:
    host = server.host()
    made = Channel(server, host, tmp_path_factory.mktemp("tides"))
    with host.worker("dailies"):
        yield made
    server.call("DELETE", f"/deployments/{made.id}")


def test_a_day_that_was_missed_ends_as_skipped(channel: Channel) -> None:
    """The server was down for days: the runs it had made by then are still there, and late."""
    missed = datetime.now(UTC) - timedelta(days=3)
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": missed.isoformat()}}
    run = channel.server.ended(channel.server.start("daily-short/tides", {"request": channel.request}, state=state))
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Skipped"), channel.server.log(run["id"])
    assert f"{channel.day(missed)} was missed 3 days ago" in run["state"]["message"]
    assert channel.server.task_runs(run["id"]) == []
    assert not channel.out.exists()
    (record,) = channel.records()
    assert (record.outcome, str(record.day), record.error) == ("skipped", channel.day(missed), "")
    assert record.notes == (run["state"]["message"],)


def test_the_scheduler_makes_a_run_and_a_worker_makes_the_short_of_its_day(channel: Channel) -> None:
    due = datetime.now(UTC) + timedelta(seconds=60)
    schedule = {"interval": timedelta(days=1).total_seconds(), "anchor_date": due.isoformat()}
    channel.server.call("POST", f"/deployments/{channel.id}/schedules", [{"schedule": schedule, "active": True}])
    query = {
        "deployments": {"id": {"any_": [channel.id]}},
        "flow_runs": {"expected_start_time": {"after_": due.isoformat(), "before_": due.isoformat()}},
    }
    (made,) = eventually(lambda: channel.server.call("POST", "/flow_runs/filter", query))
    assert made["auto_scheduled"]
    run = channel.server.ended(made["id"], within=900)
    assert run["state_name"] == "Completed", channel.server.log(run["id"])
    day = channel.day(due)
    assert day != f"{due:%Y-%m-%d}"
    (folder,) = (channel.out / "tides").iterdir()
    assert folder.name.startswith(day)
    record = channel.records()[0]
    assert (record.outcome, str(record.day), record.flow_run) == ("published", day, run["id"])
