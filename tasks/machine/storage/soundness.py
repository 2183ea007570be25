"""Says whether a file is an SQLite database that can be used, before a program waits minutes for one that is not."""

import sqlite3
from contextlib import closing
from pathlib import Path

BUSY = ("locked", "busy")  # another process writes it just now


def fault_in(database: Path) -> str:
    """What is wrong with a database, in a few words; empty if nothing is, or if there is none yet."""
    if database.is_dir():
        return "it is a folder"
    if not database.exists():
        return ""
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        found = "ok" if any(word in str(error) for word in BUSY) else str(error)
    return "" if found == "ok" else str(found)
