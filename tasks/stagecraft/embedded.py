"""The Prefect server of a command that names none, in a thread of the command's own process.

Prefect would start it as a process of its own, which imports Prefect a second time, is given a port that another may
take first, and outlives a command that is killed. As a thread it starts in half the CPU time and dies with the
command.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from tasks.domain.errors import SetupError
from tasks.machine.aside import place_for_file, set_aside
from tasks.machine.home import home
from tasks.machine.storage.soundness import fault_in
from tasks.stagecraft import environment

log = logging.getLogger(__name__)
START_SECONDS = 180  # on a loaded machine, and for the first start, which creates the database
STOP_SECONDS = 30  # to write down what the run's last tasks did
DATABASE = "PREFECT_API_DATABASE_CONNECTION_URL"  # where an operator has it, if not in Prefect's home
BACKLOG = 128  # connections that wait while the server starts
SETTINGS = {
    "PREFECT_UI_ENABLED": "false",
    # Prefect's hundred types of blocks are for people with a UI. To register them takes two seconds of each start.
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    # Nobody can make an automation here, and the service that carries them out makes Prefect's whole API once more.
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}


@contextmanager
def server() -> Iterator[Callable[[], None]]:
    """Run a server inside the block, unless PREFECT_API_URL names one. Call before Prefect is imported.

    Yields a function that waits until the server answers: other modules can be imported while it starts. Raises
    SetupError if it does not start.
    """
    if "PREFECT_API_URL" in os.environ:
        yield lambda: None
        return
    with socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) as listener:
        os.environ.update(SETTINGS)
        _set_aside_if_damaged()
        if _is_migrated():
            os.environ.setdefault("PREFECT_SERVER_DATABASE_MIGRATE_ON_START", "false")
        environment.embed(f"http://127.0.0.1:{listener.getsockname()[1]}/api")
        thread = _Thread(listener)
        thread.start()
        try:
            yield thread.wait
        finally:
            thread.stop()


def _set_aside_if_damaged() -> None:
    """Begin a new database if SQLite cannot use the one in the home. It holds past runs alone, which no run needs."""
    database = _mark().with_name("prefect.db")
    if DATABASE in os.environ or home() not in database.parents:
        return  # it is the operator's
    if fault := fault_in(database):
        for path in (database, *(Path(f"{database}{end}") for end in ("-wal", "-shm", "-journal"))):
            set_aside(path)
        log.warning(
            "Prefect's database %s was damaged (%s). It is in quarantine/, and a new one is begun.", *(database, fault)
        )


def _is_migrated() -> bool:
    """Whether this version of Prefect has used the database in its home before: it need not look for changes again."""
    mark = _mark()
    known = mark.read_bytes() if mark.is_file() else b""
    database = mark.with_name("prefect.db")
    there = database.is_file() and database.stat().st_size > 0
    return known == version("prefect").encode() and there and DATABASE not in os.environ


def _mark() -> Path:
    return Path(os.environ["PREFECT_HOME"]) / "prefect.db.version"


class _Thread(threading.Thread):
    def __init__(self, listener: socket.socket) -> None:
        # Here, not in the thread: two threads that import the same modules in other orders wait for each other.
        import uvicorn  # noqa: PLC0415 - after Prefect's settings are made
        from prefect.server.api.server import create_app  # noqa: PLC0415

        super().__init__(name="prefect-server", daemon=True)
        self.listener = listener
        self.ready = threading.Event()
        self.failure: BaseException | None = None
        ready = self.ready

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready.set()

        app = create_app(ephemeral=True, final=True)
        self.server = Server(uvicorn.Config(app, lifespan="on", log_config=None, log_level="error", access_log=False))

    def run(self) -> None:
        try:
            self.server.run(sockets=[self.listener])
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the command says it
            self.failure = error
        finally:
            self.ready.set()

    def wait(self) -> None:
        """Wait until the server answers. Raises SetupError if it does not start."""
        in_time = self.ready.wait(START_SECONDS)
        if not in_time or not self.server.started:
            why = f" ({self.failure})" if self.failure else "" if in_time else f" within {START_SECONDS} s"
            raise SetupError(
                f"Prefect's server did not start{why}.",
                advice="If its database, prefect/prefect.db in DAILIES_HOME, is at fault, remove it: finished work and "
                "what was published is kept elsewhere.",
            )
        place_for_file(_mark()).write_text(version("prefect"), encoding="utf-8")

    def stop(self) -> None:
        """Send what this process still has to tell the server, and stop it once it has written that down."""
        from prefect.events.worker import EventsWorker  # noqa: PLC0415 - see __init__
        from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

        if self.server.started:
            EventsWorker.drain_all(timeout=STOP_SECONDS)
            APILogWorker.drain_all(timeout=STOP_SECONDS)
        self.server.should_exit = True
        self.join(STOP_SECONDS)
