"""Removes files from this host's store that nothing needs any more.

Whoever puts a file there or checks that it is whole also marks it as just used (`assets`), under a lock that is held
here while a file goes. So a run that is about to name an old file either finds it and keeps it, or finds it missing
and makes it again: it never names a file that is then removed.
"""

import shutil
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

from tasks.domain.runs.keeping import YOUNG, Stored, to_remove
from tasks.domain.values import Frozen
from tasks.machine.lock import one_at_a_time
from tasks.machine.storage.assets import USED, AssetStore

NAME = 64  # letters of a file's hash, with which its name begins


class Removed(Frozen):
    """How many files went, their bytes, and the bytes that are left."""

    files: int
    bytes: int
    left: int


def remove_unused(store: AssetStore, needed: Collection[str], *, keep: timedelta, most: float, at: float) -> Removed:
    """Remove what `to_remove` says at the time `at`, in seconds since 1970. `needed` are hashes."""
    files = list(_files(store.root, needed, at))
    gone = [file for file in to_remove(files, keep, most) if _remove(store.root / file.name, at)]
    freed = sum(file.bytes for file in gone)
    return Removed(files=len(gone), bytes=freed, left=sum(file.bytes for file in files) - freed)


def _files(root: Path, needed: Collection[str], at: float) -> Iterator[Stored]:
    for path in (*root.glob("??/*"), *root.glob("quarantine/*")):
        try:
            found = path.stat()
        except FileNotFoundError:  # moved or removed meanwhile
            continue
        yield Stored(
            name=path.relative_to(root).as_posix(),
            bytes=found.st_size,
            unused=timedelta(seconds=max(0.0, at - found.st_mtime)),
            needed=path.name[:NAME] in needed and path.parent.name != "quarantine",
        )


def _remove(path: Path, at: float) -> bool:
    """Remove a file unless it has been used since it was listed."""
    with one_at_a_time(USED):
        try:
            young = at - path.stat().st_mtime < YOUNG.total_seconds()
            if not young:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except FileNotFoundError:
            return False
    return not young
