"""Fetches untrusted URLs from the public internet only, as a defence against server-side request forgery (SSRF).

A URL in a source or a search result may point at a cloud's metadata service or a router. So the host is resolved, all
its addresses must be public, and the connection goes to the address that was checked, with the name in Host and SNI.
Redirects are followed here and checked again. Ignores the environment's proxies.
"""

import ipaddress
import socket
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from tasks.domain.errors import BadAnswer, BadInput, Permanent, Transient
from tasks.machine.network.http import AGENT, check, exchange
from tasks.machine.settings import settings

MAX_REDIRECTS = 3


@dataclass(frozen=True)
class Fetched:
    """A fetched document; `url` is its address after redirects."""

    data: bytes
    content_type: str
    url: str


def fetch(url: str, *, seconds: float = 30.0, max_bytes: int = 20_000_000, agent: str = AGENT) -> Fetched:
    """Get one document within `seconds`, redirects included.

    Raises BadInput if the URL is invalid or not public, BadAnswer if the document is larger than `max_bytes` or
    redirects too often, and what `check` raises for its status.
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
            headers={"User-Agent": agent},
        )
        if response.status in {301, 302, 303, 307, 308} and "location" in response.headers:
            url = urljoin(url, response.headers["location"])
            continue
        if response.status in {401, 403, 404, 410, 451}:
            raise Permanent(
                f"{host} answered {response.status} for this URL.", service=host, advice="Check the URL in a browser."
            )
        check(response, host)
        return Fetched(response.data, response.headers.get("content-type", ""), url)
    raise BadAnswer(f"{host} redirects more than {MAX_REDIRECTS} times.", service=host)


def _checked(url: str) -> SplitResult:
    """The URL's parts. Raises BadInput if its scheme, port or credentials are not allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadInput(f"{url!r} is not a web address: {error}.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(f"{url!r} is not a web address.", advice="Begin it with http:// or https://.")
    if parts.username or parts.password:
        raise BadInput("The web address contains a user name or password.", advice="Remove them from the address.")
    if port not in {None, 80, 443} and not _allowed(parts.hostname, port):
        raise BadInput(
            f"Port {port} of {parts.hostname} is not allowed.",
            advice=f"Use port 80 or 443, or add {parts.hostname}:{port} to DAILIES_ALLOWED_HOSTS.",
        )
    return parts


def _allowed(host: str, port: int | None) -> bool:
    """Whether DAILIES_ALLOWED_HOSTS lists the host, as host or host:port."""
    names = settings().allowed_hosts
    return host in names or f"{host}:{port}" in names


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
                    advice=f"If it is safe to fetch from, add {host} to DAILIES_ALLOWED_HOSTS.",
                )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, even if it is an IPv4 address embedded in an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b:1::/48") or ip.is_site_local:
            return False
        if int(ip) & 0xFFFFFFFF00000000 in {0x5EFE00000000, 0x200005EFE00000000}:  # ISATAP
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
