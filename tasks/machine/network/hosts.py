"""Whose host an address names: this machine's or its private network's, where a model costs nothing, or somebody's."""

import ipaddress
from urllib.parse import SplitResult, urlsplit


def parts_of(url: str) -> SplitResult:
    """The parts of an address that a stranger may have written; all are empty if it is none, such as http://[x."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_local(url: str) -> bool:
    """Whether the address is of this machine or its private network."""
    host = parts_of(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".localhost"))


def belongs_to(url: str, domain: str) -> bool:
    """Whether the address is of this domain or one below it."""
    host = parts_of(url).hostname or ""
    return host == domain or host.endswith(f".{domain}")
