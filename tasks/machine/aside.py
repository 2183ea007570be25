"""Moves what cannot be used out of the way, to `quarantine/` in the home, where a person can look at it.

A folder in a file's place, or a file in a folder's, must end no run: what the home holds can be made again.
"""

import errno
import os
import shutil
import uuid
from pathlib import Path

from tasks.domain.errors import SetupError
from tasks.machine.home import home


def set_aside(path: Path, quarantine: Path | None = None) -> Path:
    """Move a file or folder to `quarantine`, by default the home's, and return that folder.

    Does nothing if another process has done so.
    """
    aside = quarantine or home() / "quarantine"
    if aside.is_file():  # before `folder`, which would set it aside here
        aside.rename(_renamed(aside))
    folder(aside)
    target = aside / _renamed(path).name
    try:
        path.rename(target)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        if error.errno != errno.EXDEV:  # a folder of the home may be on another disk
            raise
        shutil.move(path, target)
    return aside


def place_for_file(path: Path) -> Path:
    """The same path, where a folder that was in the file's place is set aside."""
    if path.is_dir():
        set_aside(path)
    return path


def folder(path: Path) -> Path:
    """The same path, where there is a folder now. A file in its place, or in that of one above it, is set aside.

    That is done in the home alone. Raises SetupError for a link to a folder that is not there, such as an unmounted
    disk, which must not be replaced by an empty folder.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        inside = (place for place in (path, *path.parents) if home() in place.parents)
        wrong = next((place for place in inside if os.path.lexists(place) and not place.is_dir()), None)
        if wrong is None:
            raise
        if not wrong.exists():
            raise SetupError(
                f"{wrong} leads to {wrong.readlink()}, where no folder is.",
                advice="Mount the disk that it is on, or remove the link.",
            ) from None
        set_aside(wrong)
        path.mkdir(parents=True, exist_ok=True)
    return path


def _renamed(path: Path) -> Path:
    return path.with_name(f"{path.name}-{uuid.uuid4().hex[:8]}")
