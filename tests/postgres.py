"""The fixture `postgres`: a real PostgreSQL, as a private cluster in its own folder.

It runs the PostgreSQL installed on the machine (Debian's package `postgresql`). Without it, or without the extension
pg_trgm, which Prefect's server needs, these tests are skipped; in CI, which installs it, they fail.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.needs import lacking
from tests.prefect_server import Server, running_server

ROLE = "dailies"
PREFECT = "prefect"  # database of the fixture `postgres_server`
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
START_SECONDS = 60


@dataclass
class Postgres:
    """A running cluster that listens only on a Unix socket."""

    sockets: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self, driver: str = "psycopg", name: str = "") -> str:
        """Create an empty database for the caller and return its URL."""
        name = name or f"test{next(self.numbers)}"
        with create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return self.url(name, driver)

    def url(self, name: str, driver: str = "psycopg") -> str:
        return f"postgresql+{driver}://{ROLE}@/{name}?host={self.sockets}"

    def answers(self) -> bool:
        try:
            create_engine(self.url("postgres")).connect().close()
        except OperationalError:
            return False
        return True


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL cluster for the session."""
    programs = _programs()
    # PostgreSQL refuses to run as root, and the user that runs it instead cannot enter pytest's temporary folders.
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="dailies-postgres-"))
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        initdb: list[str | Path] = [programs / "initdb", "-D", folder / "data", "-U", ROLE, "-A", "trust", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=folder)
        options = [word for setting in FAST for word in ("-c", setting)]
        argv: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-k", folder, *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(argv, stdout=log, stderr=log, user=user, cwd=folder)
        try:
            cluster = Postgres(folder)
            deadline = time.monotonic() + START_SECONDS
            while not cluster.answers():
                failed = process.poll() is not None or time.monotonic() > deadline
                assert not failed, (folder / "log").read_text()
                time.sleep(0.1)
            yield cluster
        finally:
            process.send_signal(signal.SIGINT)  # fast shutdown; SIGTERM would wait for open connections
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Prefect server with its database in that cluster, and the same API as in tests/prefect_server.py."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:  # only while it starts: other servers must not inherit it
            patch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", postgres.database("asyncpg", name=PREFECT))
            patch.setenv("PREFECT_SERVER_LOGGING_LEVEL", "INFO")  # logs every request
            server = stack.enter_context(running_server(tmp_path_factory.mktemp("prefect-postgres")))
        yield server


def _programs() -> Path:
    """The folder of the newest PostgreSQL programs. Debian installs them outside PATH."""
    initdb = shutil.which("initdb")
    folders = [Path(initdb).resolve().parent] if initdb else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    for folder in folders:
        config = folder / "pg_config"
        if (folder / "initdb").exists() and _has_trgm(config):
            return folder
    raise lacking("needs PostgreSQL with pg_trgm on this machine: apt-get install postgresql")


def _has_trgm(config: Path) -> bool:
    if not config.exists():
        return False
    share = subprocess.run([config, "--sharedir"], check=True, capture_output=True, text=True).stdout.strip()
    return (Path(share) / "extension" / "pg_trgm.control").exists()
