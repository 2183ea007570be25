"""The shared object store: files arrive intact on other hosts, or raise Damaged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.domain.errors import Damaged, Transient
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import SharedStore
from tasks.machine.storage.objects import Objects, objects

FILM = b"film" * 1000
Hosts = Callable[[str], SharedStore]


@pytest.fixture
def shared(object_store: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Objects:
    for name, value in object_store.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAILIES_STORE", f"s3://dailies/{tmp_path.name}")
    return objects()


@pytest.fixture
def hosts(shared: Objects, tmp_path: Path) -> Hosts:
    return lambda name: SharedStore(tmp_path / name / "assets", shared)


def object_name(artifact: Artifact, host: SharedStore) -> str:
    """The object's name in the shared store."""
    return host.place(artifact).relative_to(host.root.parent).as_posix()


def test_another_host_reads_what_one_host_puts(hosts: Hosts) -> None:
    artifact = hosts("one").put(FILM, ".mp4")
    two = hosts("two")
    assert not two.place(artifact).exists()
    assert two.read(artifact) == FILM
    assert two.place(artifact).read_bytes() == FILM, "kept locally after the first read"


@pytest.mark.parametrize("data", [FILM[:-1] + b"n", FILM[:100], b""], ids=["flipped", "cut", "empty"])
def test_an_object_that_does_not_match_its_hash_is_quarantined(hosts: Hosts, shared: Objects, data: bytes) -> None:
    artifact = hosts("one").put(FILM, ".mp4")
    two, name = hosts("two"), object_name(artifact, hosts("one"))
    shared.put(name, data)
    with pytest.raises(Damaged, match="quarantine"):
        two.read(artifact)
    assert not two.place(artifact).exists()
    assert shared.get(f"quarantine/{name}") == data, "the damaged object is kept in quarantine"
    assert shared.size(name) == -1
    # Any host that puts the file again repairs it for all.
    hosts("three").put(FILM, ".mp4")
    assert two.read(artifact) == FILM


def test_local_damage_is_repaired_from_the_shared_store(hosts: Hosts) -> None:
    host = hosts("one")
    artifact = host.put(FILM, ".mp4")
    host.place(artifact).write_bytes(FILM[:10])
    host.check(artifact)
    assert host.read(artifact) == FILM


def test_an_object_that_no_host_has_is_missing(hosts: Hosts, tmp_path: Path) -> None:
    artifact = hosts("one").put(FILM, ".mp4")
    hosts("one").place(artifact).unlink()
    elsewhere = SharedStore(tmp_path / "two" / "assets", Objects("other", objects().store))
    elsewhere.objects.move(object_name(artifact, elsewhere), "gone")
    with pytest.raises(Damaged, match="missing"):
        elsewhere.read(artifact)


def test_an_unreachable_store_is_a_transient_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.machine.storage.objects.RETRIES", {"max_retries": 0})
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("DAILIES_STORE", "s3://dailies/nowhere")
    with pytest.raises(Transient, match="s3://dailies/nowhere is unavailable"):
        objects().get("key")
