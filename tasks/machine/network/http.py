"""The one door to HTTP: one exchange, within a deadline and a byte budget, its failures told apart as our own errors.

The deadline holds for the whole exchange, also where a server sends a byte at a time. Proxies of the environment are
ignored. Nothing is tried twice here: whether another try can help is in the error, and stages decide.
"""

import json
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore
import httpx

from tasks.domain.errors import BadAnswer, Permanent, RateLimited, ServiceError, Transient, WrongKey

AGENT = "Dailies/0.1 (makes one short narrated video a day)"
MAX_WAIT = 3600.0  # seconds; a server that asks for more has no say in when a run ends

# (host, port) to the address to connect to; raises where nothing may be fetched from there.
Screen = Callable[[str, int], str]


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]  # names in lower case
    data: bytes

    def json(self, service: str) -> Any:
        """The body as JSON. Raises BadAnswer where it is something else, a page of an overloaded proxy for example."""
        try:
            return json.loads(self.data)
        except ValueError as error:
            kind = self.headers.get("content-type", "nothing that is named")
            raise BadAnswer(
                f"{service} sent {kind} where JSON was due.", service=service, advice="Try again later."
            ) from error


def exchange(
    method: str,
    url: str,
    *,
    service: str,
    seconds: float = 30.0,
    most_bytes: int = 20_000_000,
    screen: Screen | None = None,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str | int] | None = None,
    content: bytes | None = None,
    json_body: object = None,
) -> Response:
    """Send one request and read its whole answer, whatever its status. Redirects are answers, not followed.

    Raises Transient when it cannot be had in time, BadAnswer when it is larger than `most_bytes`. No error's text
    holds the query or a header: both may carry a key.
    """
    deadline = time.monotonic() + seconds
    sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    try:
        with (
            client(seconds, screen=screen) as session,
            session.stream(method, url, headers=sent, params=params, content=content, json=json_body) as response,
        ):
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > most_bytes:
                    raise BadAnswer(f"{service} sends more than {most_bytes / 1e6:g} MB.", service=service)
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("the deadline passed")
            return Response(response.status_code, dict(response.headers), bytes(data))
    except httpx.TimeoutException:
        raise Transient(
            f"{service} did not answer within {seconds:.0f} s.", service=service, advice="Try again later."
        ) from None  # the error that is left out holds the request, query and all
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise unreachable(service, error) from None


def client(seconds: float, *, screen: Screen | None = None) -> httpx.Client:
    """A client whose every exchange must end within `seconds` of now: also what official clients are handed."""
    transport = httpx.HTTPTransport(verify=_certificates(), trust_env=False)
    # httpx has no public way to choose how its connection pool opens sockets; the pool itself has.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=_certificates(),
        network_backend=_Backend(time.monotonic() + seconds, screen),
    )
    return _Client(transport=transport, timeout=seconds, trust_env=False, follow_redirects=False)


class _Client(httpx.Client):
    """Keeps its requests out of httpx's log, which writes addresses with their queries: some vendors want keys there.

    Requests of other clients in this process, Prefect's among them, are logged as ever.
    """

    def send(self, *args: Any, **options: Any) -> httpx.Response:
        _keep_secret()
        token = _secret.set(True)
        try:
            return super().send(*args, **options)
        finally:
            _secret.reset(token)


_secret: ContextVar[bool] = ContextVar("secret", default=False)


@cache
def _keep_secret() -> None:
    logging.getLogger("httpx").addFilter(lambda _: not _secret.get())


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust; read once, which takes longer than many an exchange."""
    return httpx.create_ssl_context(trust_env=False)


def unreachable(service: str, error: Exception) -> Transient:
    """An exchange that broke off, without what its text may give away."""
    return Transient(
        f"The exchange with {service} failed ({type(error).__name__}).",
        service=service,
        advice="Check the network, or try again later.",
    )


def check(answer: Response, service: str) -> Response:
    """The answer, if it is a success; else the error that its status stands for. Vendors may say more."""
    if answer.status < 300:
        return answer
    raise failure(answer, service)


def failure(answer: Response, service: str) -> ServiceError:
    """The error that an answer's status stands for, where it is none of success."""
    code = answer.status
    if code == 429:
        return RateLimited(
            f"{service} is asked too often.",
            service=service,
            retry_after=retry_after(answer.headers),
            advice="It is tried again after a pause.",
        )
    if code in {408, 409, 425} or code >= 500:
        return Transient(f"{service} answered {code}.", service=service, advice="Try again later.")
    if code in {401, 403}:
        return WrongKey(
            f"{service} refuses access ({code}).", service=service, advice="Check its key and what the key may do."
        )
    return Permanent(f"{service} answered {code}.", service=service, advice="Asking again would not help.")


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a server asks to wait: given as a number or as a date; 0 where it does not say."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return 0.0
    try:
        seconds = float(said)
    except ValueError:
        try:
            when = parsedate_to_datetime(said)
        except ValueError:
            return 0.0
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), MAX_WAIT) if seconds == seconds else 0.0  # noqa: PLR0124 - nan


def reachable(url: str, *, seconds: float = 3.0) -> bool:
    """Whether a connection to the host of this address can be opened."""
    parts = httpx.URL(url)
    try:
        with socket.create_connection(
            (parts.host, parts.port or (443 if parts.scheme == "https" else 80)), timeout=seconds
        ):
            return True
    except OSError:
        return False


class _Backend(httpcore.NetworkBackend):
    """Opens sockets, to where `screen` says, whose every read and write ends by the deadline."""

    def __init__(self, deadline: float, screen: Screen | None) -> None:
        self.deadline = deadline
        self.screen = screen
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        address = self.screen(host, port) if self.screen else host
        stream = self.inner.connect_tcp(address, port, _left(self.deadline), local_address, socket_options)
        return _Stream(stream, self.deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self.inner = inner
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline's
        return self.inner.read(max_bytes, _left(self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline's
        self.inner.write(buffer, _left(self.deadline))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, _left(self.deadline)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline passed")
    return left
