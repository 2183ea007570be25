"""The command `restore`: puts a backup in the home's place. What was there is moved aside, never deleted."""

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from deployments import archive, processes, up
from deployments.backup import ASSETS, LEDGER, PREFECT, SECRETS, check, copied, ledger_file
from tasks import VERSION
from tasks.domain.errors import BadInput, Damaged, SetupError
from tasks.machine.clock import now
from tasks.machine.home import home
from tasks.machine.storage.schema import SCHEMA

# Every command may create these, and a ledger its copy.
UNIMPORTANT = {"ledger.backup.db", "ledgers", "locks", "logs", "up.lock", "built", "encoders", "prefect"}


def restore(file: Path, *, force: bool) -> list[str]:
    """Put the backup into DAILIES_HOME. Returns sentences on what was done and what to watch for.

    Raises SetupError while something runs here, or if a newer version wrote the backup or the home's ledger; BadInput
    if the home is not empty and `force` is not given; Damaged if the backup is. Until the last check, nothing changes.
    """
    folder, ledger = home(), ledger_file()
    with up.lock() as acquired:
        if not acquired or processes.marked(str(folder)):
            raise SetupError("Dailies runs here.", advice="Stop it first: python -m deployments down.")
        _check_place(folder, ledger, force=force)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-restore-", dir=folder.parent) as scratch:
            fresh = Path(scratch) / "home"
            fresh.mkdir(mode=0o755)
            manifest = archive.unpack(file, fresh)
            _check_backup(manifest, fresh, ledger)
            for secret in SECRETS:
                if (fresh / secret).exists():
                    (fresh / secret).chmod(0o600)
            said = _bring_up_to_date(fresh, ledger) if ledger else []
            said += _swap(fresh, folder, ledger)
    return [*said, f"Restored the backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC to {folder}."]


def _is_empty(path: Path) -> bool:
    """Whether it is a folder without anything, as every command may create."""
    return path.is_dir() and not any(path.iterdir())


def _check_place(folder: Path, ledger: Path | None, *, force: bool) -> None:
    if os.path.ismount(folder):
        raise SetupError(f"{folder} is a mount point.", advice="Set DAILIES_HOME to a folder inside it.")
    if ledger and ledger.exists() and _schema(ledger) > SCHEMA:
        raise SetupError(
            "A newer version of Dailies wrote the ledger here.", advice=f"Update Dailies, or move {ledger} away first."
        )
    present = sorted(path.name for path in folder.iterdir() if path.name not in UNIMPORTANT and not _is_empty(path))
    if ledger and folder not in ledger.parents and ledger.exists():
        present.append(str(ledger))
    if present and not force:
        raise BadInput(
            f"{folder} is not empty: {', '.join(present[:4])}.",
            advice="--force moves what is there aside and restores the backup.",
        )


def _check_backup(manifest: archive.Manifest, fresh: Path, ledger: Path | None) -> None:
    for wrote, here, what in (
        (manifest.version, VERSION, "Dailies"),
        (manifest.prefect, version("prefect"), "Prefect"),
    ):
        if _numbers(wrote) > _numbers(here):
            raise SetupError(
                f"{what} {wrote} wrote the backup, and this is {here}.", advice="Update Dailies on this host first."
            )
    for name in (LEDGER, PREFECT):
        if (fresh / name).exists():
            check(fresh / name, Path(name))
    if (fresh / LEDGER).exists() and ledger is None:
        raise SetupError(
            "The backup's ledger is an SQLite file, but DAILIES_LEDGER names a database server.",
            advice="Unset DAILIES_LEDGER, or restore on the host that wrote the backup.",
        )


