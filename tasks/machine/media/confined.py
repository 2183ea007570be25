"""Runs the child processes that read strangers' files, and takes memory and time from them.

A decoder that a file breaks then costs that file, not the run. A child gets nothing of this process's environment but
what a program needs to start: it has no use for keys. It dies with this process.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from tasks.machine.interpreter import CHECKOUT

KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "TMPDIR", "SYSTEMROOT")
# Linux kills a child when the thread that started it ends. This one ends with the process; stages' threads do not.
STARTER = ThreadPoolExecutor(1, thread_name_prefix="confined")


def start(module: str, stderr: int | IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start `python -m module` with a pipe to its input and one from its output. Raises OSError."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return STARTER.submit(
        subprocess.Popen[bytes],
        [sys.executable, "-m", module, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**kept, "PYTHONPATH": str(CHECKOUT), "PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1"},
    ).result()


def pipes(child: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    """The ends of the pipes to a child's input and from its output."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("the child was not started with pipes")
    return child.stdin, child.stdout


def confine(memory: int, cpu_seconds: int | None = None) -> None:
    """Give up memory (bytes of address space) and time for good, and die with the parent. The child calls it first."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != int(sys.argv[1]):
            os._exit(1)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    if cpu_seconds is not None:
        _limit(resource.RLIMIT_CPU, cpu_seconds)


def last_words(stderr: bytes, code: int) -> str:
    """What a child that ended with this code said last, or else the signal that ended it."""
    said = stderr.decode("utf-8", "replace").strip().splitlines()
    if code < 0:
        return signal.Signals(-code).name
    return said[-1][:120] if said else f"its reader ended with {code}"


def _limit(what: int, most: int) -> None:
    """Lower a limit of this process, if it is not lower already. A system may refuse, as macOS does for memory."""
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"no limit {what}: {error}\n")
