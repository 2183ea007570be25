"""Of a large clip a part is fetched, wherever its index is; a server that sends no parts, or wrong ones, is no harm."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.domain.errors import BadAnswer
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.clips import prepare_clip
from tasks.machine.network.safe_fetch import fetch
from tasks.providers import clip_download
from tasks.providers.clip_download import fetch_clip
from tests.clips import clip, moving
from tests.servers.films import part_of
from tests.servers.wire import Reply, Request, Vendor

pytestmark = pytest.mark.media
PART = 150_000
FAST = {"preset": "ultrafast", "g": "25"}


class Files(Vendor):
    """One file. `spoils` makes another answer of a right one."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""
        self.spoils: Callable[[Reply, Request], Reply] = lambda reply, _: reply

    def answer(self, request: Request) -> Reply:
        return self.spoils(part_of(self.data, request), request)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    monkeypatch.setattr(clip_download, "PART", PART)
    with Files() as vendor:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", vendor.url.removeprefix("http://"))
        yield vendor


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Six seconds, with the index behind them."""
    return clip(tmp_path_factory.mktemp("film") / "a.mp4", moving(640, 360, 180), options=FAST).read_bytes()


def got(server: Files) -> bytes:
    return fetch_clip(f"{server.url}/film.mp4", seconds=20, agent="Dailies/1")


def shown(data: bytes, folder: Path) -> int:
    file = folder / "part.mp4"
    file.write_bytes(data)
    return prepare_clip(file, OutputSpec(width=270, height=480), 1.5, name=file.name).frames


def asked(server: Files) -> list[str]:
    return [request.headers["range"] for request in server.requests]


def test_a_small_file_comes_whole_in_one_request(server: Files, film: bytes) -> None:
    server.data = film[: PART - 1]
    assert got(server) == server.data
    assert asked(server) == [f"bytes=0-{PART - 1}"]


@pytest.mark.integration
def test_an_mp4_is_joined_from_its_beginning_and_its_index(server: Files, film: bytes, tmp_path: Path) -> None:
    server.data = film
    data = got(server)
    assert len(film) > 1.5 * PART
    assert len(data) < PART + 20_000
    assert len(server.requests) == 2
    assert shown(data, tmp_path) == 45


@pytest.mark.integration
def test_a_long_box_is_joined_as_well(server: Files, film: bytes, tmp_path: Path) -> None:
    """Files of more than four gigabytes state sizes in 64 bits; a box of `wide` leaves room for that."""
    at = film.index(b"mdat") - 4
    assert film[at - 4 : at] == b"free"
    size = int.from_bytes(film[at : at + 4], "big") + 8
    server.data = film[: at - 8] + (1).to_bytes(4, "big") + b"mdat" + size.to_bytes(8, "big") + film[at + 8 :]
    data = got(server)
    assert len(data) < PART + 20_000
    assert shown(data, tmp_path) == 45


@pytest.mark.integration
@pytest.mark.parametrize("kind", ["index first", "webm"])
def test_what_can_be_read_from_its_beginning_is(kind: str, server: Files, tmp_path: Path) -> None:
    if kind == "webm":
        options = {"deadline": "realtime", "b": "1500000"}
        file = clip(tmp_path / "a.webm", moving(640, 360, 180), codec="libvpx-vp9", options=options)
    else:
        file = clip(tmp_path / "a.mp4", moving(640, 360, 180), options=FAST, box={"movflags": "faststart"})
    server.data = file.read_bytes()
    data = got(server)
    assert len(data) == PART < len(server.data)
    assert len(server.requests) == 1
    assert shown(data, tmp_path) == 45


def test_a_server_that_sends_no_parts_sends_all(server: Files, film: bytes) -> None:
    server.data, server.spoils = film, lambda _, __: Reply(200, film, {"Content-Type": "video/mp4"})
    assert got(server) == film


WRONG: dict[str, Callable[[Reply, Request], Reply]] = {
    "another part": lambda reply, _: Reply(206, reply.data(), {"Content-Range": f"bytes 7-{PART + 6}/9000000"}),
    "a shorter part": lambda reply, _: Reply(206, reply.data()[:-5], reply.headers),
    "no place": lambda reply, _: Reply(206, reply.data(), {}),
    "an unknown size": lambda reply, _: Reply(206, reply.data(), {"Content-Range": f"bytes 0-{PART - 1}/*"}),
    "an absurd size": lambda reply, _: Reply(206, reply.data(), {"Content-Range": f"bytes 0-{PART - 1}/{10**17}"}),
    "only the beginning": lambda reply, request: (
        reply
        if request.headers["range"].startswith("bytes=0-")
        else Reply(200, b"x" * 1000, {"Content-Type": "video/mp4"})
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_part_is_refused_in_a_sentence(kind: str, server: Files, film: bytes) -> None:
    server.data, server.spoils = film, WRONG[kind]
    with pytest.raises(BadAnswer) as caught:
        got(server)
    assert "\n" not in str(caught.value)


def test_a_part_that_nobody_asked_for_is_refused(server: Files) -> None:
    server.data, server.spoils = b"x" * 20, lambda _, __: Reply(206, b"x" * 20, {"Content-Range": "bytes 0-19/20"})
    with pytest.raises(BadAnswer, match="another part"):
        fetch(f"{server.url}/page")
