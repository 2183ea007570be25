"""What nothing needs goes by age and by size, and a file that a run is about to name stays."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.runs.keeping import YOUNG, Stored, to_remove
from tasks.domain.values import Artifact
from tasks.machine.lock import one_at_a_time
from tasks.machine.storage.assets import USED, AssetStore
from tasks.machine.storage.unused import remove_unused

DAY = 86_400.0
NOW = 1_800_000_000.0
MONTH = timedelta(days=30)
FILES = st.lists(
    st.builds(
        Stored,
        name=st.uuids().map(str),
        bytes=st.integers(0, 100),
        unused=st.integers(0, 60).map(lambda days: timedelta(days=days)),
        needed=st.booleans(),
    ),
    max_size=30,
)


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def aged(store: AssetStore, data: bytes, days: float) -> Artifact:
    """A stored file that was last used so many days ago."""
    artifact = store.put(data, ".bin")
    os.utime(store.place(artifact), (NOW - days * DAY, NOW - days * DAY))
    return artifact


def left(store: AssetStore, *files: Artifact) -> list[bool]:
    return [store.place(file).exists() for file in files]


@given(FILES, st.integers(0, 1500))
def test_nothing_needed_or_young_goes_and_no_more_than_must(files: list[Stored], most: int) -> None:
    gone = to_remove(files, MONTH, most)
    assert not [file for file in gone if file.needed or file.unused < YOUNG]
    may = [file for file in files if not file.needed and file.unused >= YOUNG]
    assert {file.name for file in may if file.unused >= MONTH} <= {file.name for file in gone}
    after = sum(file.bytes for file in files) - sum(file.bytes for file in gone)
    assert after <= most or len(gone) == len(may), "over the bound, all that may go goes"
    for file in gone[-1:]:  # they go in turn, the longest unused first
        assert file.unused >= MONTH or after + file.bytes > most or file.bytes == 0, "none goes for nothing"
    kept = [file for file in may if file not in gone]
    assert not kept or not gone or max(file.unused for file in kept) <= min(file.unused for file in gone)


def test_files_go_by_age_unless_they_are_needed(store: AssetStore) -> None:
    old, needed, recent = aged(store, b"old", 31), aged(store, b"needed", 400), aged(store, b"recent", 29)
    (store.root / "quarantine").mkdir()
    damaged = store.root / "quarantine" / store.place(needed).name
    damaged.write_bytes(b"damaged")
    os.utime(damaged, (NOW - 31 * DAY, NOW - 31 * DAY))
    gone = remove_unused(store, {needed.sha256}, keep=MONTH, most=float("inf"), at=NOW)
    assert left(store, old, needed, recent) == [False, True, True]
    assert not damaged.exists()
    assert (gone.files, gone.bytes, gone.left) == (2, 10, 12)


def test_a_store_that_is_too_large_loses_what_was_unused_longest(store: AssetStore) -> None:
    files = [aged(store, bytes([number]) * 100, days) for number, days in enumerate((20, 15, 10, 8))]
    remove_unused(store, set(), keep=MONTH, most=150, at=NOW)
    assert left(store, *files) == [False, False, False, True], "the last is young, whatever the bound"


@pytest.mark.parametrize("use", ["put", "check", "path", "take"])
def test_whoever_uses_a_file_keeps_it(use: str, store: AssetStore, tmp_path: Path) -> None:
    """Whether by putting the same bytes there again, or because a cached result names it."""
    artifact = store.put(b"film", ".bin")
    os.utime(store.place(artifact), (1.0, 1.0))
    if use == "put":
        store.put(b"film", ".bin")
    elif use == "check":
        store.check(artifact)
    elif use == "path":
        store.path(artifact)
    else:
        (tmp_path / "made.bin").write_bytes(b"film")
        os.utime(tmp_path / "made.bin", (1.0, 1.0))
        store.take(tmp_path / "made.bin")
    now = store.place(artifact).stat().st_mtime
    assert remove_unused(store, set(), keep=MONTH, most=0, at=now + DAY).files == 0
    assert store.read(artifact) == b"film"


def test_a_file_that_is_used_while_others_are_removed_stays(store: AssetStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run checks the file after it was listed as unused, and before it is removed."""
    artifact = aged(store, b"film", 40)

    def listed(*given: object) -> tuple[Stored, ...]:
        found = to_remove(*given)  # type: ignore[arg-type]
        assert len(found) == 1
        os.utime(store.place(artifact), (NOW, NOW))
        return found

    monkeypatch.setattr("tasks.machine.storage.unused.to_remove", listed)
    assert remove_unused(store, set(), keep=MONTH, most=0, at=NOW).files == 0
    assert left(store, artifact) == [True]


def test_a_check_waits_while_a_file_is_being_removed(store: AssetStore) -> None:
    artifact = store.put(b"film", ".bin")
    checked = threading.Event()

    def check() -> None:
        store.check(artifact)
        checked.set()

    with one_at_a_time(USED):
        thread = threading.Thread(target=check)
        thread.start()
        assert not checked.wait(0.2)
    thread.join(30)
    assert checked.is_set()
