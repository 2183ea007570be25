"""The base of every local vendor: it records requests, replays scripted replies, and breaks connections on request."""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """`cut`: the connection closes after this many bytes, although Content-Length counts the whole body.

    `hold`: seconds before the answer. `per_byte`: seconds between bytes. `silent`: close without an answer.
    """

    status: int = 200
    body: bytes | Mapping[str, Any] | list[Any] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    hold: float = 0.0
    per_byte: float = 0.0
    silent: bool = False

    def data(self) -> bytes:
        """The body as bytes, JSON-encoded if need be."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class BadRequest(Exception):
    """The vendor rejects the request; the message becomes part of a 400."""


class Vendor:
    """A vendor on its own port. Subclasses implement `answer`; scripted replies take precedence, each for one request.

    Use as a context manager, or start() and stop().
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.latency = 0.0
        self.lock = threading.Lock()
        self._script: deque[tuple[str, bytes, str, Reply]] = deque()
        self._stopped = threading.Event()

    # ------------------------------------------------------------------ for tests

    def script(self, *replies: Reply, path: str = "", body: bytes = b"", engine: str = "") -> None:
        """Give these replies, in order, to the next requests with `path` in their path and `body` in their body.

        With an `engine`, only to requests whose query names it.
        """
        self._script.extend((path, body, engine, reply) for reply in replies)

    def asked(self, path: str = "", method: str = "") -> list[Request]:
        """The requests so far whose path contains `path`, with this method if one is given."""
        return [request for request in self.requests if path in request.path and method in {"", request.method}]

    def forget(self) -> None:
        """Clear the requests and the scripted replies, but not the vendor's own data."""
        with self.lock:
            self.requests.clear()
            self._script.clear()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def environment(self) -> dict[str, str]:
        """The environment variables that point Dailies at this server."""
        return {}

    # ------------------------------------------------------------------ for subclasses

    def answer(self, request: Request) -> Reply:
        """The reply to a request without a scripted one. May raise BadRequest."""
        raise NotImplementedError

    def reads(self, method: str, path: str, size: int) -> int:
        """The number of bytes to read of a body of this size. If smaller, the connection breaks mid-body."""
        return size

    def refuse(self, why: str) -> Reply:
        """A 400 in the vendor's own format."""
        return Reply(400, {"error": why})

    # ------------------------------------------------------------------ the wire

    def start(self, port: int = 0) -> Self:
        self.server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reply_to(self, request: Request) -> Reply:
        """Record the request, and return the first matching scripted reply or the vendor's own."""
        with self.lock:
            self.requests.append(request)
            for at, (path, body, engine, reply) in enumerate(self._script):
                asks = not engine or request.query.get("engine") == engine
                if path in request.path and body in request.body and asks:
                    del self._script[at]
                    return reply
        if self.latency:
            self.wait(self.latency)
        try:
            return self.answer(request)
        except BadRequest as error:
            return self.refuse(str(error))

    def wait(self, seconds: float) -> None:
        """Wait, but not beyond `stop`."""
        self._stopped.wait(seconds)


def _handler(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Silent: tests read `vendor.requests` instead."""

        def _respond(self) -> None:
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()},
                {name.lower(): value for name, value in self.headers.items()},
                self._body(parts.path),
            )
            self._send(vendor.reply_to(request))

        do_GET = do_POST = do_PUT = do_DELETE = _respond  # noqa: N815 - names set by the base class

        def _body(self, path: str) -> bytes:
            if self.headers.get("transfer-encoding", "").lower() == "chunked":
                data = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    data += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return data
            return self.rfile.read(vendor.reads(self.command, path, int(self.headers.get("content-length") or 0)))

        def _send(self, reply: Reply) -> None:
            data = reply.data()
            vendor.wait(reply.hold)
            if reply.silent:
                self.close_connection = True
                return
            try:
                self.send_response(reply.status)
                headers = {"Content-Type": "application/json", **reply.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                sent = data if reply.cut is None else data[: reply.cut]
                if reply.per_byte:
                    for at in range(len(sent)):
                        self.wfile.write(sent[at : at + 1])
                        self.wfile.flush()
                        vendor.wait(reply.per_byte)
                else:
                    self.wfile.write(sent)
                if reply.cut is not None:
                    self.close_connection = True
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    return Handler


def html(status: int = 502) -> Reply:
    """The HTML page of an overloaded proxy in front of an API."""
    return Reply(status, b"<html><body>Bad Gateway</body></html>", {"Content-Type": "text/html"})
