"""prefect.yaml and the channel files become deployments on a real server. A second deploy changes nothing."""

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
ALWAYS = {
    "daily-short/batch",
    "encode-short/encode-hw",
    "encode-short/encode-cpu",
    "report-kpis/weekly",
    "look-again/published",
    "tidy-up/nightly",
    "prefetch/ahead",
}


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a folder of fifty channel files."""
    folder = tmp_path_factory.mktemp("fifty")
    for name, (at, timezone) in CHANNELS.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump({"name": name, "at": at, "timezone": timezone}))
    return folder


class Deployer:
    """A host that deploys, with queries for what the server then holds."""

    def __init__(self, server: Server) -> None:
        self.server, self.host = server, server.host(DAILIES_WEBHOOK="http://127.0.0.1:9/told", DAILIES_ENCODE_HW="1")
        self.before = self.ids("deployments")

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Return every object of a kind, such as `deployments`."""
        return list(self.server.call("POST", f"/{kind}/filter", {}))

    def ids(self, kind: str) -> set[str]:
        return {each["id"] for each in self.all(kind)}

    def deployments(self) -> dict[str, dict[str, Any]]:
        return {each["name"]: each for each in self.all("deployments")}

    def everything(self) -> set[str]:
        """Return the ids of every object that a deploy may create."""
        kinds = ("deployments", "flows", "work_pools", "automations", "block_documents")
        queues = {queue["id"] for pool in self.all("work_pools") for queue in self.queues(pool["name"])}
        return queues.union(*(self.ids(kind) for kind in kinds))

    def queues(self, pool: str) -> list[dict[str, Any]]:
        return list(self.server.call("POST", f"/work_pools/{pool}/queues/filter", {}))

    def clean(self) -> None:
        """Delete the deployments and automations that this deployer created."""
        for kind in ("deployments", "automations"):
            for each in self.ids(kind) - self.before:
                self.server.call("DELETE", f"/{kind}/{each}")


@pytest.fixture(scope="module")
def deployer(server: Server, channels: Path) -> Iterator[Deployer]:
    first_deploy = Deployer(server)
    done = first_deploy.host.command("deployments", "deploy", "--channels", str(channels), within=900)
    assert (done.returncode, done.stderr) == (0, "")
    yield first_deploy
    first_deploy.clean()


def test_the_whole_plan_and_every_channel_are_deployed_without_prompts(deployer: Deployer) -> None:
    assert {*CHANNELS, *(name.split("/")[1] for name in ALWAYS)} <= set(deployer.deployments())
    assert {"dailies", "encode-hw", "encode-cpu"} <= {pool["name"] for pool in deployer.all("work_pools")}
    priorities = {queue["name"]: queue["priority"] for queue in deployer.queues("dailies")}
    assert priorities["today"] < priorities["batch"]
    names = {each["name"] for each in deployer.all("automations")}
    assert {*(f"Dailies: tell of {state} runs" for state in ("failed", "crashed", "late")), ZOMBIES} <= names
    weekly = deployer.deployments()["weekly"]
    assert (weekly["entrypoint"], weekly["work_pool_name"]) == ("flows/report_kpis.py:report_kpis", "dailies")
    assert (weekly["parameters"]["runs"], weekly["schedules"][0]["schedule"]["cron"]) == (30, "0 7 * * 1")


def test_the_server_accepts_a_request_as_its_form_and_as_a_script_sends_it(deployer: Deployer) -> None:
    """The form leaves an empty field out; a script may send null."""
    deployment = deployer.deployments()["batch"]
    path = f"/deployments/{deployment['id']}/create_flow_run"
    for request in ({}, {"topic": None, "day": None}, {"topic": "Tides", "day": "2026-11-24"}):
        body = {"parameters": {"request": request}, "state": {"type": "SCHEDULED"}, "idempotency_key": str(request)}
        run = deployer.server.call("POST", path, body)
        deployer.server.call("DELETE", f"/flow_runs/{run['id']}")
    wrong = deployer.server.request("POST", path, {"parameters": {"request": {"seed": "many"}}})
    assert wrong.status_code == 409
    assert "many" in wrong.text


