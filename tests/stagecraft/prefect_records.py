"""Read back artifacts and events that runs wrote to a real Prefect server."""

import json
import time
from typing import Any

from prefect.client.orchestration import get_client

SECONDS = 60.0  # for an event to arrive


def artifact(key: str) -> dict[str, Any]:
    """Return the latest artifact with this key, by the request that the UI sends."""
    with get_client(sync_client=True) as client:
        response = client.request("GET", f"/artifacts/{key}/latest")  # type: ignore[arg-type]
    body: dict[str, Any] = response.json()
    return body


def artifacts(key: str) -> list[dict[str, Any]]:
    """Return every artifact with this key."""
    with get_client(sync_client=True) as client:
        response = client.request("POST", "/artifacts/filter", json={"artifacts": {"key": {"any_": [key]}}})
    body: list[dict[str, Any]] = response.json()
    return body


def table(key: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table artifact, keyed by figure."""
    return {row["figure"]: row for row in json.loads(artifact(key)["data"])}


def event(name: str, channel: str) -> dict[str, Any]:
    """Return the latest event of this name about a channel. Waits for it, because events arrive with a delay."""
    query = {
        "filter": {
            "event": {"name": [name]},
            "resource": {"id": [f"dailies.channel.{channel}"]},
            "order": "DESC",
        }
    }
    deadline = time.monotonic() + SECONDS
    while True:
        with get_client(sync_client=True) as client:
            events = client.request("POST", "/events/filter", json=query).json()["events"]
        if events:
            latest: dict[str, Any] = events[0]
            return latest
        assert time.monotonic() < deadline, f"no event {name} about {channel}"
        time.sleep(0.2)
