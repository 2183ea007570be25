"""The door before Prefect's server: which requests pass, by Host, Origin, what a browser says, and the password."""

import asyncio
import base64

import pytest

from deployments.doors import Doors, Message, Receive, Scope, Send

PASSWORD = "dailies:a secret of this test"  # noqa: S105 - nobody's
KNOWN = {"authorization": "Basic " + base64.b64encode(PASSWORD.encode()).decode()}
OURS = {"host": "127.0.0.1:4200", **KNOWN}
PASSED = 299  # what only the application behind the door answers


async def _application(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": PASSED, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def answered(
    headers: dict[str, str], *, path: str = "/api/flows/", method: str = "POST", kind: str = "http"
) -> list[Message]:
    """What the client is sent."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("a request is judged by its headers")

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
def test_a_client_and_the_servers_own_pages_pass(more: dict[str, str]) -> None:
    assert answered({**OURS, **more})[0]["status"] == PASSED


@pytest.mark.parametrize(
    "headers",
    [
        {**OURS, "host": "evil.example:4200"},
        {**OURS, "host": "127.0.0.1"},
        {**OURS, "host": "127.0.0.1:4200.evil.example"},
        {**KNOWN},
        {**OURS, "origin": "http://evil.example"},
        {**OURS, "origin": "null"},
        {**OURS, "origin": "http://127.0.0.1:8000"},
        {**OURS, "sec-fetch-site": "cross-site"},
        {**OURS, "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"},
    ],
)
def test_other_hosts_and_pages_are_refused(headers: dict[str, str]) -> None:
    assert answered(headers)[0]["status"] == 421
    assert answered(headers, kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def test_a_link_may_be_followed_here_but_not_into_a_frame() -> None:
    link = {"host": "127.0.0.1:4200", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert answered({**link, "sec-fetch-dest": "document"}, path="/", method="GET")[0]["status"] == PASSED
    assert answered({**link, "sec-fetch-dest": "iframe"}, path="/", method="GET")[0]["status"] == 421


@pytest.mark.parametrize("said", ["", "Basic", "Basic ZGFpbGllczpndWVzcw==", KNOWN["authorization"].lower()])
def test_without_the_password_only_health_is_told(said: str) -> None:
    stranger = {"host": "127.0.0.1:4200", "authorization": said}
    assert answered(stranger)[0]["status"] == 401
    assert answered(stranger, path="/api/health", method="GET")[0]["status"] == PASSED


def test_pages_cannot_be_framed() -> None:
    headers = dict(answered(OURS)[0]["headers"])
    assert headers[b"content-security-policy"] == b"frame-ancestors 'none'"
    assert headers[b"x-frame-options"] == b"DENY"


def test_localhost_leads_to_the_servers_own_address() -> None:
    opened = {"host": "localhost:4200", "sec-fetch-mode": "navigate", "sec-fetch-site": "none"}
    start = answered(opened, path="/runs", method="GET")[0]
    assert (start["status"], dict(start["headers"])[b"location"]) == (307, b"http://127.0.0.1:4200/runs")
    assert answered({"host": "localhost:4200"})[0]["status"] == 421