def _bring_up_to_date(fresh: Path, ledger: Path) -> list[str]:
    """Prevent that a day which got its short after the backup gets a second one.

    A ledger that is intact here and knows all that the backup's knows is the same ledger, some days older: it stays.
    Without it nobody knows what was published since, so the runs that were due meanwhile are not made up for.
    """
    saved, prefect = fresh / LEDGER, fresh / PREFECT
    if saved.exists() and _knows_all(ledger, saved):
        saved.unlink()
        copied(ledger, saved)
        return ["Kept the ledger that is here: it is intact, and knows what was published after the backup."]
    dropped = _drop_overdue(prefect) if prefect.exists() else []
    if not dropped:
        return []
    return [
        f"These runs were due after the backup and will not start, because nobody knows whether they published: "
        f"{', '.join(dropped[:8])}{' and others' if len(dropped) > 8 else ''}. Start those whose short is missing."
    ]


def _knows_all(ledger: Path, saved: Path) -> bool:
    """Whether the ledger is intact and has every topic and publication of the saved one."""
    known = []
    for file in (ledger, saved):
        if not file.exists():
            return False
        try:
            check(file, file)
            with closing(sqlite3.connect(file, timeout=60)) as connection:
                topics = connection.execute("SELECT 'topic', channel, day FROM claims").fetchall()
                films = connection.execute("SELECT 'film', run_key, publisher FROM publications").fetchall()
        except (Damaged, sqlite3.DatabaseError):
            return False
        known.append({*topics, *films})
    here, there = known
    return here >= there


def _drop_overdue(prefect: Path) -> list[str]:
    """Delete scheduled runs that are due by now from Prefect's database, and return their deployments and times."""
    due = "auto_scheduled AND state_type = 'SCHEDULED' AND next_scheduled_start_time <= ?"
    moment = f"{now():%Y-%m-%d %H:%M:%S}"
    with closing(sqlite3.connect(prefect)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        found = connection.execute(
            "SELECT deployment.name, substr(next_scheduled_start_time, 1, 16) FROM flow_run "  # noqa: S608 - constants
            f"LEFT JOIN deployment ON deployment.id = flow_run.deployment_id WHERE {due} ORDER BY 2",
            (moment,),
        ).fetchall()
        connection.execute(f"DELETE FROM flow_run WHERE {due}", (moment,))  # noqa: S608
    return [f"{name} {at} UTC" for name, at in found]


def _swap(fresh: Path, folder: Path, ledger: Path | None) -> list[str]:
    """Rename the home aside and the restored one into its place, on one disk: there is no half-restored home."""
    said = []
    aside = folder.with_name(f"{folder.name}.before-restore-{now():%Y%m%d-%H%M%S}")
    if ledger and (fresh / LEDGER).exists():
        if folder in ledger.parents:
            (fresh / ledger.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
            (fresh / LEDGER).rename(fresh / ledger.relative_to(folder))
        else:  # placed first: without it, published days would be published again
            said += _replace(fresh / LEDGER, ledger, aside.name.rpartition(".")[2])
    _sync_all(fresh)
    folder.rename(aside)
    fresh.rename(folder)
    archive.sync(folder.parent)
    kept = [name for name in ASSETS if (aside / name).exists() and not (folder / name).exists()]
    for name in kept:  # named by their hashes, so what is there still fits
        (aside / name).rename(folder / name)
    return [*said, f"Moved what was there to {aside}."]


def _replace(new: Path, target: Path, suffix: str) -> list[str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    said = []
    for part in (target, *(Path(f"{target}{end}") for end in ("-journal", "-wal", "-shm"))):
        if part.exists():
            part.rename(f"{part}.{suffix}")
            said.append(f"Moved {part} to {part}.{suffix}.")
    staged = Path(f"{target}.restored")
    staged.write_bytes(new.read_bytes())
    archive.sync(staged)
    staged.rename(target)
    archive.sync(target.parent)
    new.unlink()
    return said


def _sync_all(folder: Path) -> None:
    paths: Iterable[Path] = (folder, *(path for path in folder.rglob("*") if path.is_dir()))
    for path in paths:
        archive.sync(path)


def _schema(ledger: Path) -> int:
    """The schema's version of a ledger file; 0 if it is unreadable, which is why one restores."""
    try:
        with closing(sqlite3.connect(ledger)) as connection:
            row = connection.execute("SELECT number FROM schema_version").fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(row[0]) if row else 0


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
