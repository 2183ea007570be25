"""Fetches untrusted URLs from the public internet only, as a defence against server-side request forgery (SSRF).

A URL in a source or a search result may point at a cloud's metadata service or a router. So the host is resolved, all
its addresses must be public, and the connection goes to the address that was checked, with the name in Host and SNI.
Redirects are followed here and checked again. Ignores the environment's proxies.
"""

import re
import socket
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from tasks.domain.errors import BadAnswer, BadInput, Permanent, Transient
from tasks.machine.network.addresses import is_public
from tasks.machine.network.http import AGENT, Response, check, exchange
from tasks.machine.settings import settings

MAX_REDIRECTS = 3
WEB_PORTS = (80, 443)
PARTIAL = 206


@dataclass(frozen=True)
class Fetched:
    """A fetched document, or a part of it; `url` is its address after redirects, `size` that of the whole document."""

    data: bytes
    content_type: str
    url: str
    size: int


def fetch(
    url: str,
    *,
    seconds: float = 30.0,
    max_bytes: int = 20_000_000,
    agent: str = AGENT,
    span: tuple[int, int] | None = None,
) -> Fetched:
    """Get one document within `seconds`, redirects included; of a `span`, its bytes from the first to the last alone.

    A server need not know spans: it sends the whole document then. Raises BadInput if the URL is invalid or not public,
    BadAnswer if the document is larger than `max_bytes`, redirects too often or is another part, and what `check`
    raises for its status.
    """
    deadline = time.monotonic() + seconds
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        host = parts.hostname or ""
        left = deadline - time.monotonic()
        if left <= 0:
            raise Transient(f"{host} took too long.", service=host, advice="Try again later.")
        response = exchange(
            "GET",
            url,
            service=host,
            seconds=left,
            max_bytes=max_bytes,
            screen=_public_address,
            headers={"User-Agent": agent, **_asking_for(span)},
        )
        if response.status in {301, 302, 303, 307, 308} and "location" in response.headers:
            url = _joined(url, response.headers["location"])
            continue
        if response.status in {401, 403, 404, 410, 451}:
            raise Permanent(
                f"{host} answered {response.status} for this URL.", service=host, advice="Check the URL in a browser."
            )
        check(response, host)
        size = _size(response, span, host)
        return Fetched(response.data, response.headers.get("content-type", ""), url, size)
    raise BadAnswer(f"{host} redirects more than {MAX_REDIRECTS} times.", service=host)


def _asking_for(span: tuple[int, int] | None) -> dict[str, str]:
    """Headers that ask for these bytes, as they are stored."""
    return {"Range": f"bytes={span[0]}-{span[1]}", "Accept-Encoding": "identity"} if span else {}


def _size(response: Response, span: tuple[int, int] | None, host: str) -> int:
    """The size of the whole document. Raises BadAnswer if another part of it was sent than the one asked for."""
    if response.status != PARTIAL:
        if span and span[0]:
            raise BadAnswer(f"{host} sends no parts of files.", service=host)
        return len(response.data)
    sent = re.fullmatch(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", response.headers.get("content-range", ""))
    if not sent or not span or int(sent[1]) != span[0] or int(sent[2]) - int(sent[1]) + 1 != len(response.data):
        raise BadAnswer(f"{host} sends another part of the file than it was asked for.", service=host)
    return int(sent[3])


def _joined(url: str, location: str) -> str:
    """Where a redirect leads. Raises BadAnswer if that is no address."""
    try:
        return urljoin(url, location)
    except ValueError:
        host = urlsplit(url).hostname or ""
        raise BadAnswer(f"{host} redirects to {location!r}, which is no address.", service=host) from None


def _checked(url: str) -> SplitResult:
    """The URL's parts. Raises BadInput if its scheme, port or credentials are not allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
        _ = httpx.URL(url).host  # which reads it once more to send the request, and has rules of its own for names
    except (ValueError, httpx.InvalidURL) as error:
        raise BadInput(f"{url!r} is not a web address: {error}.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(f"{url!r} is not a web address.", advice="Begin it with http:// or https://.")
    if parts.username or parts.password:
        raise BadInput("The web address contains a user name or password.", advice="Remove them from the address.")
    if port is not None and port not in WEB_PORTS and not _allowed(parts.hostname, port):
        name = _allowed_name(parts.hostname, port)
        raise BadInput(
            f"Port {port} of {parts.hostname} is not allowed.",
            advice=f"Use port 80 or 443, or add {name} to DAILIES_ALLOWED_HOSTS.",
        )
    return parts


def _allowed(host: str, port: int) -> bool:
    """Whether DAILIES_ALLOWED_HOSTS lists the host with this port; without a port it means those of the web."""
    return _allowed_name(host, port) in {name.strip().lower() for name in settings().allowed_hosts}


def _allowed_name(host: str, port: int) -> str:
    """What DAILIES_ALLOWED_HOSTS calls this port of a host."""
    name = f"[{host}]" if ":" in host else host
    return (name if port in WEB_PORTS else f"{name}:{port}").lower()


def _public_address(host: str, port: int) -> str:
    """The address to connect to. Raises BadInput if any address of the name is private: such a name is a trap."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Transient(
            f"The host name {host} cannot be resolved.", service=host, advice="Check the name and the network."
        ) from error
    addresses = [str(entry[4][0]) for entry in entries]
    if not _allowed(host, port):
        for address in addresses:
            if not is_public(address):
                raise BadInput(
                    f"{host} resolves to {address}, which is not a public address.",
                    advice=f"If it is safe to fetch from, add {_allowed_name(host, port)} to DAILIES_ALLOWED_HOSTS.",
                )
    return addresses[0]
