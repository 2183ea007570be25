"""Fetching what somebody else named: pages and pictures of the public internet, and nothing on our own network.

An address in a source or a search result may point anywhere, at a metadata service or a router as well. So: a name is
resolved, every address it has must be public, and the connection goes to the very address that was checked, with the
name in Host and SNI; redirects are followed by hand and checked again. Proxies of the environment are ignored.
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
    data: bytes
    content_type: str
    url: str  # where it was found, after redirects


def fetch(url: str, *, seconds: float = 30.0, most_bytes: int = 20_000_000, agent: str = AGENT) -> Fetched:
    """Get one document within `seconds` in all. Raises BadInput for addresses that may not be fetched."""
    deadline = time.monotonic() + seconds
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        host = parts.hostname or ""
        left = deadline - time.monotonic()
        if left <= 0:
            raise Transient(f"{host} took too long.", service=host, advice="Try again later.")
        answer = exchange(
            "GET",
            url,
            service=host,
            seconds=left,
            most_bytes=most_bytes,
            screen=_public_address,
            headers={"User-Agent": agent},
        )
        if answer.status in {301, 302, 303, 307, 308} and "location" in answer.headers:
            url = urljoin(url, answer.headers["location"])
            continue
        if answer.status in {401, 403, 404, 410, 451}:
            raise Permanent(f"{host} answered {answer.status} for this address.", service=host, advice="Check it.")
        check(answer, host)
        return Fetched(answer.data, answer.headers.get("content-type", ""), url)
    raise BadAnswer(f"{host} redirects more than {MAX_REDIRECTS} times.", service=host)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadInput(f"{url!r} is not a web address: {error}.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(f"{url!r} is not a web address.", advice="It must begin with http:// or https://.")
    if parts.username or parts.password:
        raise BadInput("A web address with a name or password in it is not fetched.")
    if port not in {None, 80, 443} and not _allowed(parts.hostname, port):
        raise BadInput(f"Port {port} of {parts.hostname} is not fetched.", advice="Only 80 and 443 are.")
    return parts


def _allowed(host: str, port: int | None) -> bool:
    """Hosts that the operator lets through, as host or host:port in DAILIES_ALLOWED_HOSTS."""
    names = settings().allowed_hosts
    return host in names or f"{host}:{port}" in names


def _public_address(host: str, port: int) -> str:
    """The address to connect to. Every address of the name must be public: a name with one private one is a trap."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Transient(
            f"The name {host} cannot be resolved.", service=host, advice="Check it, or the network."
        ) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not _allowed(host, port):
        for address in addresses:
            if not is_public(address):
                raise BadInput(f"{host} is at {address}, which is not a public address.", advice="It is not fetched.")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, seen through every way of writing an IPv4 address as IPv6."""
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
