"""CPU, wall and memory of what is measured; standard library alone, for other people's environments run it too."""

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
FORKED_ONLY = 0x40  # PF_FORKNOEXEC of a process's flags
EVERY = 0.05  # seconds between two looks at the memory


class Meter:
    """User and system seconds of this process and its children, and wall seconds, since it was made or last read."""

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
    """Of several runs the middle one."""
    return sorted(runs, key=lambda run: run[by])[(len(runs) - 1) // 2]


def summed(parts: Sequence[Figures]) -> Figures:
    """What several parts, all with the same figures, come to."""
    return {figure: sum(part[figure] for part in parts) for figure in parts[0]}


def tell(figures: Figures) -> None:
    """How a measured process answers: one line of JSON, its last."""
    sys.stdout.write("\n" + json.dumps(figures) + "\n")


def measured(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> Figures:
    """Run a measured process; its figures, and the most memory that it and its children held at once (MB)."""
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
    found: Figures = json.loads(out.splitlines()[-1])
    return found | {"peak_mb": peak[0]}


def _watch(pid: int, peak: list[float], over: threading.Event) -> None:
    while not over.wait(EVERY):
        peak[0] = max(peak[0], sum(_resident(each) for each in _family(pid)))


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    family = [pid]
    for parent in family:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                family += map(int, (task / "children").read_text().split())
    return family


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError, StopIteration):
        # A child on its way from fork to exec shows all of its parent's memory as its own once more.
        if int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[6]) & FORKED_ONLY:
            return 0.0
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
    return 0.0
