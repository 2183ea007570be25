"""What a real Prefect server was told, read back from it."""

import json
import time
from typing import Any

from prefect.client.orchestration import get_client

SECONDS = 60.0


def artifact(key: str) -> dict[str, Any]:
    """The latest of this key, as the UI asks for it."""
    with get_client(sync_client=True) as client:
        answer = client.request("GET", f"/artifacts/{key}/latest")  # type: ignore[arg-type]
    found: dict[str, Any] = answer.json()
    return found


def artifacts(key: str) -> list[dict[str, Any]]:
    """Its history."""
    with get_client(sync_client=True) as client:
        answer = client.request("POST", "/artifacts/filter", json={"artifacts": {"key": {"any_": [key]}}})
    found: list[dict[str, Any]] = answer.json()
    return found


def table(key: str) -> dict[str, dict[str, str]]:
    """A table artifact's rows, by figure."""
    return {row["figure"]: row for row in json.loads(artifact(key)["data"])}


def event(name: str, channel: str) -> dict[str, Any]:
    """The latest event of this name about a channel. Events arrive some time after they were sent."""
    asked = {
        "filter": {
            "event": {"name": [name]},
            "resource": {"id": [f"dailies.channel.{channel}"]},
            "order": "DESC",
        }
    }
    deadline = time.monotonic() + SECONDS
    while True:
        with get_client(sync_client=True) as client:
            events = client.request("POST", "/events/filter", json=asked).json()["events"]
        if events:
            found: dict[str, Any] = events[0]
            return found
        assert time.monotonic() < deadline, f"no event {name} about {channel}"
        time.sleep(0.2)
