"""Starts child processes so that all of them can be stopped: a mark in their environment, which grandchildren inherit.

A worker's flow runs have sessions of their own and outlive a killed worker, so neither parent ids nor process groups
would find them.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

MARK = "DAILIES_STARTED_FOR"


def start(argv: Sequence[str], *, mark: str, log: Path, env: Mapping[str, str], cwd: Path) -> subprocess.Popen[bytes]:
    """Start `python -m argv...` with the mark in its environment, and append its output to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *argv],
            env={**env, MARK: mark},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only this process, which stops its children in the right order
        )


def marked(mark: str) -> list[psutil.Process]:
    """Every other process that carries the mark, whatever its parent is now."""
    matches = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                matches.append(process)
        except psutil.Error:
            continue  # another user's process, or it has just ended
    return matches


def stop(processes: Iterable[psutil.Process], timeout: float = 20) -> None:
    """Send SIGTERM, and SIGKILL to what is alive `timeout` seconds later.

    A flow run that receives SIGTERM reports Crashed to its server, so that it can be retried.
    """
    alive = list(processes)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(alive, timeout=timeout)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def stop_marked(mark: str, *, last: int | None = None) -> None:
    """Stop every process that carries the mark; the one with the pid `last`, to which the others report, at the end."""
    stop(process for process in marked(mark) if process.pid != last)
    stop(marked(mark))
