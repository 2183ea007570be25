"""A full disk is a sentence, takes nothing that is kept, and fails no run that has published."""

import errno
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks.domain.errors import SetupError
from tasks.machine.room import out_of_room
from tasks.machine.storage.assets import AssetStore, sweep, write_whole
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily.after_publishing import after_publishing
from tests.faults.promises import check

# Writes a file of 50,000 bytes, where the system takes only so many. RLIMIT_FSIZE stands for a disk that is full.
WRITE = """
import resource, signal, sys
from pathlib import Path
from tasks.machine.room import out_of_room
from tasks.machine.storage.assets import AssetStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    AssetStore(Path(sys.argv[1])).put(b"x" * 50_000, ".bin")
except OSError as error:
    print(out_of_room(error))
"""


def test_no_half_file_is_left_at_any_budget(tmp_path: Path) -> None:
    kept = {}
    for budget in range(0, 50_000, 10_000):
        store = tmp_path / str(budget)
        command = [sys.executable, "-c", WRITE, str(store), str(budget)]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        nothing_left = not [path for path in store.rglob("*") if path.is_file()]
        kept[f"{budget} bytes"] = said.startswith("The disk is full") and nothing_left
        kept[f"{budget} bytes, then room"] = len(AssetStore(store).read(AssetStore(store).put(b"y" * 50_000, ".b"))) > 0
    check("A full disk loses nothing: files of the store", kept)


def test_what_a_full_disk_causes_is_a_sentence(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "film.mp4"))
    behind = RuntimeError("database")
    behind.__cause__ = full
    database = sqlite3.connect(tmp_path / "small.db")
    database.execute("PRAGMA max_page_count = 2")
    database.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    for error in (full, behind, caught.value):
        known = out_of_room(error)
        assert isinstance(known, SetupError)
        assert "The disk is full" in str(known)
    assert out_of_room(PermissionError(errno.EACCES, "no")) is None


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), RuntimeError("bug"), PermissionError(13, "no")])
def test_what_fails_after_publishing_is_a_warning(error: Exception) -> None:
    with telemetry.recording():
        with after_publishing("write kpis.json"):
            raise error
        with pytest.raises(KeyboardInterrupt), after_publishing("write kpis.json"):
            raise KeyboardInterrupt


def test_what_killed_processes_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    store = AssetStore(tmp_path / "assets")
    kept = store.put(b"film", ".mp4")
    write_whole(tmp_path / "encoders" / "x.json", b"{}")
    left = [
        tmp_path / "assets" / "ab" / ".half-1",
        tmp_path / "encoders" / ".half-2",
        tmp_path / "assets" / "scratch" / "tmp1" / "segment.mp4",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    sweep(tmp_path)
    assert all(path.exists() for path in left), "another run may be writing them"
    before = time.time() - 100_000
    for path in (*left, left[-1].parent):
        os.utime(path, (before, before))
    sweep(tmp_path)
    assert not any(path.exists() for path in left)
    assert store.read(kept) == b"film"
    assert (tmp_path / "encoders" / "x.json").exists()
