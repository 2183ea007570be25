"""Channels for tests on a real server: their files, deployments, runs and finished shorts."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from tasks.domain.runs.kpi import RunRecord
from tasks.machine.storage.ledger import Ledger
from tests.prefect_server import Host, Server

LIGHT = {"length_seconds": 15, "shape": "square"}  # cheap to render; these tests are not about rendering
SCRIPT = {
    "title": "A lake under the ice",
    "hook": "Under the ice lies a lake.",
    "script": "Under the ice lies a lake. Nobody has seen it. Small things live there, in the dark. They need no sun.",
    "scenes": [
        {
            "time": "0:00-0:04",
            "narration": "Under the ice lies a lake. Nobody has seen it.",
            "visual_description": "ice",
        },
        {"time": "0:04-0:09", "narration": "Small things live there, in the dark.", "visual_description": "dark water"},
        {"time": "0:09-0:12", "narration": "They need no sun.", "visual_description": "sun"},
    ],
    "hashtags": ["#ice"],
    "description": "A lake.",
}


class Channels:
    """A folder of channel files and the host that deploys and runs them."""

    def __init__(self, server: Server, host: Host, folder: Path) -> None:
        self.server, self.host, self.folder = server, host, folder
        self.script = folder / "script.json"
        self.script.write_text(json.dumps(SCRIPT))

    def add(self, name: str, **settings: object) -> None:
        """Write or replace a channel's file."""
        (self.folder / f"{name}.yaml").write_text(yaml.safe_dump({"name": name, **LIGHT, **settings}))

    def deploy(self) -> list[str]:
        """Deploy all channels and return the lines that the command printed."""
        done = self.host.command("deployments", "deploy", "--channels", str(self.folder), within=550)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()

    def deployment(self, name: str) -> dict[str, Any]:
        deployment: dict[str, Any] = self.server.call("GET", f"/deployments/name/daily-short/{name}")
        return deployment

    def scheduled(self, name: str) -> list[dict[str, Any]]:
        """Return the runs that the server's scheduler created for a channel."""
        body = {"deployments": {"id": {"any_": [self.deployment(name)["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
        runs = self.server.call("POST", "/flow_runs/filter", json=body)
        return [run for run in runs if run["auto_scheduled"]]

    def give_script(self, name: str) -> None:
        """Add the finished script to a channel's future scheduled runs, so that they are cheap."""
        deployment = self.deployment(name)
        request = {**deployment["parameters"]["request"], "script": str(self.script), "out": str(self.folder / "out")}
        self.server.call("PATCH", f"/deployments/{deployment['id']}", json={"parameters": {"request": request}})

    def reschedule(self, name: str, schedule: dict[str, Any]) -> None:
        """Replace a channel's schedule, as an operator does in the UI."""
        deployment = self.deployment(name)
        path = f"/deployments/{deployment['id']}/schedules/{deployment['schedules'][0]['id']}"
        self.server.call("PATCH", path, json={"schedule": schedule, "active": True})

    def start(self, name: str, scheduled: datetime) -> str:
        """Start a run that was due at this time, and return its id."""
        request = {"channel": str(self.folder / f"{name}.yaml"), "script": str(self.script)}
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": scheduled.isoformat()}}
        parameters = {"request": {**request, "out": str(self.folder / "out")}}
        return self.server.start(f"daily-short/{name}", parameters, state=state)

    def run_as_of(self, name: str, scheduled: datetime) -> dict[str, Any]:
        """Run a channel as if it was due at this time, as a server does after an outage, and wait for the end."""
        return self.server.ended(self.start(name, scheduled))

    def last_record(self, name: str) -> RunRecord:
        """Return the latest record of a channel in the ledger."""
        return Ledger(f"sqlite:///{self.host.folder / 'dailies' / 'ledger.db'}").history(name)[0]

    def states(self, run: str) -> list[str]:
        """Return the names of all states of a run, oldest first."""
        states = self.server.call("GET", f"/flow_run_states/?flow_run_id={run}")
        return [state["name"] for state in sorted(states, key=lambda state: str(state["timestamp"]))]

    def days_with_shorts(self, name: str) -> list[str]:
        """Return the days for which a channel has a short."""
        return sorted(
            path.name[:10] for path in (self.folder / "out" / name).glob("*") if not path.name.startswith(".")
        )
