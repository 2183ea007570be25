"""Measures what a short costs when one worker host makes many: `make bench-scale`, for 1, 4, 16 and 50 of them.

A server and a host with one worker, new for each number, make light shorts (15 s, square, drawn, without vendors) two
at a time, as one worker of `make up` does with a limit of two. No two share a picture, a voice or a segment. A first
short, which is not counted, compiles and warms what a host does once. Exits with 1 if a short of many costs over 5 %
more CPU than one short alone, or if one takes more than 1 GB of memory.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psutil
import yaml

from tests.bench.meter import SAMPLE_SECONDS, Figures, family, resident
from tests.prefect_server import Host, Server, WorkerProcess, eventually, running_server

COUNTS = "1,4,16,50"
AT_ONCE = 2
MOST_MORE = 1.05  # CPU of one of many, of one alone
MOST_MB = 1024.0
CHANNEL = {"name": "light", "length_seconds": 15, "shape": "square", "pictures": "drawn", "voice": "hibari"}
FIRST_DAY = date(2026, 1, 1)
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
WITHIN = 7200.0  # seconds for all shorts of a number


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shorts", default=COUNTS, help=f"how many, with commas ({COUNTS})")
    counts = [int(count) for count in parser.parse_args().shorts.split(",")]
    rows = {}
    heads = ("shorts", "wall s", "CPU s each", "server's each", "peak MB each")
    sys.stdout.write("".join(f"{head:>15}" for head in heads) + "\n")
    for count in counts:
        row = rows[count] = made(count)
        cells = (row["wall_s"], row["cpu_s"], row["server_cpu_s"], row["peak_mb"])
        sys.stdout.write(f"{count:>15}" + "".join(f"{cell:>15.1f}" for cell in cells) + "\n")
        sys.stdout.flush()
    alone = rows[counts[0]]["cpu_s"]
    more = max(row["cpu_s"] / alone for row in rows.values())
    peak = max(row["peak_mb"] for row in rows.values())
    sys.stdout.write(f"\nmost CPU of the first row's: {more:.3f} (promise: at most {MOST_MORE})\n")
    sys.stdout.write(f"most memory of one short: {peak:.0f} MB (promise: at most {MOST_MB:.0f})\n")
    Path("bench").mkdir(exist_ok=True)
    Path("bench/scale.json").write_text(json.dumps({"rows": rows, "more": more, "peak_mb": peak}, indent=2) + "\n")
    return 0 if more <= MOST_MORE and peak <= MOST_MB else 1


def made(count: int) -> Figures:
    """Make so many shorts on a new host, and say what one of them cost."""
    with tempfile.TemporaryDirectory() as name, running_server(Path(name)) as server:
        host = _host(server, Path(name))
        with host.worker("dailies", limit=AT_ONCE) as worker:
            _wait(server, [_start(server, Path(name), 0)])
            before, began = (_cpu(worker.process.pid), _cpu(server.process.pid)), time.monotonic()
            with _peak(worker) as peaks:
                _wait(server, [_start(server, Path(name), number) for number in range(1, count + 1)])
            wall = time.monotonic() - began
            after = _cpu(worker.process.pid), _cpu(server.process.pid)
    own, servers = ((last - first) / count for first, last in zip(before, after, strict=True))
    return {"wall_s": wall, "cpu_s": own, "server_cpu_s": servers, "peak_mb": max(peaks)}


def _host(server: Server, folder: Path) -> Host:
    """A host on which the channel is deployed."""
    channels = folder / "channels"
    channels.mkdir()
    (channels / "light.yaml").write_text(yaml.safe_dump(CHANNEL))
    host = server.host(DAILIES_ENCODE_WORKERS="1")
    done = host.command("deployments", "deploy", "--channels", str(channels))
    if done.returncode:
        raise SystemExit(f"Cannot deploy: {done.stderr}")
    return host


def _start(server: Server, folder: Path, number: int) -> str:
    """Start a short that shares nothing with the others: day and seed are its own."""
    request = {
        "channel": str(folder / "channels" / "light.yaml"),
        "topic": "octopus",
        "day": str(FIRST_DAY + timedelta(days=number)),
        "seed": number + 1,
        "out": str(folder / "out"),
    }
    return server.start("daily-short/light", {"request": request}, work_queue_name="today")


def _wait(server: Server, runs: list[str]) -> None:
    """Wait until all have ended, which costs the server one request each second. Exits if one did not publish."""

    def states() -> list[str]:
        query = {"flow_runs": {"id": {"any_": runs}}}
        return [str(run["state_type"]) for run in server.call("POST", "/flow_runs/filter", query)]

    ended = eventually(lambda: found if set(found := states()) <= FINAL else [], within=WITHIN, every=1.0)
    if set(ended) != {"COMPLETED"}:
        failed = next(run for run in runs if server.flow_run(run)["state_type"] != "COMPLETED")
        raise SystemExit(f"A short was not made:\n{server.log(failed)[-2000:]}")


def _cpu(pid: int) -> float:
    """CPU seconds of a process and all its descendants, those included that have ended."""
    members = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(sum(each.cpu_times()[:4]) for each in members)


@contextmanager
def _peak(worker: WorkerProcess) -> Iterator[list[float]]:
    """Sample the memory of each run under the worker, a process with its descendants; appends their peaks in MB."""
    peaks, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLE_SECONDS):
            runs = psutil.Process(worker.process.pid).children()
            peaks.extend(sum(resident(member) for member in family(run.pid)) for run in runs)
            peaks[:] = [max(peaks)]

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
