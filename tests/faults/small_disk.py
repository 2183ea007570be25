"""A real file system of some megabytes, on which all but a number of bytes are taken."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE = 64 << 20  # bytes
PAGE = 4096


class SmallDisk:
    """A mounted file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ballast = root / "ballast"

    def leave(self, room: int) -> None:
        """Take all but so many bytes, in whole pages."""
        self.clear()
        status = os.statvfs(self.root)
        taken = status.f_bavail * status.f_frsize - room // PAGE * PAGE
        with self.ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, taken))

    def clear(self) -> None:
        """Make room."""
        self.ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount one at this folder. Skips the test where that is not allowed."""
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small file system on Linux: run these tests as root")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this system lets nobody mount a file system: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
