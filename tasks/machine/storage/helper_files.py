"""Files that only save work: each is used if it is whole and the one that was meant, or else made again.

A half file, a changed letter, another file under this name, a folder in its place or an older form must not end a run,
nor be believed. So before its bytes stands a hash of them and of its name.
"""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tasks.machine.aside import place_for_file, set_aside
from tasks.machine.storage.assets import write_whole

M = TypeVar("M", bound=BaseModel)


def keep(path: Path, data: bytes) -> None:
    """Write a helper file. Creates its folder if missing."""
    write_whole(place_for_file(path), _checksum(path, data) + b"\n" + data)


def kept(path: Path) -> bytes | None:
    """What was kept in this file; None if there is none. One that is damaged, or another's, is set aside."""
    try:
        checksum, _, data = path.read_bytes().partition(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        checksum, data = b"", b""
    if checksum == _checksum(path, data):
        return data
    set_aside(path)
    return None


def read_or_make(path: Path, model: type[M], make: Callable[[], M], *, max_age: float) -> M:
    """The model that is kept in the file at `path`, if it was written in the last `max_age` seconds.

    Else what `make` returns, which is kept there for the next time.
    """
    data = kept(path) if _age(path) < max_age else None
    if data is not None:
        try:
            return model.model_validate_json(data)
        except ValidationError:  # of an earlier version
            set_aside(path)
    made = make()
    keep(path, made.model_dump_json(indent=1).encode())
    return made


def _age(path: Path) -> float:
    """Seconds since the file was written; for ever if it is missing, or from a time that has not come yet."""
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return float("inf")
    return age if age >= 0 else float("inf")


def _checksum(path: Path, data: bytes) -> bytes:
    return hashlib.sha256(path.name.encode(errors="surrogateescape") + b"\n" + data).hexdigest().encode()
