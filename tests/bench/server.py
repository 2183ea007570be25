"""Measures whether the Prefect server stands still under load, and what it costs while it is idle.

`make bench-server`. Two sides, in turn, each on a server of its own: ours, and one whose SQLite transactions begin as
Prefect begins them. Around each, four workers send heartbeats and look for work, and two busy loops take both cores.
Every half second a run is submitted, once, as the UI submits it. Then a server with the two workers and the deployments
of `make up` is left alone. Exits with 1 if ours refuses a run or logs a lock, if its 95th percentile is over a second,
or if the idle server takes 5 % of a core.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from deployments import workers
from deployments.doors import HOSTS, Doors
from deployments.server import APP
from tasks.stagecraft.environment import SERVER_PASSWORD
from tests.prefect_server import Server, running_server

MAX_P95 = 1.0  # seconds
MAX_IDLE = 0.05  # of a core
SETTLE = 30  # seconds until the scheduler has created the runs of new deployments
WORKERS = 4
BUSY = 2
LOCKED = "database is locked"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200, help="runs submitted to each server (200)")
    parser.add_argument("--idle", type=int, default=120, help="seconds for which a server is left alone (120)")
    options = parser.parse_args()
    sides = {
        "ours": measured(APP, options.submissions),
        "Prefect's own transactions": measured("tests.bench.server:deferred", options.submissions),
    }
    sys.stdout.write(f"{'':28}{'accepted':>10}{'refused':>9}{'locks':>7}{'p50 s':>8}{'p95 s':>8}{'max s':>8}\n")
    for name, found in sides.items():
        row = f"{found['accepted']:>10}{found['refused']:>9}{found['locks']:>7}"
        sys.stdout.write(f"{name:28}{row}{found['p50']:>8.3f}{found['p95']:>8.3f}{found['max']:>8.3f}\n")
    cost = idle(options.idle)
    sys.stdout.write(f"idle, with two workers: {cost:.1%} of a core\n")
    Path("bench").mkdir(exist_ok=True)
    Path("bench/server.json").write_text(json.dumps({**sides, "idle": cost}, indent=2) + "\n")
    ours = sides["ours"]
    stood = ours["refused"] == ours["locks"] == 0 and ours["p95"] <= MAX_P95
    return 0 if stood and cost < MAX_IDLE else 1


def idle(seconds: float) -> float:
    """The share of a core that a server takes while two workers wait for work."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server, ExitStack() as stack:
        host = server.host()
        del host.env[workers.QUERY]  # as an operator's workers ask
        done = host.command("deployments", "deploy")
        if done.returncode:
            raise SystemExit(f"Cannot deploy: {done.stderr}")
        for pool in ("dailies", "encode-cpu"):
            stack.enter_context(host.worker(pool))
        time.sleep(SETTLE)
        before, began = _cpu(server), time.monotonic()
        time.sleep(seconds)
        return (_cpu(server) - before) / (time.monotonic() - began)


def _cpu(server: Server) -> float:
    """CPU seconds of the server and its children so far."""
    process = psutil.Process(server.process.pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def deferred() -> Doors:
    """The server behind our door, without `one_writer`."""
    from prefect.server.api.server import create_app

    return Doors(create_app(), os.environ[HOSTS].split(","), os.environ[SERVER_PASSWORD])


def measured(app: str, submissions: int) -> dict[str, Any]:
    """One server's answers to the submissions: how many it accepted, how many locks it logged, and seconds."""
    logged = {"PREFECT_SERVER_LOG_RETRYABLE_ERRORS": "true"}  # else the server hides the locks that it answers with 503
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder), logged, app) as server:
        done = server.host(DAILIES_ENCODE_HW="1").command("deployments", "deploy", "--channels", folder)
        if done.returncode:
            raise SystemExit(f"Cannot deploy: {done.stderr}")
        with _workers(server), _busy():
            seconds, refused = _submitted(server, submissions)
        log = (server.folder / "server" / "server.log").read_text(errors="replace")
    ordered = sorted(seconds)
    return {
        "accepted": submissions - refused,
        "refused": refused,
        "locks": log.count(LOCKED),
        "p50": statistics.median(ordered),
        "p95": ordered[int(0.95 * (len(ordered) - 1))],
        "max": ordered[-1],
    }


def _submitted(server: Server, submissions: int) -> tuple[list[float], int]:
    """Seconds of each submission, and how many were not accepted at once."""
    deployment = server.call("GET", "/deployments/name/report-kpis/weekly")
    path, body = f"/deployments/{deployment['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}}
    seconds, refused = [], 0
    for number in range(submissions):
        began = time.perf_counter()
        try:
            answer = server.request("POST", path, {**body, "idempotency_key": str(number)})
            refused += not answer.is_success
        except httpx.HTTPError:
            refused += 1
        seconds.append(time.perf_counter() - began)
        time.sleep(max(0.0, 0.5 - seconds[-1]))
    return seconds, refused


@contextmanager
def _workers(server: Server) -> Iterator[None]:
    """Workers that beat and ask for work, and get none: the runs are of another pool's."""
    with ExitStack() as stack:
        for number in range(WORKERS):
            stack.enter_context(server.host().worker(("encode-hw", "encode-cpu")[number % 2]))
        yield


@contextmanager
def _busy() -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


if __name__ == "__main__":
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    sys.exit(main())
