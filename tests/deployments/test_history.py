"""The run history covers runs that span several processes: reviewed runs and killed runs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil
import pytest
import yaml

from tasks.domain.runs.kpi import STAGES, RunRecord
from tasks.machine.storage.ledger import Ledger
from tests.prefect_server import Host, Server, WorkerProcess, eventually
from tests.servers.serpapi import SerpApi

# Faster tests cover the parts: tests/stagecraft/daily/test_run.py and tests/domain/runs/test_kpi_history.py.
pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.slow]

LIGHT = {"length_seconds": 15, "pictures": "drawn", "shape": "square"}


@dataclass(frozen=True)
class World:
    """A server, and a host with a worker whose searches hang."""

    server: Server
    host: Host
    worker: WorkerProcess
    serpapi: SerpApi

    def start(self, name: str, **settings: object) -> str:
        channel = self.host.folder / f"{name}.yaml"
        channel.write_text(yaml.safe_dump({"name": name, **LIGHT, **settings}))
        request = {
            "channel": str(channel),
            "day": "2026-11-24",
            "out": str(self.host.folder / "out"),
            "topic": "octopus",
        }
        if "trends" in settings:
            del request["topic"]
        return self.server.start("daily-short/batch", {"request": request}, work_queue_name="batch")

    @property
    def ledger(self) -> Ledger:
        return Ledger(f"sqlite:///{self.host.folder / 'dailies' / 'ledger.db'}")

    def report(self, name: str) -> str:
        """Build the KPI report of a channel and return its page."""
        done = self.host.command("flows", "kpis", "--channel", name, "--out", str(self.host.folder / "kpis"))
        assert done.returncode == 0, done.stderr
        return str(self.artifact(f"report-{name}")["data"])

    def artifact(self, key: str) -> dict[str, Any]:
        artifact: dict[str, Any] = self.server.call("GET", f"/artifacts/{key}/latest")
        return artifact


@pytest.fixture(scope="module")
def world(server: Server) -> Iterator[World]:
    with SerpApi() as serpapi:
        serpapi.latency = 600  # it never answers
        host = server.host(**serpapi.environment(), DAILIES_ENCODER="libx264")
        done = host.command("deployments", "deploy")
        assert done.returncode == 0, done.stderr
        with host.worker("dailies") as worker:
            yield World(server, host, worker, serpapi)


def test_a_reviewed_run_is_one_run_with_its_full_durations(world: World) -> None:
    server = world.server
    run = world.start("looked-at", review=True)
    eventually(lambda: server.flow_run(run)["state_name"] == "Suspended", 300)
    (waiting,) = eventually(
        lambda: [open_run for open_run in world.ledger.open_runs("looked-at") if open_run.waits], 60
    )
    assert waiting.record
    page = world.report("looked-at")
    assert "1 run, 2026-11-24" in page
    assert "| success rate | - | 0 of 0 days got their short |" in page, (
        "a waiting run is neither a success nor a failure"
    )
    server.answer(run, {"decision": "approve"})
    assert server.ended(run, within=300)["state_type"] == "COMPLETED", server.log(run)

    (kpis_file,) = (world.host.folder / "out" / "looked-at").glob("*/kpis.json")
    record = RunRecord.model_validate_json(kpis_file.read_text())
    assert record.whole
    assert {stage.stage for stage in record.stages} == set(STAGES)
    assert record.took("encode") == waiting.record.took("encode")
    assert record.total_seconds > waiting.record.total_seconds
    assert record.metrics["total_pipeline_time"] == record.total_seconds
    assert record.metrics["ffmpeg_encoding_fps"] == waiting.record.metrics["ffmpeg_encoding_fps"] > 0
    assert {"image_download_time", "video_assembly_time", "words_per_minute"} <= set(record.metrics)
    (history_record,) = world.ledger.history("looked-at")
    assert history_record == record
    assert world.ledger.open_runs("looked-at") == ()
    rows = {row["figure"]: row["value"] for row in json.loads(world.artifact("kpis-looked-at")["data"])}
    assert rows["images"] == f"{record.metrics['image_download_time']:.1f} s"
    assert rows["encoding"].endswith("frames a second")
    page = world.report("looked-at")
    assert "| success rate | 100% | 1 of 1 days got their short |" in page
    (encode,) = (line for line in page.splitlines() if line.startswith("| encode |"))
    assert [cell.strip() for cell in encode.split("|")][5:7] == ["1", "0"], "one sample, not from the cache"


def test_a_killed_run_counts_as_failed_until_a_retry_succeeds(world: World) -> None:
    server = world.server
    run = world.start("killed", trends="serpapi")
    eventually(lambda: world.serpapi.asked("/search"), 180)
    for process in psutil.Process(world.worker.process.pid).children(recursive=True):
        process.kill()
    assert server.ended(run)["state_name"] == "Crashed"
    page = world.report("killed")
    assert "| success rate | 0% | 0 of 1 days got their short |" in page
    assert [open_run.flow_run for open_run in world.ledger.open_runs("killed")] == [run]
    world.serpapi.latency = 0
    server.retry(run)
    eventually(lambda: server.flow_run(run)["run_count"] == 2, 180)
    assert server.ended(run)["state_type"] == "COMPLETED", server.log(run)
    assert "| success rate | 100% | 1 of 1 days got their short |" in world.report("killed")
    assert world.ledger.open_runs("killed") == ()
