"""Sends HTTP requests with a deadline and a size limit, and maps every failure to an error of the domain.

The deadline covers the whole exchange, even if the server sends one byte at a time. Ignores the environment's proxies.
Never retries: the error says whether a retry can help, and the stages decide.
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

from tasks import VERSION
from tasks.domain.errors import BadAnswer, Permanent, RateLimited, ServiceError, Transient, WrongKey
from tasks.domain.legible import legible
from tasks.machine.network.bodies import Bounded, TooLarge

AGENT = f"Dailies/{VERSION} (makes one short narrated video a day)"
MAX_BYTES = 200_000_000  # of a response to a vendor's own client: minutes of uncompressed speech in base64
NO_JSON = (ValueError, RecursionError)  # what reading JSON raises; the second if it is very deep
MAX_WAIT = 3600.0  # seconds; caps Retry-After, so that a server cannot delay a run for ever

# Maps (host, port) to the address to connect to; raises to forbid the connection.
Screen = Callable[[str, int], str]


@dataclass(frozen=True)
class Response:
    """A complete HTTP response, with its body decompressed."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    data: bytes

    def json(self, service: str) -> Any:
        """The body as JSON. Raises BadAnswer if it is not JSON, like the error page of an overloaded proxy."""
        try:
            return legible(json.loads(self.data))
        except NO_JSON as error:
            kind = self.headers.get("content-type", "an unknown content type")
            raise BadAnswer(
                f"{service} sent {kind} instead of JSON.", service=service, advice="Try again later."
            ) from error


def exchange(
    method: str,
    url: str,
    *,
    service: str,
    seconds: float = 30.0,
    max_bytes: int = 20_000_000,
    screen: Screen | None = None,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str | int] | None = None,
    content: bytes | None = None,
    json_body: object = None,
) -> Response:
    """Send one request and read the whole response, whatever its status. Does not follow redirects.

    Raises Transient on a network failure or after `seconds`, BadAnswer if the body is larger than `max_bytes`. Error
    messages contain neither the query nor headers, because both may carry a key.
    """
    sent_headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    failure: ServiceError
    try:
        with client(seconds, screen=screen, max_bytes=max_bytes) as session:
            response = session.request(
                method, url, headers=sent_headers, params=params, content=content, json=json_body
            )
            return Response(response.status_code, dict(response.headers), response.content)
    except httpx.TimeoutException:
        failure = Transient(
            f"{service} did not answer within {seconds:.0f} s.", service=service, advice="Try again later."
        )
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        failure = unreachable(service, error)
    # Raised outside the handlers: inside one, the error would carry httpx's, with the request, as its context.
    raise failure


def client(seconds: float, *, screen: Screen | None = None, max_bytes: int = MAX_BYTES) -> httpx.Client:
    """An httpx client whose exchanges must all end within `seconds` from now, with at most `max_bytes` each.

    Vendors' own SDKs use it too.
    """
    transport = httpx.HTTPTransport(verify=_certificates(), trust_env=False)
    # Only httpcore has a public option for the network backend. Tests fail if an upgrade of httpx ignores this pool.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=_certificates(),
        network_backend=_Backend(time.monotonic() + seconds, screen),
    )
    return _Client(transport=Bounded(transport, max_bytes), timeout=seconds, trust_env=False, follow_redirects=False)


class _Client(httpx.Client):
    """Keeps its requests out of httpx's log, which shows whole URLs: some vendors expect their key in the query.

    Other clients in this process, like Prefect's, still log.
    """

    def send(self, *args: Any, **options: Any) -> httpx.Response:
        _install_log_filter()
        token = _secret.set(True)
        try:
            return super().send(*args, **options)
        except UnicodeError:  # what httpx lets through of a redirect to a name that no host can have
            raise httpx.RemoteProtocolError("The redirect leads to no address.") from None
        finally:
            _secret.reset(token)


_secret: ContextVar[bool] = ContextVar("secret", default=False)


@cache
def _install_log_filter() -> None:
    logging.getLogger("httpx").addFilter(lambda _: not _secret.get())


@cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates, loaded once: loading takes longer than many exchanges."""
    return httpx.create_ssl_context(trust_env=False)


def unreachable(service: str, error: Exception) -> ServiceError:
    """The error for a failed exchange. Names only the type of `error`, because its text may contain a key."""
    if isinstance(error, TooLarge):
        return BadAnswer(
            f"{service} sent more than {error.most / 1e6:g} MB.", service=service, advice="Try again later."
        )
    return Transient(
        f"The exchange with {service} failed ({type(error).__name__}).",
        service=service,
        advice="Check the network, or try again later.",
    )


def check(response: Response, service: str) -> Response:
    """The response if it is a success, else raises the error for its status."""
    if response.status < 300:
        return response
    raise failure(response, service)


def failure(response: Response, service: str) -> ServiceError:
    """The error for a response that is not a success, by its status."""
    code = response.status
    if code == 429:
        return RateLimited(
            f"{service} received too many requests (429).",
            service=service,
            retry_after=retry_after(response.headers),
            advice="The stage retries after a pause.",
        )
    if code in {408, 409, 425} or code >= 500:
        return Transient(f"{service} answered {code}.", service=service, advice="Try again later.")
    if code in {401, 403}:
        return WrongKey(
            f"{service} refused access ({code}).", service=service, advice="Check its key and the key's permissions."
        )
    return Permanent(f"{service} answered {code}.", service=service, advice="A retry would not help.")


def retry_after(headers: Mapping[str, str]) -> float:
    """The Retry-After header (a number or a date) in seconds, at most MAX_WAIT; 0 if missing or invalid."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return 0.0
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), MAX_WAIT) if seconds == seconds else 0.0  # noqa: PLR0124 - nan


def reachable(url: str, *, seconds: float = 3.0) -> bool:
    """Whether the URL's host accepts a TCP connection within `seconds`."""
    parts = httpx.URL(url)
    try:
        with socket.create_connection(
            (parts.host, parts.port or (443 if parts.scheme == "https" else 80)), timeout=seconds
        ):
            return True
    except OSError:
        return False


class _Backend(httpcore.NetworkBackend):
    """Opens sockets to the address that `screen` chooses; their reads and writes all end by the deadline."""

    def __init__(self, deadline: float, screen: Screen | None) -> None:
        self.deadline = deadline
        self.screen = screen
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline replaces it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        address = self.screen(host, port) if self.screen else host
        stream = self.inner.connect_tcp(address, port, _left(self.deadline), local_address, socket_options)
        return _Stream(stream, self.deadline)


class _Stream(httpcore.NetworkStream):
    """A socket whose reads and writes end by the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self.inner = inner
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline replaces it
        return self.inner.read(max_bytes, _left(self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline replaces it
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
