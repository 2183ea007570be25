"""A run of the whole pipeline that is killed at the first boundary at which no run before it was.

Run `python -m tests.faults.doomed WANTED LOG EVERY` in a home of its own. A boundary is where a process may die with
something half done: a file opened for writing or renamed, a process started, the ledger about to commit or having
committed, a request to a vendor about to be sent or answered. It is named by its kind, the function and the stage, and
one in EVERY of them counts. LOG has a line of JSON for each that was met; with what was killed, and how many threads
were with a vendor then.
"""

import json
import os
import signal
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import psutil
from sqlalchemy import Engine, event

from tasks.machine.home import CHECKOUT
from tasks.stagecraft import environment

WRITES = os.O_WRONLY | os.O_RDWR
HOW = ("main", "group", "child")


class Doom:
    """Waits at boundaries. `folders` are those whose files count."""

    def __init__(self, log: Path, every: int, folders: tuple[str, ...]) -> None:
        known = log.read_text().splitlines() if log.exists() else []
        self.met = {json.loads(line)["at"] for line in known}
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.every, self.folders, self.lock = every, folders, threading.Lock()
        self.here = threading.local()

    def audit(self, what: str, arguments: tuple[Any, ...]) -> None:
        """Python's audit hook: sees every open, rename and start of a process."""
        if what == "open":
            path, _, flags = arguments
            if isinstance(path, str) and flags and flags & WRITES and path.startswith(self.folders):
                self.boundary("write")
        elif what == "os.rename":
            self.boundary("rename")
        elif what == "subprocess.Popen":
            self.boundary("spawn")

    def boundary(self, kind: str) -> None:
        """Die here, unless no code of ours is at work, or a run before this one has died here."""
        if getattr(self.here, "busy", False):
            return
        self.here.busy = True
        try:
            files = list(_ours(sys._getframe(2)))
            if files:
                stages = [file.partition(":")[0] for file in files if file.count("/") == 1]
                self._meet(f"{kind} in {files[0]} of {stages[-1] if stages else 'the run'}")
        finally:
            self.here.busy = False

    def _meet(self, at: str) -> None:
        with self.lock:
            if at in self.met or zlib.crc32(at.encode()) % self.every:
                return
            self.met.add(at)
            children = psutil.Process().children(recursive=True)
            how = HOW[zlib.crc32(at.encode()) // self.every % len(HOW)]
            how = how if how != "child" or children else "main"
            paying = sum(_with_a_vendor(frame) for frame in sys._current_frames().values())
            os.write(self.log, json.dumps({"at": at, "how": how, "paying": paying}).encode() + b"\n")
            if how == "child":
                children[0].kill()
            elif how == "group":
                os.killpg(0, signal.SIGKILL)
            else:
                os.kill(os.getpid(), signal.SIGKILL)


def _ours(frame: FrameType | None) -> Iterator[str]:
    """`file:function` of our own code that runs, the innermost first."""
    while frame:
        path = frame.f_code.co_filename
        if path.startswith((f"{CHECKOUT}/tasks/", f"{CHECKOUT}/flows/")):
            yield f"{path.removeprefix(f'{CHECKOUT}/')}:{frame.f_code.co_name}"
        frame = frame.f_back


def _with_a_vendor(frame: FrameType) -> bool:
    return any(name.startswith("tasks/providers/") for name in _ours(frame))


def main() -> None:
    """Make the short that is wanted, and print its receipt."""
    wanted, log, every = sys.argv[1:4]
    environment.prepare()
    fields = json.loads(wanted)
    doom = Doom(Path(log), int(every), (os.environ["DAILIES_HOME"], fields["out"]))
    send, server = httpx.Client.send, os.environ["PREFECT_API_URL"]

    def sent(client: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        if str(request.url).startswith(server):
            return send(client, request, **options)
        doom.boundary(f"{request.method} about to be sent")
        answer = send(client, request, **options)
        doom.boundary(f"{request.method} answered {answer.status_code}")
        return answer

    from flows.daily_short import daily_short
    from tasks.domain.request import ShortRequest

    httpx.Client.send = sent  # type: ignore[assignment, method-assign]
    event.listen(Engine, "commit", lambda _: doom.boundary("commit"))
    sys.addaudithook(doom.audit)
    receipt = daily_short(ShortRequest.model_validate(fields))
    sys.stdout.write(f"\n{receipt.model_dump_json()}\n")


if __name__ == "__main__":
    main()
