"""HTTP requests: deadline and size limit hold, failures have their error types, and no secret is logged."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from tasks.domain.errors import BadAnswer, BadInput, Permanent, RateLimited, Transient, WrongKey
from tasks.machine.network.http import MAX_WAIT, Response, check, client, exchange, reachable, retry_after
from tests.servers.wire import Reply, Request, Vendor, html


class Echo(Vendor):
    def answer(self, request: Request) -> Reply:
        return Reply(200, {"method": request.method, "query": dict(request.query), "body": request.body.decode()})


@pytest.fixture
def server() -> Iterator[Echo]:
    with Echo() as vendor:
        yield vendor


def get(server: Echo, **more: object) -> Response:
    return exchange("GET", f"{server.url}/x", service="Echo", **{"seconds": 5.0, **more})  # type: ignore[arg-type]


def test_an_exchange_is_one_request_and_the_full_response(server: Echo) -> None:
    answer = exchange("POST", f"{server.url}/x", service="Echo", params={"a": 1}, json_body={"b": 2})
    assert answer.json("Echo") == {"method": "POST", "query": {"a": "1"}, "body": '{"b":2}'}
    assert len(server.requests) == 1
    assert server.requests[0].headers["user-agent"].startswith("Dailies/")


def test_proxy_variables_are_ignored(server: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert get(server).status == 200


@pytest.mark.parametrize(
    "reply", [Reply(hold=30.0), Reply(body=b"x" * 4000, per_byte=0.02)], ids=["says nothing", "a byte at a time"]
)
def test_the_deadline_holds_for_the_whole_exchange(server: Echo, reply: Reply) -> None:
    server.script(reply)
    with pytest.raises(Transient, match="within 1 s"):
        get(server, seconds=1.0)


@pytest.mark.parametrize(
    "reply", [Reply(hold=30.0), Reply(body=b"x" * 4000, per_byte=0.02)], ids=["says nothing", "a byte at a time"]
)
def test_httpx_uses_our_sockets_for_the_deadline(server: Echo, reply: Reply) -> None:
    """`client` replaces a private attribute of httpx to enforce a deadline; this fails if an upgrade ignores it."""
    server.script(reply)
    with client(1.0) as session, pytest.raises(httpx.ReadTimeout, match=r"the deadline passed|timed out"):
        session.get(server.url, timeout=None)


def test_httpx_connects_only_to_the_screened_address(server: Echo) -> None:
    """This is the defence against server-side request forgery; it fails if an httpx upgrade ignores our sockets."""
    screened: list[tuple[str, int]] = []
    port = int(server.url.rpartition(":")[2])

    def screen(host: str, port: int) -> str:
        screened.append((host, port))
        return "127.0.0.1"

    with client(5.0, screen=screen) as session:  # the name does not resolve: only `screen` knows an address
        assert session.get(f"http://screened.invalid:{port}/x").status_code == 200
    assert screened == [("screened.invalid", port)]

    def forbid(host: str, port: int) -> str:
        raise BadInput(f"{host} is private.")

    before = len(server.requests)
    with client(5.0, screen=forbid) as session, pytest.raises(BadInput, match="is private"):
        session.get(server.url)
    assert len(server.requests) == before


def test_a_broken_connection_is_transient_and_hides_the_query(server: Echo) -> None:
    server.script(Reply(body=b"x" * 1000, cut=10))
    with pytest.raises(Transient) as cut:
        get(server, params={"api_key": "canary"})
    assert "canary" not in str(cut.value)
    with pytest.raises(Transient) as refused:
        exchange("GET", "http://127.0.0.1:1/?api_key=canary", service="Echo", seconds=2.0)
    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_query_strings_are_never_logged(server: Echo, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    get(server, params={"api_key": "canary"})
    server.script(Reply(hold=30.0))
    with pytest.raises(Transient) as late:
        get(server, seconds=0.5, params={"api_key": "canary"})
    assert late.value.__cause__ is None
    assert "canary" not in caplog.text


def test_a_response_over_the_size_limit_is_a_bad_answer(server: Echo) -> None:
    server.script(Reply(body=b"x" * 200_000))
    with pytest.raises(BadAnswer, match=r"more than 0\.1 MB"):
        get(server, max_bytes=100_000)


def test_a_response_that_is_said_to_be_too_large_is_not_waited_for(server: Echo) -> None:
    server.script(Reply(body=b"x" * 200_000, cut=10))
    with pytest.raises(BadAnswer, match=r"sent more than 0\.1 MB"):
        get(server, max_bytes=100_000)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((401, WrongKey), (403, WrongKey), (404, Permanent), (400, Permanent), (408, Transient), (429, RateLimited)),
        *((500, Transient), (502, Transient), (503, Transient)),
    ],
)
def test_each_status_has_its_error(server: Echo, status: int, error: type[Exception]) -> None:
    server.script(Reply(status))
    with pytest.raises(error) as raised:
        check(get(server), "Echo")
    assert type(raised.value) is error


def test_a_page_instead_of_json_is_a_bad_answer(server: Echo) -> None:
    server.script(html(200))
    with pytest.raises(BadAnswer, match="text/html"):
        get(server).json("Echo")


@pytest.mark.parametrize(
    ("value", "at_least", "at_most"),
    [
        ("7", 7, 7),
        ("0.5", 0.5, 0.5),
        ("", 0, 0),
        ("soon", 0, 0),
        ("-3", 0, 0),
        ("nan", 0, 0),
        ("1e99", MAX_WAIT, MAX_WAIT),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
    ],
)
def test_retry_after_is_read_in_every_form(value: str, at_least: float, at_most: float) -> None:
    assert at_least <= retry_after({"retry-after": value}) <= at_most


def test_retry_after_may_be_a_date() -> None:
    value = format_datetime(datetime.now(UTC) + timedelta(seconds=600))
    assert 500 < retry_after({"retry-after": value}) <= 600


def test_reachable_is_false_for_a_closed_port(server: Echo) -> None:
    assert reachable(server.url)
    assert not reachable("http://127.0.0.1:1")
