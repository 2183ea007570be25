"""What hosts hand to each other through a store of objects arrives whole, or is said to be damaged."""

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
def place(object_store: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Objects:
    for name, value in object_store.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAILIES_STORE", f"s3://dailies/{tmp_path.name}")
    return objects()


@pytest.fixture
def hosts(place: Objects, tmp_path: Path) -> Hosts:
    return lambda name: SharedStore(tmp_path / name / "assets", place)


def key(artifact: Artifact, host: SharedStore) -> str:
    return host.place(artifact).relative_to(host.root.parent).as_posix()


def test_what_one_host_puts_another_reads(hosts: Hosts) -> None:
    artifact = hosts("one").put(FILM, ".mp4")
    two = hosts("two")
    assert not two.place(artifact).exists()
    assert two.read(artifact) == FILM
    assert two.place(artifact).read_bytes() == FILM, "fetched once"


@pytest.mark.parametrize("data", [FILM[:-1] + b"n", FILM[:100], b""], ids=["flipped", "cut", "empty"])
def test_an_object_that_is_not_what_its_name_says_is_not_used(hosts: Hosts, place: Objects, data: bytes) -> None:
    artifact = hosts("one").put(FILM, ".mp4")
    two, name = hosts("two"), key(artifact, hosts("one"))
    place.put(name, data)
    with pytest.raises(Damaged, match="quarantine"):
        two.read(artifact)
    assert not two.place(artifact).exists()
    assert place.get(f"quarantine/{name}") == data, "nothing is lost"
    assert place.size(name) == -1
    # Whoever makes it again mends it for all.
    hosts("three").put(FILM, ".mp4")
    assert two.read(artifact) == FILM


def test_damage_on_this_host_is_mended_from_the_others(hosts: Hosts) -> None:
    one = hosts("one")
    artifact = one.put(FILM, ".mp4")
    one.place(artifact).write_bytes(FILM[:10])
    one.check(artifact)
    assert one.read(artifact) == FILM


def test_what_nobody_has_is_said_to_be_missing(hosts: Hosts, tmp_path: Path) -> None:
    artifact = hosts("one").put(FILM, ".mp4")
    hosts("one").place(artifact).unlink()
    elsewhere = SharedStore(tmp_path / "two" / "assets", Objects("other", objects().store))
    elsewhere.objects.move(key(artifact, elsewhere), "gone")
    with pytest.raises(Damaged, match="missing"):
        elsewhere.read(artifact)


def test_a_store_that_is_not_there_is_worth_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.machine.storage.objects.RETRIES", {"max_retries": 0})
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("DAILIES_STORE", "s3://dailies/nowhere")
    with pytest.raises(Transient, match="s3://dailies/nowhere is unavailable"):
        objects().get("key")
