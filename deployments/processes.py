"""Child processes that are certainly stopped: all that was started for one home carries its mark, grandchildren too.

A worker's flow runs lead sessions of their own and outlive a killed worker; neither parents nor groups would find them.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import psutil

MARK = "DAILIES_STARTED_FOR"


def start(argv: Sequence[str], *, mark: str, log: Path, env: Mapping[str, str], cwd: Path) -> subprocess.Popen[bytes]:
    """Start `python -m argv...` with the mark; what it prints goes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *argv],
            env={**env, MARK: mark},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in a terminal reaches us alone: we decide who stops, and in which order
        )


def marked(mark: str) -> list[psutil.Process]:
    """Every process of ours that carries the mark, whoever its parent is now."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                found.append(process)
        except psutil.Error:
            continue  # somebody else's, or gone in the meantime
    return found


def stop(processes: Iterable[psutil.Process], patience: float = 20) -> None:
    """Ask, wait, then insist. A flow run that is asked says Crashed to its server, so it can be retried."""
    alive = list(processes)
    for process in alive:
        _quietly(process, "terminate")
    _, alive = psutil.wait_procs(alive, timeout=patience)
    for process in alive:
        _quietly(process, "kill")
    psutil.wait_procs(alive, timeout=5)


def stop_marked(mark: str, *, last: int | None = None) -> None:
    """Stop all that carries the mark; the process `last` (a server that the others report to) when they are gone."""
    stop(process for process in marked(mark) if process.pid != last)
    stop(marked(mark))


def _quietly(process: psutil.Process, action: str) -> None:
    try:
        getattr(process, action)()
    except psutil.NoSuchProcess:
        return
