"""A full disk is a sentence, takes nothing that is kept, and fails no run that has published."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks.domain.edition import Receipt
from tasks.domain.errors import BadInput, SetupError
from tasks.machine.room import out_of_room
from tasks.machine.storage import response_cache
from tasks.machine.storage.assets import AssetStore, sha256_of, sweep, write_whole
from tasks.machine.storage.helper_files import read_or_make
from tasks.machine.storage.identity import Note
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.response_cache import ResponseCache
from tasks.providers.folder import FolderPublisher
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily.after_publishing import after_publishing
from tests.faults.promises import check
from tests.faults.small_disk import small_disk
from tests.providers.publishing import edition

FILM = bytes(number * 167 % 251 for number in range(400_000))
NEEDED = 2_000_000  # bytes, more than `work` writes
RUN = "demo/2026-11-24/tides"
NOTE = Note(ledger="x", name="y")

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


BUDGETS = 30


def work(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run writes into its home: files, the ledger with its copy, kept answers, verdicts."""
    monkeypatch.setenv("DAILIES_HOME", str(home))
    store = AssetStore(home / "assets")
    film = store.put(FILM, ".mp4")
    with store.scratch() as scratch:
        segment = Path(scratch) / "segment.seg"
        segment.write_bytes(FILM[::-1])
        store.take(segment)
    book = Ledger(f"sqlite:///{home / 'ledger.db'}")
    try:
        book.intend(RUN, "folder", film)
        book.settle(RUN, Receipt(run_key=RUN, publisher="folder", location="x", video=film))
    finally:
        book.engine.dispose()
    answers = ResponseCache(home / "answers")
    assert answers.data({"q": 1}, lambda: FILM) == FILM
    assert read_or_make(home / "encoders" / "x.json", Note, lambda: NOTE, max_age=1e9) == NOTE
    assert store.read(film) == FILM
    assert book.receipt(RUN, "folder")


def whole(home: Path) -> bool:
    """Whether no file in the store has another content than its name says, and nothing that is half is left."""
    files = [path for path in (home / "assets").rglob("*") if path.is_file()]
    return all(sha256_of(path) == path.stem for path in files) and not list(home.rglob(".half-*"))


@pytest.mark.integration
def test_a_home_on_a_disk_that_is_full_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {}
    with small_disk(tmp_path / "disk") as disk:
        for number in range(BUDGETS):
            home = disk.root / f"home{number}"
            home.mkdir()
            room = number * NEEDED // BUDGETS
            disk.leave(room)
            said = ""
            try:
                work(home, monkeypatch)
            except Exception as error:  # noqa: BLE001 - whatever a full disk causes has its sentence
                said = str(out_of_room(error) or error)
            told = not said or "The disk is full" in said
            left = whole(home)
            disk.clear()
            work(home, monkeypatch)
            kept[f"home with {room} bytes ({said[:60]})"] = told and left and whole(home)
            response_cache._opened.cache_clear()
            shutil.rmtree(home)
    check("A full disk loses nothing: the home", kept)


def test_an_output_folder_on_a_disk_that_is_full_gets_a_whole_short_or_none(tmp_path: Path) -> None:
    store, kept = AssetStore(tmp_path / "assets"), {}
    short = edition(store, FILM)
    with small_disk(tmp_path / "disk") as disk:
        for number in range(BUDGETS):
            out = disk.root / f"out{number}"
            room = number * (len(FILM) + 100_000) // BUDGETS
            disk.leave(room)
            said = ""
            try:
                FolderPublisher(out, store).publish(short)
            except BadInput as error:
                said = str(error)
            files = {path.name for path in out.rglob("*") if path.is_file()}
            told = "No space left" in said if not files else "short.mp4" in files
            disk.clear()
            receipt = FolderPublisher(out, store).publish(short)
            kept[f"out with {room} bytes"] = told and (Path(receipt.folder) / "short.mp4").read_bytes() == FILM
            shutil.rmtree(out)
    check("A full disk loses nothing: the output folder", kept)


def test_what_cannot_be_taken_from_another_disk_leaves_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store, segment = AssetStore(disk.root / "assets"), tmp_path / "segment.seg"
        segment.write_bytes(FILM)
        disk.leave(len(FILM) // 2)
        with pytest.raises(OSError, match="No space left"):
            store.take(segment)
        assert segment.read_bytes() == FILM
        assert not [path for path in (disk.root / "assets").rglob("*") if path.is_file()]


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
