"""Whether a folder can take what will be written to it, found out before anything is made or paid."""

import shutil
import tempfile
from pathlib import Path


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


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest of its parents that exists."""
    return next(place for place in (path, *path.parents) if place.exists() or place.is_symlink())
