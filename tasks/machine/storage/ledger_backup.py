"""Keeps a copy of a ledger in SQLite beside it, so that an emptied or damaged one is not taken for a new one.

A new ledger knows nothing of what was published, and would publish it again. The copy is made after each publication.
"""

import logging
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from tasks.domain.errors import Damaged
from tasks.machine.lock import one_at_a_time

log = logging.getLogger(__name__)
SECONDS = 60.0  # to wait for a process that writes


def back_up(engine: Engine) -> None:
    """Copy the ledger. What fails is logged: the short is published."""
    file = _file(engine)
    if file is None:
        return
    fresh = file.with_name(f".half-{uuid.uuid4().hex[:8]}-{file.name}")
    try:
        with one_at_a_time(f"backup of {file}"):
            with closing(sqlite3.connect(file, timeout=SECONDS)) as source, closing(sqlite3.connect(fresh)) as copy:
                source.backup(copy)
            fresh.replace(backup_of(file))
    except (OSError, sqlite3.Error) as error:
        log.warning("Cannot back up the ledger %s: %s", file, error)
    finally:
        fresh.unlink(missing_ok=True)


def recovered(engine: Engine) -> Engine:
    """The same engine. A ledger that is missing, damaged or has lost every publication is replaced by its copy.

    Raises Damaged if the copy cannot be read, either.
    """
    file = _file(engine)
    if file is None or not backup_of(file).exists() or _publications(file):
        return engine
    backup = backup_of(file)
    with one_at_a_time(f"backup of {file}"):
        if _publications(file):  # another process has recovered it
            return engine
        known = _publications(backup)
        if known is None:
            raise Damaged(
                f"The ledger {file} has no publications any more, and its copy {backup} cannot be read.",
                advice="Restore the ledger from a backup, or, to begin a new one, move both files away.",
            )
        if known == 0:
            return engine
        if file.exists():
            file.rename(file.with_name(f"{file.name}.damaged-{uuid.uuid4().hex[:8]}"))
        fresh = file.with_name(f".half-{uuid.uuid4().hex[:8]}-{file.name}")
        fresh.write_bytes(backup.read_bytes())
        fresh.replace(file)
    log.warning(
        "The ledger %s was missing or damaged. Its copy from after the last publication replaces it. "
        "To begin a new ledger, move away both %s and %s.",
        *(file, file.name, backup.name),
    )
    return engine


def has_copy(engine: Engine) -> bool:
    """Whether a copy of this ledger is beside it."""
    file = _file(engine)
    return file is not None and backup_of(file).exists()


def backup_of(file: Path) -> Path:
    """Where the copy of a ledger is."""
    return file.with_name(f"{file.stem}.backup{file.suffix}")


def _file(engine: Engine) -> Path | None:
    """The ledger's file; None for a database server and for a database in memory."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def _publications(file: Path) -> int | None:
    """How many publications a ledger knows; None if it is damaged. Raises sqlite3.OperationalError if it is busy."""
    if not file.is_file():
        return 0
    try:
        with closing(sqlite3.connect(file, timeout=SECONDS)) as database:
            return int(database.execute("SELECT count(*) FROM publications").fetchone()[0])
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return 0
        raise
    except sqlite3.DatabaseError:
        return None
