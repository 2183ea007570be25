"""Moves what cannot be used out of the way, to `quarantine/` in the home, where a person can look at it."""

import uuid
from pathlib import Path

from tasks.machine.home import home


def set_aside(path: Path) -> None:
    """Move a file or folder of the home to its `quarantine/`. Does nothing if another process has done so."""
    quarantine = home() / "quarantine"
    quarantine.mkdir(exist_ok=True)
    try:
        path.rename(quarantine / f"{path.name}-{uuid.uuid4().hex[:8]}")
    except FileNotFoundError:
        return


def place_for_file(path: Path) -> Path:
    """The same path, where a folder that was in the file's place is set aside."""
    if path.is_dir():
        set_aside(path)
    return path
