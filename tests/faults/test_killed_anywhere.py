"""A run that is killed anywhere is finished by the next ones: one video, the same, and nothing answered is paid twice.

A chain of runs makes one short. Each dies at the first boundary at which none before it died, so that it comes a step
further, until one comes to the end. `make faults` kills at every boundary, which takes hours.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from deployments.processes import MARK
from tasks.domain.edition import Receipt
from tasks.machine.home import CHECKOUT
from tests.faults.promises import PAID, check, share
from tests.prefect_server import Server, eventually
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.openai import OpenAIServer
from tests.servers.serpapi import SerpApi
from tests.servers.wire import Vendor
from tests.servers.youtube import YouTube

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

EVERY = 12  # of the boundaries, one is tried outside of `make faults`
MOST_RUNS = 400
CHANNEL: Mapping[str, object] = {
    "name": "doomed",
    "length_seconds": 15,
    "publisher": "youtube",
    "licences": "any",
    "visibility": "unlisted",
    "shape": "square",
}


@dataclass
class World:
    """The vendors, and the environment of a run with them."""

    paid: tuple[Vendor, ...]
    youtube: YouTube
    server: Server
    left: list[str] = field(default_factory=list)

    def run(self, folder: Path, every: int) -> tuple[int, str, str]:
        """Run the pipeline in this folder until it ends or is killed: its exit code, its output and its errors."""
        channel = folder / "channel.yaml"
        channel.write_text(yaml.safe_dump(CHANNEL))
        request = {"channel": str(channel), "day": "2026-11-24", "out": str(folder / "out"), "topic": "octopus"}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        own = {"DAILIES_HOME": str(folder / "home"), MARK: str(folder), "PREFECT_LOGGING_LEVEL": "CRITICAL"}
        for vendor in (*self.paid, self.youtube):
            own |= vendor.environment()
        command = [sys.executable, "-m", "tests.faults.doomed", json.dumps(request), str(folder / "log"), str(every)]
        with subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env={**clean, **self.server.client_environment, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as child:
            out, errors = child.communicate(timeout=600)
        eventually(lambda: not left_by(child.pid, str(folder)), within=2, every=0.1)
        return child.returncode, out, errors

    def requests(self) -> Counter[tuple[str, str, str, bytes]]:
        """How often each thing that costs money was asked for and answered."""
        return Counter(
            (type(vendor).__name__, request.path, json.dumps(dict(request.query), sort_keys=True), request.body)
            for vendor in self.paid
            for request in vendor.requests
            if request.method == "POST" or request.path.startswith("/search")
        )


def left_by(session: int, mark: str) -> list[str]:
    """What still runs of a process that has ended: its session's, and what has its mark."""
    left = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            if os.getsid(process.pid) == session or process.environ().get(MARK) == mark:
                left.append(f"{process.pid} {process.cmdline()}")
        except (psutil.Error, ProcessLookupError):
            continue
    return left


@pytest.fixture
def world(server: Server) -> Iterator[World]:
    server.forget_workers()
    with ExitStack() as stack:
        paid = tuple(stack.enter_context(vendor()) for vendor in (OpenAIServer, ElevenLabsServer, SerpApi))
        yield World(paid, stack.enter_context(YouTube("doomed")), server)


def test_killed_at_every_boundary(world: World, tmp_path: Path) -> None:
    undisturbed, doomed = tmp_path / "undisturbed", tmp_path / "doomed"
    for folder in (undisturbed, doomed):
        (folder / "home").mkdir(parents=True)
    code, out, errors = world.run(undisturbed, 1 << 33)  # no boundary counts
    assert code == 0, errors
    wanted = Receipt.model_validate_json(out.splitlines()[-1])
    once = world.requests()
    for vendor in (*world.paid, world.youtube):
        vendor.forget()
    world.youtube.sessions.clear()

    kept: dict[str, bool] = {}
    paid: dict[str, bool] = {}
    receipt, said = None, ""
    for _ in range(MOST_RUNS):
        before = _log(doomed)
        asked = world.requests()
        code, out, errors = world.run(doomed, share(1, EVERY))
        met = _log(doomed)[len(before) :]
        again = sum(((world.requests() - asked) & asked).values())  # asked for in this run, and in one before it
        inflight = sum(kill["paying"] for kill in before[-1:])
        for kill in met:
            kept[f"{kill['how']}: {kill['at']}"] = True
        paid[f"run {len(paid)}"] = again <= inflight
        if code == 0 and not [kill for kill in met if kill["how"] != "child"]:
            receipt = Receipt.model_validate_json(out.splitlines()[-1])
            break
        said = errors
        assert code in {-signal.SIGKILL, 0} or any(kill["how"] == "child" for kill in met), errors
    assert receipt, f"{MOST_RUNS} runs did not come to the end: {said}"
    kept["the same film"] = receipt.video == wanted.video
    kept["one video"] = [bytes(video.data) for video in world.youtube.videos] == [world.youtube.videos[0].data]
    kept["nothing else was asked for"] = set(world.requests()) == set(once)
    check("Kill it anywhere; the next run finishes the same video", kept)
    check(PAID, paid, PAID)


def _log(folder: Path) -> list[dict[str, Any]]:
    log = folder / "log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
