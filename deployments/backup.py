"""The command `backup`: one file of what cannot be made again, consistent while everything runs.

That is the ledger, Prefect's database with its runs, reviews and blocks, the server's password, a publishing token, and
the results of finished stages. Films, pictures and voices can be made again, though for money: `--with-assets`.

Prefect's database is copied first and the ledger last. The ledger then knows at least what Prefect knows: a run that
Prefect has to repeat finds its short published. The other way round, it would be published twice.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.engine import make_url

from deployments.archive import Entry, Manifest, Writer, written
from tasks import VERSION
from tasks.domain.errors import BadInput, Damaged, SetupError
from tasks.machine.clock import now
from tasks.machine.home import CHECKOUT, home
from tasks.machine.settings import settings

LEDGER, PREFECT = "ledger.db", "server/prefect.db"
SECRETS = ("server/password", "youtube-token.json")
RESULTS = ("results",)
ASSETS = ("assets", "objects", "answers")


def backup(file: Path | None, *, with_assets: bool) -> tuple[Path, list[str]]:
    """Write the backup. Returns its path, and a sentence on each thing that it cannot hold.

    Raises BadInput if the file exists, SetupError if there is nothing to back up or no place for it.
    """
    target = (file or CHECKOUT / "out" / "backups" / f"dailies-{now():%Y%m%d-%H%M%S}.tar.gz").expanduser().resolve()
    if target.exists():
        raise BadInput(f"{target} exists already.", advice="Give the name of a new file.")
    folder, ledger = home(), ledger_file()
    if not (ledger and ledger.exists()) and not (folder / PREFECT).exists():
        raise SetupError(f"There is nothing to back up in {folder}.", advice="Check DAILIES_HOME.")

    def finish(files: dict[str, Entry]) -> Manifest:
        return Manifest(version=VERSION, prefect=version("prefect"), made_at=now(), assets=with_assets, files=files)

    try:
        with written(target, finish) as archive, tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as scratch:
            if (folder / PREFECT).exists():
                archive.add(copied(folder / PREFECT, Path(scratch) / "prefect.db"), PREFECT)
            _add_files(archive, folder, with_assets=with_assets)
            if ledger and ledger.exists():
                archive.add(copied(ledger, Path(scratch) / "ledger.db"), LEDGER)
    except OSError as error:
        raise SetupError(f"Cannot write {target}: {error.strerror}.", advice="Give another file.") from error
    return target, list(_left_out(folder, with_assets=with_assets))


def copied(database: Path, target: Path) -> Path:
    """A consistent copy of an SQLite database that others may be writing. Raises Damaged if it is corrupt."""
    try:
        with (
            closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the original's journal is
    except sqlite3.DatabaseError as error:
        raise Damaged(f"Cannot copy {database}: {error}.", advice="Restore an earlier backup.") from error
    check(target, database)
    return target


def check(database: Path, shown: Path) -> None:
    """Raises Damaged, naming `shown`, if SQLite finds a fault in the database."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise Damaged(f"The database {shown} is damaged: {found[0]}.", advice="Restore an earlier backup.")


def ledger_file() -> Path | None:
    """The ledger's file; None if it is in another kind of database."""
    if not settings().ledger:
        return home() / LEDGER
    url = make_url(settings().ledger)
    return Path(url.database).resolve() if url.get_backend_name() == "sqlite" and url.database else None


def _add_files(archive: Writer, folder: Path, *, with_assets: bool) -> None:
    for name in SECRETS:
        archive.add(folder / name, name)
    for top in (*RESULTS, *(ASSETS if with_assets else ())):
        for path in sorted((folder / top).rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.add(path, path.relative_to(folder).as_posix())


def _left_out(folder: Path, *, with_assets: bool) -> Iterator[str]:
    if ledger_file() is None:
        yield "The ledger is not in the backup: DAILIES_LEDGER names a database server. Back it up with pg_dump."
    if not (folder / PREFECT).exists():
        yield "Prefect's database is not in the backup: this host runs no server of its own."
    if settings().store:
        yield f"What is in {settings().store} is not in the backup."
    if not with_assets:
        yield "Films, pictures and voices are not in the backup: --with-assets adds them."
    yield "Not in the backup: .env, channel files, and published shorts in out/."
