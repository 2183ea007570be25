"""prefect.yaml and the channel files become deployments of a real server, and stay what they are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from deployments.automations import ZOMBIES
from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.integration]
ZONES = ("Etc/UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")
CHANNELS = {f"channel-{number}": (f"{number % 24:02}:{number:02}", ZONES[number % 5]) for number in range(50)}
ALWAYS = {"daily-short/batch", "encode-short/encode-hw", "encode-short/encode-cpu", "report-kpis/weekly"}


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of fifty channel files."""
    folder = tmp_path_factory.mktemp("fifty")
    for name, (at, timezone) in CHANNELS.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump({"name": name, "at": at, "timezone": timezone}))
    return folder


class Deployer:
    """A host that deploys, and what the server then has."""

    def __init__(self, server: Server) -> None:
        self.server, self.host = server, server.host(DAILIES_WEBHOOK="http://127.0.0.1:9/told")
        self.before = self.ids("deployments")

    def all(self, kind: str) -> list[dict[str, Any]]:
        return list(self.server.call("POST", f"/{kind}/filter", {}))

    def ids(self, kind: str) -> set[str]:
        return {each["id"] for each in self.all(kind)}

    def deployments(self) -> dict[str, dict[str, Any]]:
        return {each["name"]: each for each in self.all("deployments")}

    def everything(self) -> set[str]:
        kinds = ("deployments", "flows", "work_pools", "automations", "block_documents")
        queues = {queue["id"] for pool in self.all("work_pools") for queue in self.queues(pool["name"])}
        return queues.union(*(self.ids(kind) for kind in kinds))

    def queues(self, pool: str) -> list[dict[str, Any]]:
        return list(self.server.call("POST", f"/work_pools/{pool}/queues/filter", {}))

    def clean(self) -> None:
        for kind in ("deployments", "automations"):
            for each in self.ids(kind) - self.before:
                self.server.call("DELETE", f"/{kind}/{each}")


@pytest.fixture(scope="module")
def deployer(server: Server, channels: Path) -> Iterator[Deployer]:
    made = Deployer(server)
    done = made.host.command("deployments", "deploy", "--channels", str(channels), within=900)
    assert (done.returncode, done.stderr) == (0, "")
    yield made
    made.clean()


def test_all_of_the_plan_and_every_channel_is_deployed_without_a_question(deployer: Deployer) -> None:
    assert {*CHANNELS, *(name.split("/")[1] for name in ALWAYS)} <= set(deployer.deployments())
    assert {"dailies", "encode-hw", "encode-cpu"} <= {pool["name"] for pool in deployer.all("work_pools")}
    priorities = {queue["name"]: queue["priority"] for queue in deployer.queues("dailies")}
    assert priorities["today"] < priorities["batch"]
    made = {each["name"] for each in deployer.all("automations")}
    assert {*(f"Dailies: tell of {state} runs" for state in ("failed", "crashed", "late")), ZOMBIES} <= made
    weekly = deployer.deployments()["weekly"]
    assert (weekly["entrypoint"], weekly["work_pool_name"]) == ("flows/report_kpis.py:report_kpis", "dailies")
    assert (weekly["parameters"]["runs"], weekly["schedules"][0]["schedule"]["cron"]) == (30, "0 7 * * 1")


def test_fifty_channels_have_their_own_hour_in_their_own_time_zone(deployer: Deployer) -> None:
    deployed = deployer.deployments()
    for name, (at, timezone) in CHANNELS.items():
        (schedule,) = deployed[name]["schedules"]
        hour, minute = (int(part) for part in at.split(":"))
        assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == (f"{minute} {hour} * * *", timezone)
        assert deployed[name]["parameters"]["request"]["channel"].endswith(f"/{name}.yaml")
        assert deployed[name]["global_concurrency_limit"]["limit"] == 1
        assert deployed[name]["concurrency_options"]["collision_strategy"] == "ENQUEUE"


@pytest.mark.parametrize("name", ["channel-0", "channel-13", "channel-49"])
def test_the_server_makes_their_runs_at_that_hour(deployer: Deployer, name: str) -> None:
    """A deployment that says READY proves nothing: a run that is there does."""
    query = {"deployments": {"name": {"any_": [name]}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs = eventually(lambda: deployer.server.call("POST", "/flow_runs/filter", query))
    at, timezone = CHANNELS[name]
    for run in runs:
        start = datetime.fromisoformat(run["expected_start_time"]).astimezone(ZoneInfo(timezone))
        assert (f"{start:%H:%M}", run["state_name"], run["auto_scheduled"]) == (at, "Scheduled", True)


def test_the_runs_of_the_next_thirty_days_are_there_for_every_channel(deployer: Deployer) -> None:
    """Who is down for so long finds yesterday's and today's run when it is back: one that was not made never comes."""
    far = datetime.now(UTC) + timedelta(days=30)
    for name, (_, timezone) in CHANNELS.items():
        starts = eventually(partial(ahead, deployer.server, name, until=far), within=60, every=2)
        days = [start.astimezone(ZoneInfo(timezone)).date() for start in starts]
        assert days == [days[0] + timedelta(days=number) for number in range(len(days))], f"{name}: one for each day"
        assert len(days) >= 30, name


def ahead(server: Server, channel: str, until: datetime) -> list[datetime]:
    """When a channel's runs are due, once they reach so far: they are made in batches."""
    query = {"deployments": {"name": {"any_": [channel]}}, "sort": "EXPECTED_START_TIME_ASC"}
    starts = [datetime.fromisoformat(r["expected_start_time"]) for r in server.call("POST", "/flow_runs/filter", query)]
    return starts if starts and starts[-1] >= until else []


def test_again_changes_nothing_not_even_what_an_operator_changed(deployer: Deployer, channels: Path) -> None:
    paused = deployer.deployments()["channel-7"]["id"]
    deployer.server.call("PATCH", f"/deployments/{paused}", {"paused": True})
    everything, deployed = deployer.everything(), deployer.deployments()
    again = deployer.host.command("deployments", "deploy", "--channels", str(channels))
    # Other tests' channels are on this server too, and are reported as having no file here.
    said = [line for line in again.stdout.splitlines() if "has no channel file here" not in line]
    assert again.returncode == 0, again.stderr
    assert said in ([], ["nothing has changed"])
    assert deployer.everything() == everything
    now = deployer.deployments()
    # The pools' own deployments are also marked ready or not by workers that come and go.
    assert {name: now[name]["updated"] for name in CHANNELS} == {name: deployed[name]["updated"] for name in CHANNELS}
    assert now["channel-7"]["paused"]


def test_a_new_channel_is_one_file_and_a_broken_one_does_not_keep_it_from_its_day(
    deployer: Deployer, tmp_path: Path
) -> None:
    (tmp_path / "new.yaml").write_text("name: newcomer")
    (tmp_path / "broken.yaml").write_text("name: broken\nat: noon")
    done = deployer.host.command("deployments", "deploy", "--channels", str(tmp_path))
    assert done.returncode == 2, done.stderr
    assert f"left out: The channel file {tmp_path / 'broken.yaml'} cannot be used" in done.stderr
    assert "at" in done.stderr
    assert done.stdout.startswith("deployed daily-short/newcomer\n")
    assert "daily-short/channel-7 has no channel file here" in done.stdout
    assert {"newcomer", "channel-7"} <= set(deployer.deployments())
