"""Running ffmpeg: errors with its message, deadlines, and no ffmpeg that outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import ffmpeg
import pytest

from tasks.domain.errors import ToolError
from tasks.machine.home import CHECKOUT
from tasks.machine.tools.ffmpeg import encoders, kill, program, run, start_graph

SOURCE = ["-re", "-f", "lavfi", "-i", "testsrc=size=64x64:rate=5"]
FOREVER = [*SOURCE, "-f", "null", "-"]


def test_an_error_shows_ffmpegs_message() -> None:
    with pytest.raises(ToolError, match="No such file"):
        run(["-i", "/nowhere/at/all.mp4", "-f", "null", "-"], seconds=20)


def test_a_deadline_holds_in_a_thread() -> None:
    errors: list[BaseException] = []

    def work() -> None:
        try:
            run(FOREVER, seconds=0.5)
        except ToolError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert "did not finish" in str(errors[0])


def test_an_ffmpeg_that_has_just_started_is_killed() -> None:
    """At this point it may not lead its own process group yet."""
    child = start_graph(ffmpeg.input("testsrc=size=64x64:rate=5:duration=3", f="lavfi", re=None).output("-", f="null"))
    kill(child)
    assert child.returncode == -signal.SIGKILL


def test_encoders_are_listed_by_name() -> None:
    assert {"libx264", "aac", "png"} <= encoders()
    assert not any(name.startswith("=") for name in encoders())


def test_stdin_is_passed_on() -> None:
    out, _ = run(
        ["-f", "s16le", "-ar", "8000", "-ch_layout", "mono", "-i", "pipe:0", "-f", "s16le", "pipe:1"],
        seconds=20,
        stdin=b"\1\2" * 80,
    )
    assert out == b"\1\2" * 80


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child when its parent dies")
@pytest.mark.parametrize("threaded", [False, True])
def test_killing_the_parent_kills_ffmpeg(threaded: bool, tmp_path: Path) -> None:
    mark = tmp_path / "unlikely-name"
    command = [*SOURCE, "-metadata", f"comment={mark}", "-f", "null", "-"]
    body = f"from tasks.machine.tools.ffmpeg import run; run({command!r}, seconds=600)"
    if threaded:
        body = f"import threading; t = threading.Thread(target=lambda: exec({body!r})); t.start(); t.join()"
    parent = subprocess.Popen(
        [sys.executable, "-c", body], cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}
    )
    until(lambda: _running(str(mark)))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: not _running(str(mark)))


def _running(mark: str) -> bool:
    """Whether an ffmpeg with `mark` in its command line is running (Linux only)."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = line.read_bytes()
        except OSError:
            continue
        if mark.encode() in command and command.startswith(program().encode()):
            return True
    return False


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until the condition is true; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"the condition did not become true within {seconds} s")
        threading.Event().wait(0.05)
