"""Runs whose process died without a word are crashed, and the living are left alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import temporary_settings

from deployments import ghosts
from deployments.automations import BEAT
from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.integration]


def running(server: Server, state: str = "Running") -> str:
    """Return the id of a deployment's run that is in this state."""
    flow = server.call("POST", "/flows/", {"name": "daily-short"})
    deployment = server.call("POST", "/deployments/", {"name": "ghost", "flow_id": flow["id"], "entrypoint": "x.py:y"})
    run = str(server.call("POST", f"/deployments/{deployment['id']}/create_flow_run", {})["id"])
    enter(server, run, {"type": state.upper(), "name": state})
    return run


def enter(server: Server, run: str, state: dict[str, str]) -> None:
    server.call("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": True})


def beat(server: Server, run: str) -> datetime:
    """Send a heartbeat of the run, and return its time."""
    at = datetime.now(UTC)
    event = {"id": run, "event": BEAT, "resource": {"prefect.resource.id": f"prefect.flow-run.{run}"}}
    server.call("POST", "/events", [{**event, "occurred": at.isoformat()}])
    eventually(lambda: server.events(run, BEAT))
    return at


def test_a_silent_run_is_crashed_and_a_living_one_is_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = running(server)
    name, began = server.flow_run(silent)["name"], datetime.fromisoformat(server.flow_run(silent)["state"]["timestamp"])
    alive = running(server)
    heard = beat(server, alive)
    monkeypatch.setattr(ghosts, "now", lambda: heard)
    allowed = (heard - began) / 2  # less than the silent run has been silent

    def settled(up_since: datetime) -> list[str]:
        with temporary_settings(server.client_settings), get_client(sync_client=True) as client:
            return ghosts.settle_ghosts(client, up_since, allowed)

    assert name not in settled(heard), "nobody could hear it before the server was up"
    assert name in settled(began)
    assert name not in settled(began), "once"
    crashed = server.flow_run(silent)
    assert crashed["state_type"] == "CRASHED"
    assert "press Retry" in crashed["state"]["message"]
    assert server.flow_run(alive)["state_type"] == "RUNNING"
    enter(server, alive, {"type": "CANCELLED", "name": "Cancelled"})


def test_a_run_whose_worker_died_before_it_began_is_crashed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    pending = running(server, "Pending")
    name, began = (
        server.flow_run(pending)["name"],
        datetime.fromisoformat(server.flow_run(pending)["state"]["timestamp"]),
    )

    def settled(later: timedelta) -> list[str]:
        monkeypatch.setattr(ghosts, "now", lambda: began + later)
        with temporary_settings(server.client_settings), get_client(sync_client=True) as client:
            return ghosts.settle_ghosts(client, began)

    assert name not in settled(ghosts.STARTING), "a new node of a cluster takes minutes"
    assert name in settled(ghosts.STARTING + timedelta(seconds=1))
    assert server.flow_run(pending)["state_type"] == "CRASHED"
    server.retry(pending)
    enter(server, pending, {"type": "CANCELLED", "name": "Cancelled"})


def test_the_automation_crashes_a_run_that_died_before_its_first_heartbeat(server: Server, tmp_path: Path) -> None:
    """While the server is up, nobody has to wait for `settle_ghosts`."""
    done = server.host().command("deployments", "deploy", "--channels", str(tmp_path))
    assert done.returncode == 0, done.stderr
    with server.impatient():
        flow = server.call("POST", "/flows/", {"name": "daily-short"})
        by_command = str(server.call("POST", "/flow_runs/", {"flow_id": flow["id"], "name": "by-command"})["id"])
        enter(server, by_command, {"type": "RUNNING", "name": "Running"})
        ended_at_once = running(server)
        enter(server, ended_at_once, {"type": "COMPLETED", "name": "Completed"})
        ghost = running(server)
        crashed = server.ended(ghost, within=150)
        assert crashed["state_name"] == "Crashed"
        assert crashed["state"]["message"].startswith("Zombie: ")
        assert server.flow_run(by_command)["state_name"] == "Running", "a run without a deployment sends no heartbeats"
        assert server.flow_run(ended_at_once)["state_name"] == "Completed"
    for run in (by_command, ended_at_once, ghost):
        server.call("DELETE", f"/flow_runs/{run}")
