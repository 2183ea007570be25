"""Runs ffmpeg, and only here: graphs come from ffmpeg-python, have a deadline, and die with this process."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import ffmpeg
import imageio_ffmpeg

from tasks.domain.errors import ToolError
from tasks.machine.settings import settings

GLOBAL = ("-hide_banner", "-nostdin", "-nostats", "-y", "-protocol_whitelist", "file,pipe,crypto,data")
TAIL = 64 * 1024  # bytes of stderr to keep


@cache
def program() -> str:
    """The path of ffmpeg: DAILIES_FFMPEG, or the one in the package imageio-ffmpeg, the same on every machine."""
    return settings().ffmpeg or str(imageio_ffmpeg.get_ffmpeg_exe())


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Have Linux kill the child when the thread that started it ends, so that a killed run leaves no ffmpeg behind.

    That thread waits in `run` as long as the child lives. This runs between fork and exec, where loading a library can
    deadlock: hence the module-level _LIBC.
    """
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def run_graph(stream: Any, *, seconds: float, stdin: bytes | None = None, loglevel: str = "error") -> tuple[bytes, str]:
    """Run an ffmpeg-python graph, like `run`."""
    return run(ffmpeg.get_args(stream), seconds=seconds, stdin=stdin, loglevel=loglevel)


def run(
    arguments: Sequence[str], *, seconds: float, stdin: bytes | None = None, loglevel: str = "error"
) -> tuple[bytes, str]:
    """Run ffmpeg and return (stdout, tail of stderr). `arguments` must be trusted.

    Raises ToolError if it fails or does not finish within `seconds`.
    """
    options = [flag for flag in GLOBAL if not (flag == "-nostdin" and stdin is not None)]
    command = [program(), *options, "-loglevel", loglevel, *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - see there
    ) as child:
        try:
            out, err = child.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            kill(child)
            raise ToolError(
                f"ffmpeg did not finish within {seconds:.0f} s.",
                advice="Check that the machine is not overloaded, then run again.",
            ) from None
        except BaseException:
            kill(child)
            raise
    tail = err[-TAIL:].decode("utf-8", "replace")
    if child.returncode != 0:
        last = next((line for line in reversed(tail.splitlines()) if line.strip()), "no message")
        raise ToolError(f"ffmpeg failed with code {child.returncode}: {last}", advice="See the log for its output.")
    return out, tail


# ffmpeg-python's run_async takes no options for the process, so this launcher sets them in the child: its own session,
# death with its parent, and stdout redirected to stderr.
LAUNCH = """
import ctypes, os, sys
os.setsid()
os.dup2(2, 1)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
    if os.getppid() != int(sys.argv[1]):
        os._exit(1)
try:
    os.execvp(sys.argv[2], sys.argv[2:])
except OSError as error:
    sys.exit(f"{sys.argv[2]}: {error.strerror}")
"""


def start_graph(stream: Any) -> "subprocess.Popen[bytes]":
    """Start an ffmpeg-python graph that reads stdin and writes all messages to stderr. The caller must end it."""
    options = [flag for flag in GLOBAL if flag != "-nostdin"]
    launch = [sys.executable, "-I", "-S", "-c", LAUNCH, str(os.getpid())]
    child: subprocess.Popen[bytes] = ffmpeg.run_async(
        stream, cmd=[*launch, program(), *options, "-loglevel", "error"], pipe_stdin=True, pipe_stderr=True
    )
    return child


@cache
def build() -> str:
    """ffmpeg's version and build configuration."""
    return run(["-version"], seconds=20)[0].decode("utf-8", "replace")


@cache
def encoders() -> frozenset[str]:
    """The names of the encoders compiled into ffmpeg, whether or not they work here."""
    listed = run(["-encoders"], seconds=20)[0].decode("utf-8", "replace").partition("------")[2]
    return frozenset(line.split()[1] for line in listed.splitlines()[1:])


def kill(child: "subprocess.Popen[bytes]") -> None:
    """Kill the process and its whole process group, and wait for it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:  # the process has exited, or has not created its group yet
        child.kill()
    child.wait()
