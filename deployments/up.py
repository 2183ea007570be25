"""The commands `up` and `down`: one process starts and supervises server, deployments and workers on this host."""

import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deployments import access, logs, processes, server, workers
from deployments.addresses import addresses
from deployments.channel_watch import Watched
from deployments.terminal import say
from tasks.domain.errors import DailiesError, Damaged, SetupError
from tasks.machine.env_file import waits_for_restart
from tasks.machine.home import home
from tasks.machine.settings import settings
from tasks.machine.storage.helper_files import keep
from tasks.stagecraft.environment import CLIENT_PASSWORD, SERVER_PASSWORD, UP_RECORD, UpRecord, up_record

CHECK_SECONDS = 5  # between two checks of the children, which also limits how often a failing worker is restarted
STOP_SECONDS = 90
WORKERS_SECONDS = 60  # to wait for workers to come online before the status is printed


@dataclass
class Up:
    """The processes that `up` started, and the event that stops it. `server` is None if another one is used."""

    api: str
    mark: str
    server: subprocess.Popen[bytes] | None = None
    running: dict[workers.Worker, subprocess.Popen[bytes]] = field(default_factory=dict)
    watched: Watched | None = None  # the channel files, once they are deployed
    stop: threading.Event = field(default_factory=threading.Event)

    def start_worker(self, worker: workers.Worker) -> None:
        """Start a worker, or start it again."""
        self.running[worker] = workers.start(worker, self.api, home() / "logs", mark=self.mark)

    def _rotate_logs(self) -> None:
        files = [server_folder() / server.LOG, *(home() / "logs" / f"{worker.name}.log" for worker in self.running)]
        try:
            logs.rotate(files)
        except OSError as error:
            say(f"cannot keep the old part of a log: {error.strerror}")

    def supervise(self) -> None:
        """Restart workers that end, deploy changed channels, rotate logs, and keep watch, until `stop` is set.

        Raises SetupError if the server ends.
        """
        # Prefect reads its settings when it is first imported, so this must come after PREFECT_API_URL is set.
        from deployments.watch import Watch, watch  # noqa: PLC0415

        # On a thread, because a look asks vendors, which may take minutes: meanwhile workers must be started again.
        # It ends with this process, wherever it is.
        watching = Watch(self.server is not None, self.watched.folder if self.watched else None)
        threading.Thread(target=watch, args=(self.stop, watching), name="watch", daemon=True).start()
        told: tuple[str, ...] = ()
        while not self.stop.wait(CHECK_SECONDS):
            self._rotate_logs()
            if (changed := waits_for_restart()) != told:
                told = changed
                if changed:
                    say(f"changed in .env: {', '.join(changed)}. Restart `up` to use the new values")
            if self.watched and self.watched.has_changed():
                say(f"the channel files in {self.watched.folder} have changed")
                _deploy(self)
            if self.server and self.server.poll() is not None:
                raise SetupError(
                    "The Prefect server ended unexpectedly.", advice=f"See {server_folder() / server.LOG}."
                )
            for worker, process in tuple(self.running.items()):
                if process.poll() is not None:
                    say(f"worker {worker.name} ended (exit code {process.returncode}): started again")
                    self.start_worker(worker)


def up(address: str, port: int, channels: Path, encode_workers: int) -> int:
    """Run until SIGINT or SIGTERM. If `up` already runs on this host, say so and return.

    Raises SetupError if it runs on another port or address than these, unless they are the defaults.
    """
    with lock() as acquired:
        if not acquired:
            _already_up(address, port)
            return 0
        _record_file().unlink(missing_ok=True)  # of an `up` that was killed: its process id may be another's by now
        addresses(settings())  # raises now if one cannot be used
        mark = str(home())
        processes.stop_marked(mark)  # left over from an `up` that was killed
        free = server.free_port(address)  # also when `port` is given, because it checks the address
        port = port or free
        run = Up(api=os.environ.get("PREFECT_API_URL") or server.address(address, port), mark=mark)
        own = UpRecord(pid=os.getpid(), api=run.api, page=server.page(run.api))
        keep(_record_file(), own.model_dump_json().encode())
        for number in (signal.SIGINT, signal.SIGTERM):
            # A shell's background job ignores SIGINT, and its children inherit that unless a handler replaces it.
            signal.signal(number, lambda *_: run.stop.set())
        try:
            _bring_up(run, address, port, channels, encode_workers)
            run.supervise()
        finally:
            say("stopping")
            processes.stop_marked(mark, last=run.server.pid if run.server else None)
            _record_file().unlink(missing_ok=True)
    return 0


def _already_up(address: str, port: int) -> None:
    say(f"already up: {record().page}")
    asked = server.address(address, port)
    if (address, port) != (server.HOST, server.PORT) and port and asked != record().api:
        raise SetupError(
            f"It does not listen at {server.page(asked)}.", advice="To move it, run `python -m deployments down` first."
        )


