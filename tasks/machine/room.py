"""Whether a folder can take what will be written to it, found out before anything is made or paid."""

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tasks.domain.errors import SetupError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# What is wrong with the machine rather than with Dailies, and what to do.
REFUSED = {
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM),
        "Give what is in DAILIES_HOME and in the output folder to the user who runs Dailies: chown -R, after a run as "
        "another user.",
    ),
    errno.EROFS: "Mount its disk so that it can be written, or set DAILIES_HOME to another folder.",
    **dict.fromkeys(
        (errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ENODEV, errno.ENXIO), "Check its disk, or the network's."
    ),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "Allow more open files: ulimit -n 1024."),
    **dict.fromkeys((errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG), "Move it away, and run again."),
}


def why_unwritable(folder: Path) -> str:
    """Why no file can be written to this folder, which need not exist yet; "" if one can. Leaves nothing behind."""
    try:
        place = _nearest(folder)
        if not place.is_dir():
            return f"{place} is a file"
        with tempfile.TemporaryFile(dir=place):
            return ""
    except OSError as error:
        return f"{error.strerror or error}".lower()


def free_bytes(folder: Path) -> int:
    """The space left on the disk of this folder, which need not exist yet."""
    return shutil.disk_usage(_nearest(folder)).free


def same_disk(one: Path, other: Path) -> bool:
    """Whether both folders, which need not exist yet, take their space from the same disk."""
    return _nearest(one).stat().st_dev == _nearest(other).stat().st_dev


def out_of_room(error: BaseException) -> SetupError | None:
    """The sentence for an error that a full disk caused, directly or behind it; None for any other."""
    for cause in _causes(error):
        full = isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        if full or (isinstance(cause, OSError) and cause.errno in NO_ROOM):
            where = f" while writing {cause.filename}" if isinstance(cause, OSError) and cause.filename else ""
            return SetupError(
                f"The disk is full{where}.",
                advice="Make room on the disks of DAILIES_HOME and of the output folder, and run again: "
                "finished work is kept.",
            )
    return None


def explained(error: BaseException) -> SetupError | None:
    """The sentence for an error of this machine's disks, as in `out_of_room`; None for any other."""
    if full := out_of_room(error):
        return full
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.filename and cause.errno in REFUSED:
            return SetupError(
                f"The system does not let Dailies use {cause.filename}: {str(cause.strerror).lower()}.",
                advice=REFUSED[cause.errno],
            )
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what is behind it."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest of its parents that exists."""
    return next(place for place in (path, *path.parents) if place.exists() or place.is_symlink())
