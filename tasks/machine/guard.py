"""Fetching what somebody else named: pages and pictures of the public internet, and nothing on our own network.

An address in a source or a search result may point anywhere, at a metadata service or a router as well. So: a name is
resolved, every address it has must be public, and the connection goes to the very address that was checked, with the
name in Host and SNI; redirects are followed by hand and checked again. Proxies of the environment are ignored.
"""

import ipaddress
import os
import socket
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from tasks.domain.errors import BadAnswer, BadInput, Permanent, RateLimited, Transient

AGENT = "Dailies/0.1 (makes short narrated videos; fetches one page or picture at a time)"
MOST_REDIRECTS = 3


@dataclass(frozen=True)
class Fetched:
    data: bytes
    content_type: str
    url: str  # where it was found, after redirects


def fetch(url: str, *, seconds: float = 30.0, most_bytes: int = 20_000_000) -> Fetched:
    """Get one document within `seconds` in all. Raises BadInput for addresses that may not be fetched."""
    deadline = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(url)
        answer = _get(url, parts, _public_address(parts), deadline, most_bytes)
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise BadAnswer(f"{parts.hostname} redirects more than {MOST_REDIRECTS} times.", service="the web")


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
    if port not in {None, 80, 443} and not _allowed(parts):
        raise BadInput(f"Port {port} of {parts.hostname} is not fetched.", advice="Only 80 and 443 are.")
    return parts


def _allowed(parts: SplitResult) -> bool:
    """Hosts that the operator lets through, as host or host:port in DAILIES_ALLOWED_HOSTS."""
    names = {name.strip().lower() for name in os.environ.get("DAILIES_ALLOWED_HOSTS", "").split(",") if name.strip()}
    return parts.hostname in names or f"{parts.hostname}:{parts.port}" in names


def _public_address(parts: SplitResult) -> str:
    """The address to connect to. Every address of the name must be public: a name with one private one is a trap."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Transient(
            f"The name {host} cannot be resolved.", service="the web", advice="Check it, or the network."
        ) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not _allowed(parts):
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


def _get(url: str, parts: SplitResult, address: str, deadline: float, most_bytes: int) -> Fetched | str:
    """The document, or where it has moved to."""
    host = parts.hostname or ""
    literal = f"[{address}]" if ":" in address else address
    at = httpx.URL(url).copy_with(host=literal.strip("[]"))
    left = _left(deadline, host)
    shown = host if parts.port is None else f"{host}:{parts.port}"
    headers = {"Host": shown, "User-Agent": AGENT, "Accept-Encoding": "gzip, deflate"}
    try:
        with (
            httpx.Client(trust_env=False, timeout=left, follow_redirects=False) as client,
            client.stream("GET", at, headers=headers, extensions={"sni_hostname": host}) as response,
        ):
            if response.status_code in {301, 302, 303, 307, 308} and "location" in response.headers:
                return response.headers["location"]
            _check_status(response, host)
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                _left(deadline, host)
                if len(data) > most_bytes:
                    raise BadAnswer(f"{host} sends more than {most_bytes // 1_000_000} MB.", service="the web")
            return Fetched(bytes(data), response.headers.get("content-type", ""), url)
    except httpx.TimeoutException as error:
        raise Transient(f"{host} did not answer in time.", service="the web", advice="Try again later.") from error
    except httpx.HTTPError as error:
        raise Transient(f"Fetching from {host} failed: {type(error).__name__}.", service="the web") from error


def _left(deadline: float, host: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Transient(f"{host} took too long.", service="the web", advice="Try again later.")
    return left


def _check_status(response: httpx.Response, host: str) -> None:
    code = response.status_code
    if code == 429:
        after = response.headers.get("retry-after", "")
        raise RateLimited(
            f"{host} asks for a pause.", service="the web", retry_after=float(after) if after.isdigit() else 0
        )
    if code in {408, 425} or code >= 500:
        raise Transient(f"{host} answered {code}.", service="the web", advice="Try again later.")
    if code >= 400:
        raise Permanent(f"{host} answered {code} for this address.", service="the web", advice="Check the address.")