def test_each_channel_has_its_own_hour_and_time_zone(deployer: Deployer) -> None:
    deployed = deployer.deployments()
    for name, (at, timezone) in CHANNELS.items():
        (schedule,) = deployed[name]["schedules"]
        hour, minute = (int(part) for part in at.split(":"))
        assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == (f"{minute} {hour} * * *", timezone)
        assert deployed[name]["parameters"]["request"]["channel"].endswith(f"/{name}.yaml")
        assert deployed[name]["global_concurrency_limit"]["limit"] == 1
        assert deployed[name]["concurrency_options"]["collision_strategy"] == "ENQUEUE"


@pytest.mark.parametrize("name", ["channel-0", "channel-13", "channel-49"])
def test_the_server_schedules_runs_at_that_hour(deployer: Deployer, name: str) -> None:
    """A deployment may be READY although nothing is scheduled, so check for actual runs."""
    query = {"deployments": {"name": {"any_": [name]}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs = eventually(lambda: deployer.server.call("POST", "/flow_runs/filter", query))
    at, timezone = CHANNELS[name]
    for run in runs:
        start = datetime.fromisoformat(run["expected_start_time"]).astimezone(ZoneInfo(timezone))
        assert (f"{start:%H:%M}", run["state_name"], run["auto_scheduled"]) == (at, "Scheduled", True)


def test_every_channel_has_runs_for_the_next_thirty_days(deployer: Deployer) -> None:
    """Runs that were never scheduled are lost, so a server that is down for 30 days must already hold them."""
    far = datetime.now(UTC) + timedelta(days=30)
    for name, (_, timezone) in CHANNELS.items():
        starts = eventually(partial(ahead, deployer.server, name, until=far), within=60, every=2)
        days = [start.astimezone(ZoneInfo(timezone)).date() for start in starts]
        assert days == [days[0] + timedelta(days=number) for number in range(len(days))], (
            f"{name} must have one run for each day"
        )
        assert len(days) >= 30, name


def ahead(server: Server, channel: str, until: datetime) -> list[datetime]:
    """Return when a channel's runs are due, or [] until they reach `until`: Prefect creates them in batches."""
    query = {"deployments": {"name": {"any_": [channel]}}, "sort": "EXPECTED_START_TIME_ASC"}
    starts = [datetime.fromisoformat(r["expected_start_time"]) for r in server.call("POST", "/flow_runs/filter", query)]
    return starts if starts and starts[-1] >= until else []


def test_a_second_deploy_changes_nothing_and_keeps_an_operators_changes(deployer: Deployer, channels: Path) -> None:
    paused = deployer.deployments()["channel-7"]["id"]
    deployer.server.call("PATCH", f"/deployments/{paused}", {"paused": True})
    everything, deployed = deployer.everything(), deployer.deployments()
    again = deployer.host.command("deployments", "deploy", "--channels", str(channels))
    # Channels of other tests are on this server too. The command says that it leaves them alone.
    lines = [line for line in again.stdout.splitlines() if "in other folders" not in line]
    assert again.returncode == 0, again.stderr
    assert lines in ([], ["nothing has changed"])
    assert deployer.everything() == everything
    now = deployer.deployments()
    # Workers that start and stop also update the deployments of the pools, so compare only the channels.
    assert {name: now[name]["updated"] for name in CHANNELS} == {name: deployed[name]["updated"] for name in CHANNELS}
    assert now["channel-7"]["paused"]


def test_a_new_channel_is_one_file_and_a_broken_file_does_not_block_it(deployer: Deployer, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text("name: newcomer")
    (tmp_path / "broken.yaml").write_text("name: broken\nat: noon")
    done = deployer.host.command("deployments", "deploy", "--channels", str(tmp_path))
    assert done.returncode == 2, done.stderr
    assert f"left out: The channel file {tmp_path / 'broken.yaml'} cannot be used" in done.stderr
    assert "at" in done.stderr
    assert done.stderr.endswith(".\n")
    assert done.stdout.startswith("deployed daily-short/newcomer\n")
    left = next(line for line in done.stdout.splitlines() if "in other folders" in line)
    assert "daily-short/channel-8" in left
    after = deployer.deployments()
    assert not after["channel-8"]["paused"], "another folder is not a reason to pause the channels of the first"
    allowed = deployer.host.command("deployments", "deploy", "--allow-broken", "--channels", str(tmp_path))
    assert (allowed.returncode, allowed.stderr) == (0, done.stderr), "compose starts its workers all the same"


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder of two channels."""
    for name in ("moss", "fern"):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\n")
    return tmp_path


def test_a_channel_whose_file_is_gone_is_paused_and_resumed_when_it_is_back(deployer: Deployer, two: Path) -> None:
    deploy = partial(deployer.host.command, "deployments", "deploy", "--channels", str(two))
    assert deploy().returncode == 0
    file, away = two / "moss.yaml", two / "moss.off"
    file.rename(away)
    said = deploy().stdout
    assert f"paused daily-short/moss: its channel file {file} is gone" in said
    gone = deployer.deployments()
    assert (gone["moss"]["paused"], gone["fern"]["paused"]) == (True, False)
    assert "daily-short/moss" not in deploy().stdout, "it is said once"
    away.rename(file)
    assert "resumed daily-short/moss" in deploy().stdout
    back = deployer.deployments()["moss"]
    assert (back["paused"], back["tags"]) == (False, ["channel"])


def test_a_channel_that_its_operator_paused_stays_paused(deployer: Deployer, two: Path) -> None:
    deploy = partial(deployer.host.command, "deployments", "deploy", "--channels", str(two))
    deploy()
    file, away = two / "fern.yaml", two / "fern.off"
    deployer.server.call("POST", f"/deployments/{deployer.deployments()['fern']['id']}/pause_deployment")
    file.rename(away)
    deploy()
    away.rename(file)
    assert "fern" not in deploy().stdout
    assert deployer.deployments()["fern"]["paused"]


def test_a_file_that_cannot_be_used_is_not_gone_and_an_empty_folder_pauses_nothing(
    deployer: Deployer, two: Path
) -> None:
    deploy = partial(deployer.host.command, "deployments", "deploy", "--channels", str(two))
    deploy()
    (two / "moss.yaml").write_text("name: moss\nat: noon\n")
    assert deploy().returncode == 2
    assert not deployer.deployments()["moss"]["paused"]
    for file in two.glob("*.yaml"):
        file.unlink()
    assert "holds no channel file, so no channel was paused" in deploy("--prune").stdout
    assert not deployer.deployments()["moss"]["paused"]


def test_prune_removes_what_is_gone_except_a_channel_with_a_run_that_waits(deployer: Deployer, two: Path) -> None:
    deploy = partial(deployer.host.command, "deployments", "deploy", "--channels", str(two))
    (two / "last.yaml").write_text("name: last\n")
    deploy()
    run = deployer.server.start("daily-short/moss")
    waits = {"type": "PAUSED", "name": "Suspended"}
    deployer.server.call("POST", f"/flow_runs/{run}/set_state", {"state": waits, "force": True})
    for name in ("moss", "fern"):
        (two / f"{name}.yaml").unlink()
    said = deploy("--prune").stdout
    assert "kept daily-short/moss: one of its runs has not ended" in said
    assert "removed daily-short/fern" in said
    after = deployer.deployments()
    assert "fern" not in after
    assert after["moss"]["paused"]
    deployer.server.call("DELETE", f"/flow_runs/{run}")


def test_a_schedule_that_was_edited_survives_a_change_of_something_else(deployer: Deployer, two: Path) -> None:
    deploy = partial(deployer.host.command, "deployments", "deploy", "--channels", str(two))
    deploy()
    before = deployer.deployments()["moss"]
    schedule = {"cron": "15 9 * * 1-5", "timezone": "Asia/Tokyo"}
    path = f"/deployments/{before['id']}/schedules/{before['schedules'][0]['id']}"
    deployer.server.call("PATCH", path, {"schedule": schedule, "active": True})
    (two / "moss.yaml").write_text("name: moss\nniche: mosses\n")
    assert "deployed daily-short/moss" in deploy().stdout
    after = deployer.deployments()["moss"]
    assert "mosses" in after["description"]
    assert after["schedules"][0]["schedule"]["cron"] == "15 9 * * 1-5"
    (two / "moss.yaml").write_text("name: moss\nat: 10:00\n")
    deploy()
    assert deployer.deployments()["moss"]["schedules"][0]["schedule"]["cron"] == "0 10 * * *"
