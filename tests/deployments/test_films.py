"""The server's page for films: it plays listed films to those who know the password, and serves nothing else."""

import asyncio
import base64
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from deployments.doors import Doors
from deployments.films import HOURS, Films, Message, Receive, Scope, Send
from tasks.domain.edition import Film
from tasks.domain.values import replaced
from tasks.machine.storage.assets import assets
from tasks.machine.storage.films import list_film
from tasks.machine.storage.ledger import ledger

PASSWORD = "dailies:a secret of this test"  # noqa: S105 - a dummy
AUTHORIZATION = b"Basic " + base64.b64encode(PASSWORD.encode())
NOON = 1_800_000_000
DATA = bytes(range(256)) * 40


async def _application(_: Scope, __: Receive, send: Send) -> None:
    raise AssertionError("a request for a film must not reach Prefect")


class Browser:
    """Sends requests to the server through its door, at a time that a test sets."""

    def __init__(self) -> None:
        self.now = NOON
        self.doors = Doors(_application, ["127.0.0.1:4200"], PASSWORD)
        self.doors.films = Films(AUTHORIZATION, lambda: self.now)

    def get(self, address: str, *, method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers of the answer."""
        sent: list[Message] = []

        async def receive() -> Message:
            await asyncio.sleep(3600)  # the client stays until it is answered
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        url = urlsplit(address)
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http",
            "path": url.path,
            "method": method,
            "query_string": url.query.encode(),
            "headers": [(b"host", b"127.0.0.1:4200"), *raw],
        }
        asyncio.run(self.doors(scope, receive, send))
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]), answered

    def about(self, film: Film) -> tuple[int, dict[str, Any]]:
        status, body, _ = self.get(f"/films/{film.key}/about", authorization=AUTHORIZATION.decode())
        return status, json.loads(body)

    def video(self, film: Film) -> str:
        """Return the signed address of the film's file."""
        status, about = self.about(film)
        assert status == 200, about
        return str(about["video"])


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def film() -> Iterator[Film]:
    """A listed film whose file is in the store."""
    video = assets().put(DATA, ".mp4")
    listed = Film(video=video, channel="Tides", day=date(2026, 11, 24), title="High <water>", host="north")
    list_film(listed, ledger())
    yield listed
    assets().place(video).unlink(missing_ok=True)


def test_the_page_itself_says_nothing_of_any_film(browser: Browser, film: Film) -> None:
    status, page, headers = browser.get(f"/films/{film.key}")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page == browser.get(f"/films/{'0' * 64}")[1]
    assert b"High" not in page
    assert headers["x-frame-options"] == "DENY"


def test_only_who_knows_the_password_learns_of_a_film(browser: Browser, film: Film) -> None:
    for sent in ({}, {"authorization": "Basic Z3Vlc3Q6Z3Vlc3Q="}):
        status, body, _ = browser.get(f"/films/{film.key}/about", **sent)
        assert (status, json.loads(body)) == (401, {"error": "Log in first."})
    status, about = browser.about(film)
    assert (status, about["title"], about["channel"], about["host"]) == (200, "High <water>", "Tides", "north")
    assert browser.get(f"/films/{film.key}/about", host="evil.example")[0] == 421


def test_a_player_gets_the_file_and_parts_of_it(browser: Browser, film: Film) -> None:
    address = browser.video(film)
    status, body, headers = browser.get(address)
    assert (status, body, headers["content-type"]) == (200, DATA, "video/mp4")
    status, body, headers = browser.get(address, range="bytes=100-199")
    assert (status, body, headers["content-range"]) == (206, DATA[100:200], f"bytes 100-199/{len(DATA)}")
    assert browser.get(address, range="bytes=99999-")[0] == 416
    assert browser.get(address, method="HEAD")[:2] == (200, b"")
    assert browser.get(address, method="POST")[0] == 405


def test_an_address_expires_and_cannot_be_changed(browser: Browser, film: Film) -> None:
    address = browser.video(film)
    other = replaced(film, channel="Stars")
    list_film(other, ledger())
    for changed in (
        address.replace(film.key, other.key),
        address.replace("until=1", "until=2"),
        address[:-1] + ("0" if address[-1] != "0" else "1"),
        address.partition("&")[0],
        address.partition("?")[0],
        address.replace("until=", "until=-"),
        address.replace("sign=", "sign=%ff"),
    ):
        assert browser.get(changed)[0] == 403, changed
    browser.now += HOURS * 3600 - 1
    assert browser.get(address)[0] == 200
    browser.now += 2
    assert browser.get(address)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/films/../../../../etc/passwd",
        "/films/..%2f..%2fetc%2fpasswd",
        f"/films/{'0' * 64}/../about",
        f"/films/{'0' * 64}/credits.md",
        f"/films/{'0' * 63}",
        f"/films/{'A' * 64}/about",
        "/films//etc/passwd",
    ],
)
def test_no_other_path_is_a_film(browser: Browser, path: str) -> None:
    assert browser.get(path, authorization=AUTHORIZATION.decode())[0] == 404


def test_a_film_that_is_not_listed_is_unknown_though_its_file_exists(browser: Browser) -> None:
    video = assets().put(b"not listed", ".mp4")
    status, about = browser.about(Film(video=video, channel="Tides", day=date(2026, 11, 25), title="Low water"))
    assert status == 404
    assert "DAILIES_LEDGER" in about["error"]


def test_a_published_film_plays_from_its_folder_and_only_if_it_is_the_same(
    browser: Browser, film: Film, tmp_path: Path
) -> None:
    published = replaced(film, folder=str(tmp_path), location=str(tmp_path))
    list_film(published, ledger())
    assets().place(film.video).unlink()
    status, about = browser.about(film)
    assert (status, about["error"]) == (404, f"The film is not on this host. It was made on north, in {tmp_path}.")
    (tmp_path / "short.mp4").write_bytes(DATA)
    assert browser.get(browser.video(film))[1] == DATA
    (tmp_path / "short.mp4").write_bytes(DATA[::-1])
    assert browser.about(film)[0] == 404
