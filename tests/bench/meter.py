"""Measures CPU, wall time and memory. Standard library only, because other projects' environments import it too."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

Figures = dict[str, float]
FORKED_ONLY = 0x40  # PF_FORKNOEXEC in the flags of /proc/PID/stat
SAMPLE_SECONDS = 0.05  # seconds between samples of the memory


class Meter:
    """CPU seconds of this process and its finished children, and wall seconds, since creation or the last read."""

    def __init__(self) -> None:
        self.last = self._now()

    def read(self) -> Figures:
        before, self.last = self.last, self._now()
        user, system, wall = (b - a for a, b in zip(before, self.last, strict=True))
        return {"user_s": user, "cpu_s": user + system, "wall_s": wall}

    @staticmethod
    def _now() -> tuple[float, float, float]:
        uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(use.ru_utime for use in uses), sum(use.ru_stime for use in uses), time.perf_counter()


def median(runs: Sequence[Figures], by: str) -> Figures:
    """The median run by one figure."""
    return sorted(runs, key=lambda run: run[by])[(len(runs) - 1) // 2]


def summed(parts: Sequence[Figures]) -> Figures:
    """Sums of each figure over all parts."""
    return {figure: sum(part[figure] for part in parts) for figure in parts[0]}


def print_figures(figures: Figures) -> None:
    """Print the figures as the last line of a measured process, where `run_measured` reads them."""
    sys.stdout.write("\n" + json.dumps(figures) + "\n")


def run_measured(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> Figures:
    """Run a process and return the figures that it prints, plus `peak_mb`, its peak memory with all descendants.

    Raises RuntimeError if the process fails.
    """
    environment = {**os.environ, **(env or {})}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as child:
        peak, over = [0.0], threading.Event()
        watch = threading.Thread(target=_watch, args=(child.pid, peak, over))
        watch.start()
        out, err = child.communicate()
        over.set()
        watch.join()
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{err[-3000:]}")
    figures: Figures = json.loads(out.splitlines()[-1])
    return figures | {"peak_mb": peak[0]}


def _watch(pid: int, peak: list[float], over: threading.Event) -> None:
    while not over.wait(SAMPLE_SECONDS):
        peak[0] = max(peak[0], sum(resident(member) for member in family(pid)))


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    family = [pid]
    for member in family:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{member}/task").iterdir():
                family += map(int, (task / "children").read_text().split())
    return family


def resident(pid: int) -> float:
    """Resident memory of one process in MB; 0 if it has ended."""
    with contextlib.suppress(OSError, StopIteration):
        # Between fork and exec a child reports its parent's memory as its own, which would count it twice.
        if int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[6]) & FORKED_ONLY:
            return 0.0
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
    return 0.0
