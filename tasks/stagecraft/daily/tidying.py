"""Removes from this host what no run, record or cached result needs any more: results that have expired, and files.

A file is needed if a result that has not expired names it, or anything in the ledger: what was published, reviewed or
is being made. Names are found by their form, so a new kind of record cannot be forgotten here.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from tasks.machine.clock import now
from tasks.machine.home import home
from tasks.machine.settings import settings
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import Ledger, ledger
from tasks.machine.storage.objects import shared
from tasks.machine.storage.tables import Base
from tasks.machine.storage.unused import remove_unused
from tasks.stagecraft import telemetry

AFTER = timedelta(days=2)  # that an expired result stays: a run may have found it just before it expired
GIGA = 1e9
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def tidy() -> str:
    """Remove what nothing needs, by the settings of this host. Returns a sentence on what went."""
    host = settings()
    needed = set(_named_by_results(home() / "results"))
    # Of a store that hosts share, this one has copies, which it fetches again: the ledger's alone are kept at hand.
    needed |= set(_named_by(ledger()))
    gone = remove_unused(
        assets(),
        needed,
        keep=timedelta(days=host.keep_days),
        most=host.keep_gb * GIGA if host.keep_gb else float("inf"),
        at=now().timestamp(),
    )
    says = (
        f"Removed {gone.files} files that nothing needs, {gone.bytes / GIGA:.2f} GB of "
        f"{(gone.bytes + gone.left) / GIGA:.2f}."
        f"{' The store that hosts share stays as it is.' if shared() else ''}"
    )
    telemetry.logger().info(says)
    return says


def _named_by_results(folder: Path) -> Iterator[str]:
    """The hashes in results that have not expired. Those that have are removed; what is no result stays."""
    for path in folder.rglob("*"):
        try:
            if not path.is_file():
                continue
            text, written = path.read_text(encoding="utf-8", errors="replace"), path.stat().st_mtime
        except FileNotFoundError:  # another process replaces it
            continue
        end = _expires(text)
        if end and now() - end > AFTER and now().timestamp() - written > AFTER.total_seconds():
            path.unlink(missing_ok=True)
        else:
            yield from _HASH.findall(text)


def _expires(text: str) -> datetime | None:
    """When a result expires; None if never, or if it is not one."""
    try:
        end = json.loads(text)["metadata"]["expiration"]
        return datetime.fromisoformat(end) if end else None
    except (ValueError, KeyError, TypeError):
        return None


def _named_by(book: Ledger) -> Iterator[str]:
    """The hashes in all of the ledger's tables."""
    with book.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from _HASH.findall(json.dumps(list(row), default=str))
