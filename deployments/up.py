"""All of it on this host in one process that can be watched and stopped: server, deployments, workers."""

import fcntl
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

from deployments import processes, server, workers
from deployments.terminal import say
from tasks.domain.errors import SetupError
from tasks.machine.home import home
from tasks.machine.storage.assets import write_whole

RESTART_SECONDS = 5  # a worker that dies is started again, but not in a tight loop
STOP_SECONDS = 90
WORKERS_SECONDS = 60  # until they have said hello to the server; then it is reported without them


@dataclass(frozen=True)
class Record:
    pid: int
    api: str
    page: str


@dataclass
class Up:
    """What was started, and the word to stop."""

    api: str
    mark: str
    server: subprocess.Popen[bytes] | None = None
    running: dict[workers.Worker, subprocess.Popen[bytes]] = field(default_factory=dict)
    asked_to_stop: threading.Event = field(default_factory=threading.Event)

    def start_worker(self, worker: workers.Worker) -> None:
        self.running[worker] = workers.start(worker, self.api, home() / "logs", mark=self.mark)

    def watch(self) -> None:
        """Until asked to stop. Without its server there is nothing to watch; a worker is started again."""
        while not self.asked_to_stop.wait(RESTART_SECONDS):
            if self.server and self.server.poll() is not None:
                raise SetupError("The Prefect server ended by itself.", advice=f"See {server_folder() / 'server.log'}.")
            for worker, process in tuple(self.running.items()):
                if process.poll() is not None:
                    say(f"worker {worker.name} ended ({process.returncode}): started again")
                    self.start_worker(worker)


def up(address: str, port: int, channels: Path, encode_workers: int) -> int:
    """Runs until Ctrl-C or SIGTERM. Where it already runs, says so and changes nothing."""
    with _alone() as alone:
        if not alone:
            say(f"already up: {record().page}")
            return 0
        mark = str(home())
        processes.stop_marked(mark)  # what an `up` that was killed has left
        free = server.free_port(address)  # asked always: it is what finds a wrong address
        port = port or free
        run = Up(api=os.environ.get("PREFECT_API_URL") or server.address(address, port), mark=mark)
        about = Record(os.getpid(), run.api, server.page(run.api))
        write_whole(_record_file(), json.dumps(asdict(about)).encode())
        for number in (signal.SIGINT, signal.SIGTERM):
            # Also for the children: a shell's background job ignores SIGINT, and so would all that it starts.
            signal.signal(number, _asks(run))
        try:
            _bring_up(run, address, port, channels, encode_workers)
            run.watch()
        finally:
            say("stopping")
            processes.stop_marked(mark, last=run.server.pid if run.server else None)
            _record_file().unlink(missing_ok=True)
    return 0


def _bring_up(run: Up, address: str, port: int, channels: Path, encode_workers: int) -> None:
    if not os.environ.get("PREFECT_API_URL"):
        run.server = server.start(address, port, server_folder(), mark=run.mark)
        os.environ["PREFECT_API_URL"] = run.api
    server.wait_until_ready(run.api, run.server, run.asked_to_stop)
    if run.asked_to_stop.is_set():
        return
    # Prefect reads its settings when it is first imported: only now is it time.
    from deployments.deploy import deploy  # noqa: PLC0415
    from deployments.status import all_online, report, wait_for_scheduler  # noqa: PLC0415

    deployed = deploy(channels)
    for line in (*deployed.done, *deployed.problems):
        say(line)
    for worker in workers.served(encode_workers):
        run.start_worker(worker)
    deadline = time.monotonic() + WORKERS_SECONDS
    while not all_online(run.running) and time.monotonic() < deadline and not run.asked_to_stop.wait(0.5):
        pass
    wait_for_scheduler(run.asked_to_stop)
    report()
    say("up: Ctrl-C or `python -m deployments down` stops what was started here")


def down() -> int:
    """Stop what `up` started on this host; also what is left of one that was killed."""
    with _alone() as alone:
        if alone:
            left = processes.marked(str(home()))
            processes.stop_marked(str(home()))
            _record_file().unlink(missing_ok=True)
            say(f"stopped {len(left)} processes that were left" if left else "nothing is up")
            return 0
    os.kill(record().pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with _alone() as alone:
            if alone:
                say("down")
                return 0
        time.sleep(0.2)
    raise SetupError("What is up does not stop.", advice=f"Its process is {record().pid}.")


def is_up() -> bool:
    with _alone() as alone:
        return not alone


def record() -> Record:
    """What the `up` that runs here has written down of itself."""
    return Record(**json.loads(_record_file().read_text()))


def server_folder() -> Path:
    return home() / "server"


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the only one that is up here; it stays so inside."""
    with (home() / "up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _record_file() -> Path:
    return home() / "up.json"


def _asks(run: Up) -> Callable[[int, FrameType | None], None]:
    def ask(_: int, __: FrameType | None) -> None:
        run.asked_to_stop.set()

    return ask
