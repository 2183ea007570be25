"""The asset store returns exactly what was put in, or raises Damaged."""

import multiprocessing
import resource
from pathlib import Path

import pytest

from tasks.domain.errors import Damaged
from tasks.machine.storage.assets import AssetStore


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def test_what_is_put_is_read_back(store: AssetStore) -> None:
    artifact = store.put(b"film", ".mp4")
    assert store.read(artifact) == b"film"
    assert store.path(artifact).name == f"{artifact.sha256}.mp4"
    assert store.put(b"film", ".mp4") == artifact


def test_a_file_is_moved_into_the_store(store: AssetStore, tmp_path: Path) -> None:
    file = tmp_path / "made.m4a"
    file.write_bytes(b"sound")
    artifact = store.take(file)
    assert not file.exists()
    assert store.read(artifact) == b"sound"


@pytest.mark.parametrize("damage", ["empty", "half", "flipped", "missing", "folder"])
def test_damage_is_detected_and_repaired_by_putting_again(store: AssetStore, damage: str) -> None:
    data = b"film" * 1000
    artifact = store.put(data, ".mp4")
    path = store.place(artifact)
    if damage in {"missing", "folder"}:
        path.unlink()
    if damage == "folder":
        path.mkdir()
    if damage == "empty":
        path.write_bytes(b"")
    if damage == "half":
        path.write_bytes(data[: len(data) // 2])
    if damage == "flipped":
        path.write_bytes(data[:-1] + b"n")
    with pytest.raises(Damaged):
        store.check(artifact)
    with pytest.raises(Damaged):
        store.read(artifact)
    store.put(data, ".mp4")
    assert store.read(artifact) == data


def _put_many(root: Path) -> None:
    store = AssetStore(root)
    for number in range(50):
        store.put(b"x" * (number * 1000), ".bin")


def test_racing_writers_leave_complete_files(store: AssetStore) -> None:
    processes = [multiprocessing.Process(target=_put_many, args=(store.root,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    for path in store.root.rglob("*.bin"):
        assert len(set(path.read_bytes())) <= 1
    assert not list(store.root.rglob(".half-*"))


def _fill_the_disk(root: Path) -> None:
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        AssetStore(root).put(b"x" * 100_000, ".bin")
    except OSError:
        raise SystemExit(7) from None


def test_a_full_disk_leaves_no_partial_file(store: AssetStore) -> None:
    process = multiprocessing.Process(target=_fill_the_disk, args=(store.root,))
    process.start()
    process.join()
    assert process.exitcode == 7
    assert [path for path in store.root.rglob("*") if path.is_file()] == []
