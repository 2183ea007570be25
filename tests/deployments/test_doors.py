"""The guard in front of Prefect's server: it judges requests by Host, Origin, fetch metadata and password."""

import asyncio
import base64

import pytest

from deployments.doors import Doors
from deployments.films import Message, Receive, Scope, Send

PASSWORD = "dailies:a secret of this test"  # noqa: S105 - a dummy
AUTHORIZED = {"authorization": "Basic " + base64.b64encode(PASSWORD.encode()).decode()}
TRUSTED = {"host": "127.0.0.1:4200", **AUTHORIZED}
PASSED = 299  # only the application behind the guard answers with this status


async def _application(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": PASSED, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def responses(
    headers: dict[str, str], *, path: str = "/api/flows/", method: str = "POST", kind: str = "http"
) -> list[Message]:
    """Return the messages that the client receives for a request with these headers."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("the guard must judge a request by its headers alone")

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    doors = Doors(_application, ["127.0.0.1:4200"], PASSWORD)
    asyncio.run(doors({"type": kind, "path": path, "method": method, "headers": raw}, receive, send))
    return sent


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"origin": "http://127.0.0.1:4200"},
        {"origin": "http://127.0.0.1:4200", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"},
    ],
)
def test_clients_and_the_servers_own_pages_pass(more: dict[str, str]) -> None:
    assert responses({**TRUSTED, **more})[0]["status"] == PASSED


@pytest.mark.parametrize(
    "headers",
    [
        {**TRUSTED, "host": "evil.example:4200"},
        {**TRUSTED, "host": "127.0.0.1"},
        {**TRUSTED, "host": "127.0.0.1:4200.evil.example"},
        {**AUTHORIZED},
        {**TRUSTED, "origin": "http://evil.example"},
        {**TRUSTED, "origin": "null"},
        {**TRUSTED, "origin": "http://127.0.0.1:8000"},
        {**TRUSTED, "sec-fetch-site": "cross-site"},
        {**TRUSTED, "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"},
    ],
)
def test_other_hosts_and_pages_are_refused(headers: dict[str, str]) -> None:
    assert responses(headers)[0]["status"] == 421
    assert responses(headers, kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def test_a_link_from_another_site_may_open_a_page_but_not_a_frame() -> None:
    link = {"host": "127.0.0.1:4200", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert responses({**link, "sec-fetch-dest": "document"}, path="/", method="GET")[0]["status"] == PASSED
    assert responses({**link, "sec-fetch-dest": "iframe"}, path="/", method="GET")[0]["status"] == 421


@pytest.mark.parametrize(
    "authorization", ["", "Basic", "Basic ZGFpbGllczpndWVzcw==", AUTHORIZED["authorization"].lower()]
)
def test_without_the_password_only_the_health_check_passes(authorization: str) -> None:
    stranger = {"host": "127.0.0.1:4200", "authorization": authorization}
    assert responses(stranger)[0]["status"] == 401
    assert responses(stranger, path="/api/health", method="GET")[0]["status"] == PASSED


def test_pages_cannot_be_framed() -> None:
    headers = dict(responses(TRUSTED)[0]["headers"])
    assert headers[b"content-security-policy"] == b"frame-ancestors 'none'"
    assert headers[b"x-frame-options"] == b"DENY"


def test_localhost_redirects_to_the_servers_own_address() -> None:
    opened = {"host": "localhost:4200", "sec-fetch-mode": "navigate", "sec-fetch-site": "none"}
    start = responses(opened, path="/runs", method="GET")[0]
    assert (start["status"], dict(start["headers"])[b"location"]) == (307, b"http://127.0.0.1:4200/runs")
    assert responses({"host": "localhost:4200"})[0]["status"] == 421