def _deploy(run: Up) -> None:
    """Deploy the channels again. Whatever goes wrong is said, and no reason to stop what runs."""
    # Prefect reads its settings when it is first imported, so this must come after PREFECT_API_URL is set.
    from deployments.deploy import deploy  # noqa: PLC0415

    own, served = run.server is not None, [worker.pool for worker in run.running]
    try:
        if run.watched:
            for problem in deploy(run.watched.folder, served, own_server=own, pauses=own).problems:
                say(problem)
    except (DailiesError, httpx.HTTPError) as error:
        say(f"cannot deploy them: {error}. Run `python -m deployments deploy` once that is mended.")


def _bring_up(run: Up, address: str, port: int, channels: Path, encode_workers: int) -> None:
    """Start the server unless PREFECT_API_URL names one, deploy, start the workers, and print the status."""
    own = not os.environ.get("PREFECT_API_URL")
    if own:
        use_server(run.api)
    # Prefect reads its settings when it is first imported, so this must come after PREFECT_API_URL is set.
    from deployments import host  # noqa: PLC0415
    from tasks.stagecraft import connection  # noqa: PLC0415

    host.check_settings()
    if own:
        run.server = server.start(address, port, server_folder(), mark=run.mark)
        say(f"starting a Prefect server at {server.page(run.api)}; the first start takes longest")
        server.wait_until_ready(run.api, run.server, run.stop)
    else:
        connection.check()
    if run.stop.is_set():
        return
    from deployments.deploy import deploy  # noqa: PLC0415
    from deployments.status import all_online, report, wait_for_scheduler  # noqa: PLC0415

    say("deploying the channels")
    run.watched = Watched(channels)
    serving = workers.served(encode_workers)
    # A host that joins the server of another may lack channel files that the other has, so it pauses none.
    deployed = deploy(channels, [worker.pool for worker in serving], own_server=own, pauses=own)
    for problem in (*deployed.problems, *host.faults()):
        say(problem)
    for worker in serving:
        run.start_worker(worker)
    say("starting the workers")
    deadline = time.monotonic() + WORKERS_SECONDS
    while not all_online(run.running) and time.monotonic() < deadline and not run.stop.wait(0.5):
        pass
    wait_for_scheduler(run.stop)
    report(channels)
    if not deployed.told:
        say("nobody is told of failed or late runs: set DAILIES_NOTIFY to be told")
    if run.server:
        say(f"Log in      {access.login(server.page(run.api), access.password(server_folder()))}")
    say("up: press Ctrl-C or run `python -m deployments down` to stop what was started here")


def find_server() -> bool:
    """Use the server of the `up` of this host unless PREFECT_API_URL names another. Returns whether there is one."""
    chosen = os.environ.get("PREFECT_API_URL")
    if is_up() and chosen in {None, record().api}:
        # If `up` joined another host's server, this host has no password of its own to offer.
        if SERVER_PASSWORD in os.environ or (server_folder() / access.FILE).exists():
            use_server(record().api)
        else:
            os.environ["PREFECT_API_URL"] = record().api
    return "PREFECT_API_URL" in os.environ


def use_server(api: str) -> None:
    """Have this process, and those it starts, use the server that this host runs. Call before importing Prefect."""
    os.environ["PREFECT_API_URL"] = api
    os.environ[CLIENT_PASSWORD] = access.password(server_folder())


def down() -> int:
    """Stop the `up` of this host, or what is left of one that was killed. Raises SetupError if it does not end."""
    with lock() as acquired:
        if acquired:
            left = processes.marked(str(home()))
            processes.stop_marked(str(home()))
            _record_file().unlink(missing_ok=True)
            say(f"stopped {len(left)} processes left by an `up` that was killed" if left else "nothing is up")
            return 0
    os.kill(record().pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with lock() as acquired:
            if acquired:
                say("down")
                return 0
        time.sleep(0.2)
    raise SetupError(f"`up` did not stop within {STOP_SECONDS} s.", advice=f"Its process id is {record().pid}.")


def is_up() -> bool:
    """Whether `up` runs on this host."""
    with lock() as acquired:
        return not acquired


def record() -> UpRecord:
    """The record of the `up` that runs on this host. Raises Damaged if there is none that can be believed."""
    if found := up_record():
        return found
    raise Damaged(
        f"An `up` runs, but its note {_record_file()} is missing or damaged.",
        advice="Stop it with Ctrl-C where it runs, and start it again.",
    )


def server_folder() -> Path:
    """The folder of the server's database and log."""
    return home() / "server"


@contextmanager
def lock() -> Iterator[bool]:
    """Try to acquire the lock that `up` holds while it runs on this host. Yields whether that succeeded."""
    with (home() / "up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _record_file() -> Path:
    return home() / UP_RECORD
