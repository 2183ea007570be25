"""Load test: twenty channels due in the same minute, on four hosts that share PostgreSQL and an S3 store.

All channels use the same finished script, so the hosts share one set of pictures, voice and segments. The test covers
claims, queues, hand-over and the server, not rendering. `record_testsuite_property` keeps figures for docs/scale.md.
"""

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import create_engine, text

from tasks.machine.storage.ledger import Ledger
from tests.postgres import PREFECT, Postgres
from tests.prefect_server import Host, Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.slow]
FIRST = "first"  # runs alone before the others, to fill the cache
TODAY = [f"channel {number:02}" for number in range(14)]
BATCH = [f"other {number:02}" for number in range(6)]
HOSTS = 4
WITHIN = 1200
SCRIPT = {
    "title": "Bats hear the night",
    "hook": "Bats hear the night.",
    "scenes": [
        {"time": "0:00-0:02", "narration": "Bats hear the night.", "visual_description": "a bat at night"},
        {"time": "0:02-0:05", "narration": "They shout, and listen.", "visual_description": "sound waves"},
    ],
    "hashtags": ["#bats"],
    "description": "How bats hear.",
}


class Due:
    """Deploy the channels and start and await their runs on one server."""

    def __init__(self, server: Server, host: Host, folder: Path) -> None:
        self.server, self.host, self.folder = server, host, folder
        self.channels = folder / "channels"
        self.channels.mkdir()
        for name in [FIRST, *TODAY, *BATCH]:
            brief = {"name": name, "length_seconds": 15, "pictures": "drawn", "voice": "hibari"}
            (self.channels / f"{name}.yaml").write_text(yaml.safe_dump(brief))
        (folder / "script.yaml").write_text(yaml.safe_dump(SCRIPT))

    def deploy(self) -> None:
        done = self.host.command("deployments", "deploy", "--channels", str(self.channels), within=600)
        assert done.returncode == 0, done.stderr

    def start(self, name: str, queue: str, at: datetime) -> str:
        request = {
            "channel": str(self.channels / f"{name}.yaml"),
            "script": str(self.folder / "script.yaml"),
            "out": str(self.folder / "out"),
        }
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": at.isoformat()}}
        deployment = f"daily-short/{name.replace(' ', '-')}"
        return self.server.start(deployment, {"request": request}, state=state, work_queue_name=queue)

    def claimed_at(self, run: dict[str, Any]) -> str:
        """Return when a worker claimed the run. A run claimed later may still start earlier."""
        states = self.server.call("GET", f"/flow_run_states/?flow_run_id={run['id']}")
        return min(str(state["timestamp"]) for state in states if state["type"] == "PENDING")

    def ended(self, runs: list[str]) -> list[dict[str, Any]]:
        """Wait until all runs have ended, and return them in the order of their start."""
        final = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
        query = {"flow_runs": {"id": {"any_": runs}}, "sort": "START_TIME_ASC"}

        def all_ended() -> list[dict[str, Any]]:
            ended: list[dict[str, Any]] = self.server.call("POST", "/flow_runs/filter", query)
            return ended if {run["state_type"] for run in ended} <= final else []

        return eventually(all_ended, within=WITHIN, every=2)


@contextmanager
def polled(server: Server) -> Iterator[list[float]]:
    """Send the UI's query every half second and collect the latencies in seconds. Fails if a request failed."""
    latencies: list[float] = []
    failures: list[str] = []
    over = threading.Event()

    def poll() -> None:
        while not over.wait(0.5):
            began = time.monotonic()
            try:
                server.request("POST", "/flow_runs/filter", {"limit": 50}).raise_for_status()
            except httpx.HTTPError as error:
                failures.append(repr(error))
            latencies.append(time.monotonic() - began)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield latencies
    finally:
        over.set()
        thread.join()
    assert failures == []


def test_all_are_published_once_in_order_of_priority(
    postgres: Postgres,
    postgres_server: Server,
    object_store: dict[str, str],
    tmp_path: Path,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    server, ledger = postgres_server, postgres.database()
    env = {**object_store, "DAILIES_LEDGER": ledger, "DAILIES_ENCODE_WORKERS": "1"}
    hosts = [server.host(**env) for _ in range(HOSTS)]
    due = Due(server, hosts[0], tmp_path)
    due.deploy()
    with hosts[0].worker("dailies"):
        first = server.ended(due.start(FIRST, "today", datetime.now(UTC)), within=WITHIN)
        assert first["state_name"] == "Completed", server.log(first["id"])
    before = figures(postgres, server)
    at = datetime.now(UTC)
    with polled(server) as latencies, ExitStack() as workers:
        batch = [due.start(name, "batch", at) for name in BATCH]
        today = [due.start(name, "today", at) for name in TODAY]
        for host in hosts:
            workers.enter_context(host.worker("dailies", online=False))
        runs = due.ended([*batch, *today])
    after = figures(postgres, server)
    record_testsuite_property("latency_median", statistics.median(latencies))
    record_testsuite_property("latency_worst", max(latencies))
    for name, value in after.items():
        record_testsuite_property(f"{name}_a_short", (value - before[name]) / len(runs))

    assert {run["state_name"] for run in runs} == {"Completed"}, [server.log(run["id"])[-800:] for run in runs]
    assert {run["run_count"] for run in runs} == {1}
    assert len({run["labels"]["prefect.worker.name"] for run in runs}) == HOSTS
    # Prefect skips locked rows on PostgreSQL. A worker that polls while another poll locks the `today` rows sees only
    # `batch`, and simultaneous polls do not count each other's runs towards the queue's limit. So strict order is not
    # guaranteed, but the batch must never occupy every worker.
    spans = sorted((due.claimed_at(run), run["end_time"], run["work_queue_name"]) for run in runs)
    batch_spans = [(claimed, end) for claimed, end, queue in spans if queue == "batch"]
    at_once = max(sum(claimed <= moment < end for claimed, end in batch_spans) for moment, _ in batch_spans)
    record_testsuite_property("batch_at_once", at_once)
    record_testsuite_property("order", "".join(queue[0] for _, _, queue in spans))
    assert at_once < HOSTS, "the batch occupied every worker and left none for the runs of the day"
    assert spans[0][2] == "today"
    assert spans[-1][2] == "batch"

    with create_engine(ledger).connect() as connection:
        published = connection.execute(text("SELECT run_key, state FROM publications")).all()
        recorded = connection.execute(text("SELECT outcome, count(*) FROM runs GROUP BY outcome")).all()
    assert len(published) == len(runs) + 1
    assert {state for _, state in published} == {"published"}
    assert [tuple(row) for row in recorded] == [("published", len(runs) + 1)]
    for name in TODAY:
        (slug,) = Ledger(ledger).had(name.replace(" ", "-")).slugs
        assert len(list((tmp_path / "out").glob(f"{name.replace(' ', '-')}/*{slug}/short.mp4"))) == 1


def figures(postgres: Postgres, server: Server) -> dict[str, float]:
    """Return the totals so far: the server's API requests, and its database's transactions and size in bytes."""
    query = "SELECT xact_commit, pg_database_size(datname) FROM pg_stat_database WHERE datname = :name"
    with create_engine(postgres.url("postgres")).connect() as connection:
        transactions, size = connection.execute(text(query), {"name": PREFECT}).one()
    requests = re.findall(r'"(?:GET|POST|PATCH|DELETE|PUT) /api', (server.folder / "server" / "server.log").read_text())
    return {"transactions": transactions, "bytes": size, "requests": len(requests)}
