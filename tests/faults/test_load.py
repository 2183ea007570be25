"""Shorts that are all queued at once are all made, each once, by four workers whose memory stays what it was."""

import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml
from sqlalchemy import create_engine, text

from tests.bench.meter import family, resident
from tests.faults.promises import check
from tests.faults.test_any_machine import CHANNEL, DAY
from tests.flows.test_scale import SCRIPT
from tests.prefect_server import Host, Server, WorkerProcess, eventually

pytestmark = [pytest.mark.server, pytest.mark.media]
WORKERS = 4
WITHIN = 7200.0  # seconds
MOST_MB = 1024.0  # of one short
GROWTH = 1.15  # of the last shorts' memory, of the first ones'; a worker's own may grow by as much
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@contextmanager
def memory(workers: Sequence[WorkerProcess]) -> Iterator[tuple[dict[int, float], list[float]]]:
    """Sample the memory in MB: the peak of each run by its process, in the order of their starts; of all workers."""
    peaks: dict[int, float] = {}
    own: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            tops = [worker.process.pid for worker in workers]
            own.append(sum(resident(top) for top in tops))
            for run in (child for top in tops for child in psutil.Process(top).children()):
                now = sum(resident(member) for member in family(run.pid))
                peaks[run.pid] = max(now, peaks.get(run.pid, 0.0))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks, own
    finally:
        over.set()
        thread.join()


def hosts_of_one_home(server: Server, home: Path) -> list[Host]:
    """Workers of one machine need names of their own; they share its home."""
    shared = {"DAILIES_HOME": str(home), "PREFECT_LOCAL_STORAGE_PATH": str(home / "results")}
    return [server.host(DAILIES_ENCODE_WORKERS="1", **shared) for _ in range(WORKERS)]


@pytest.mark.parametrize(
    "shorts", [pytest.param(6, marks=pytest.mark.integration), pytest.param(50, marks=pytest.mark.slow)]
)
def test_all_that_is_queued_is_made(shorts: int, server: Server, tmp_path: Path) -> None:
    server.forget_workers()
    home, out, channels = tmp_path / "home", tmp_path / "out", tmp_path / "channels"
    for folder in (home, channels):
        folder.mkdir()
    # A channel makes one short at a time.
    names = [f"load{shorts}n{number:02}" for number in range(shorts)]
    for name in names:
        (channels / f"{name}.yaml").write_text(yaml.safe_dump({**CHANNEL, "name": name}))
    (tmp_path / "script.yaml").write_text(yaml.safe_dump(SCRIPT))
    hosts = hosts_of_one_home(server, home)
    done = hosts[0].command("deployments", "deploy", "--channels", str(channels))
    assert done.returncode == 0, done.stderr
    request = {"script": str(tmp_path / "script.yaml"), "out": str(out), "day": DAY}
    queued = [
        server.start(
            f"daily-short/{name}",
            {"request": {**request, "channel": str(channels / f"{name}.yaml"), "seed": number + 1}},
            work_queue_name="today",
        )
        for number, name in enumerate(names)
    ]
    query = {"flow_runs": {"id": {"any_": queued}}}

    def all_ended() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = server.call("POST", "/flow_runs/filter", query)
        return found if {run["state_type"] for run in found} <= FINAL else []

    with ExitStack() as stack:
        workers = [stack.enter_context(host.worker("dailies", online=False)) for host in hosts]
        with memory(workers) as (peaks, own):
            runs = eventually(all_ended, within=WITHIN, every=2)
    with create_engine(f"sqlite:///{home / 'ledger.db'}").connect() as ledger:
        states = [state for (state,) in ledger.execute(text("SELECT state FROM publications"))]
        outcomes = [outcome for (outcome,) in ledger.execute(text("SELECT outcome FROM runs"))]
    kept = {f"run {run['name']}": (run["state_name"], run["run_count"]) == ("Completed", 1) for run in runs}
    kept["all are published"] = states == ["published"] * shorts
    kept["all are recorded"] = outcomes == ["published"] * shorts
    kept["each has its film"] = len(list(out.glob("*/*/short.mp4"))) == shorts
    kept["all workers worked"] = len({run["labels"]["prefect.worker.name"] for run in runs}) == WORKERS
    most = max(peaks.values())
    kept[f"a short takes {most:.0f} MB at most"] = 50 < most < MOST_MB
    if shorts >= 4 * WORKERS:
        made = [peak for peak in peaks.values() if peak > 50]
        first, last = (statistics.median(part) for part in (made[: shorts // 4], made[-(shorts // 4) :]))
        kept[f"memory of the first {first:.0f} MB, of the last {last:.0f} MB"] = last < first * GROWTH
        early, late = (statistics.median(part) for part in (own[len(own) // 4 : len(own) // 2], own[-len(own) // 4 :]))
        kept[f"workers' memory {early:.0f} MB, then {late:.0f} MB"] = late < early * GROWTH
    check("Load", kept)
