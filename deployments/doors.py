"""Prefect's server behind a door of ours: who may reach it, and how it writes its database.

    uvicorn --factory deployments.doors:app

Prefect's password and CSRF protection close the API; this closes what they leave open. A page in a browser on the same
machine can reach 127.0.0.1, also by a name of its own (DNS rebinding). So Host, Origin and the browser's Sec-Fetch-Site
are checked before Prefect sees a request, and no page may put the UI into a frame.

The door wraps the finished application from outside. As a middleware inside it would refuse Prefect's own in-process
client (automations' actions), whose Host is `prefect-in-memory`.
"""

import base64
import hmac
import os
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import quote

from deployments import health
from deployments.films import Films, Message, Receive, Scope, Send
from tasks.stagecraft.environment import SERVER_PASSWORD

HOSTS = "DAILIES_SERVER_HOSTS"  # where the server is opened: host:port or a URL, separated by commas
REFUSED = b"Refused: open this server at its own address."
UNKNOWN = b"Refused: this server wants its password."
OPEN = frozenset({"/api/health", "/api/ready"})  # who waits for a server to start has no password yet
# /enter#user:password logs this browser in: what follows # is never sent, and Prefect's UI keeps the password in
# localStorage, in base64.
ENTER = b"""<!doctype html><title>Dailies</title><script>
const secret = decodeURIComponent(location.hash.slice(1));
if (secret) localStorage.setItem("prefect-password", btoa(secret));
location.replace("/");</script>"""
PROTECTION = (
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Doors:
    """An ASGI application that passes on requests made at one of `hosts`, from a page of one of them or from none."""

    def __init__(self, inner: App, hosts: Iterable[str], password: str) -> None:
        self.inner = inner
        self.health = health.Check()
        self.authorization = b"Basic " + base64.b64encode(password.encode())
        self.films = Films(self.authorization)
        self.hosts = {host.rpartition("//")[2].strip().lower().encode() for host in hosts if host.strip()}
        self.origins = {scheme + host for scheme in (b"http://", b"https://") for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.inner(scope, receive, send)
        elif scope["type"] == "http" and self._by_localhost(scope):
            await _answer(send, 307, b"text/plain; charset=utf-8", b"", (b"location", self._address(scope)))
        elif not self._allowed(scope):
            await _refuse(scope, send)
        elif scope["type"] == "http" and scope["path"] == "/enter":
            await _answer(send, 200, b"text/html; charset=utf-8", ENTER)
        elif scope["type"] == "http" and scope["path"] == health.PATH:
            status, body = await self.health()
            await _answer(send, status, b"application/json", body)
        elif scope["type"] == "http" and scope["path"].startswith("/films/"):
            await self.films(scope, receive, _protected(send))
        elif scope["type"] == "http" and not self._knows_the_password(scope):
            await _answer(send, 401, b"text/plain; charset=utf-8", UNKNOWN)
        else:
            await self.inner(scope, receive, _protected(send))

    def _knows_the_password(self, scope: Scope) -> bool:
        """Prefect checks it too, but asks for a CSRF token first: a stranger would be told the wrong thing (403)."""
        path = scope["path"]
        if not path.startswith("/api/") or path in OPEN or scope["method"] == "OPTIONS":
            return True
        return hmac.compare_digest(_header(scope, b"authorization", exact=True), self.authorization)

    def _by_localhost(self, scope: Scope) -> bool:
        """Whether somebody opened the page of a server at 127.0.0.1 by its other name, which is another origin."""
        name, mode = _header(scope, b"host"), _header(scope, b"sec-fetch-mode")
        other = name.replace(b"localhost:", b"127.0.0.1:")
        return name not in self.hosts and other in self.hosts and mode == b"navigate"

    def _address(self, scope: Scope) -> bytes:
        host = _header(scope, b"host").replace(b"localhost:", b"127.0.0.1:")
        return b"http://" + host + quote(scope["path"]).encode()

    def _allowed(self, scope: Scope) -> bool:
        sent: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            sent.setdefault(name, []).append(value.strip().lower())
        hosts, origins = sent.get(b"host", []), sent.get(b"origin", [])
        if len(hosts) != 1 or hosts[0] not in self.hosts or not all(origin in self.origins for origin in origins):
            return False
        # Browsers say where a request comes from; other clients do not. A link that is followed does no harm.
        followed = scope.get("method") in {"GET", "HEAD"} and sent.get(b"sec-fetch-mode") == [b"navigate"]
        framed = sent.get(b"sec-fetch-dest", [b""])[0] in {b"iframe", b"frame", b"embed", b"object"}
        own = sent.get(b"sec-fetch-site", [b"none"])[0] in {b"none", b"same-origin"}
        return own or (followed and not framed)


def _header(scope: Scope, name: bytes, *, exact: bool = False) -> bytes:
    value = next((bytes(value).strip() for key, value in scope["headers"] if key == name), b"")
    return value if exact else value.lower()


def _protected(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *PROTECTION]
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":  # closed before it is accepted: the client sees 403
        await send({"type": "websocket.close", "code": 1008})
        return
    await _answer(send, 421, b"text/plain; charset=utf-8", REFUSED)


async def _answer(send: Send, status: int, kind: bytes, body: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *more, *PROTECTION]})
    await send({"type": "http.response.body", "body": body})


def app() -> Doors:
    """Prefect's application behind the door. Its services start and stop with it (ASGI lifespan)."""
    from prefect.server.api.server import create_app  # noqa: PLC0415 - reads its settings and opens its database

    from deployments import notification_address  # noqa: F401, PLC0415 - the server uses blocks whose class it knows
    from deployments.one_writer import use_one_writer  # noqa: PLC0415

    use_one_writer()
    return Doors(create_app(), os.environ[HOSTS].split(","), os.environ[SERVER_PASSWORD])
