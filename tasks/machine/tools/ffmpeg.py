"""The one door to ffmpeg: graphs are built with ffmpeg-python, run here under a deadline, and never outlive us."""

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
TAIL = 64 * 1024


@cache
def program() -> str:
    """DAILIES_FFMPEG, or the ffmpeg that comes inside the imageio-ffmpeg package: the same one on every machine."""
    return settings().ffmpeg or str(imageio_ffmpeg.get_ffmpeg_exe())


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """A killed run must leave no ffmpeg behind: Linux kills the child when the thread that started it ends.

    That thread waits in `run` for as long as the child lives. Between fork and exec nothing may be loaded or locked,
    hence the library opened beforehand.
    """
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def run_graph(stream: Any, *, seconds: float, stdin: bytes | None = None, loglevel: str = "error") -> tuple[bytes, str]:
    """Run an ffmpeg-python graph; returns (stdout, stderr's tail). `seconds` is the deadline."""
    return run(ffmpeg.get_args(stream), seconds=seconds, stdin=stdin, loglevel=loglevel)


def run(
    arguments: Sequence[str], *, seconds: float, stdin: bytes | None = None, loglevel: str = "error"
) -> tuple[bytes, str]:
    """Run ffmpeg with arguments of our own making. Raises ToolError on failure or when the deadline passes."""
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
                f"ffmpeg did not finish within {seconds:.0f} s.", advice="Is the machine overloaded? Run it again."
            ) from None
        except BaseException:
            kill(child)
            raise
    tail = err[-TAIL:].decode("utf-8", "replace")
    if child.returncode != 0:
        last = next((line for line in reversed(tail.splitlines()) if line.strip()), "no message")
        raise ToolError(f"ffmpeg failed with code {child.returncode}: {last}", advice="The log has all it said.")
    return out, tail


# What `subprocess` would do for `run`, done by the child itself: ffmpeg-python's run_async starts processes plainly.
# A session of its own, death with its parent, and only one stream to listen to.
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
    """Start an ffmpeg-python graph that reads stdin; all it says is on stderr. The caller feeds it, and ends it."""
    options = [flag for flag in GLOBAL if flag != "-nostdin"]
    launch = [sys.executable, "-I", "-S", "-c", LAUNCH, str(os.getpid())]
    child: subprocess.Popen[bytes] = ffmpeg.run_async(
        stream, cmd=[*launch, program(), *options, "-loglevel", "error"], pipe_stdin=True, pipe_stderr=True
    )
    return child


@cache
def build() -> str:
    """Which ffmpeg this is, in its own words: version and configuration."""
    return run(["-version"], seconds=20)[0].decode("utf-8", "replace")


@cache
def encoders() -> frozenset[str]:
    """The names of the encoders that were built into it, whether or not they work here."""
    listed = run(["-encoders"], seconds=20)[0].decode("utf-8", "replace").partition("------")[2]
    return frozenset(line.split()[1] for line in listed.splitlines()[1:])


def kill(child: "subprocess.Popen[bytes]") -> None:
    """End it and whatever it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:  # it has ended, or has only just begun and leads no group yet
        child.kill()
    child.wait()
