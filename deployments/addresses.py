"""Whom to tell: reads the addresses in DAILIES_NOTIFY and DAILIES_WEBHOOK. No message shows them: they hold secrets.

It does not import Prefect, so that `up` can refuse a wrong address before it starts anything.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import SecretStr

from tasks.domain.errors import SetupError
from tasks.machine.settings import Settings

Kind = Literal["slack", "discord", "teams", "webhook", "other"]
NATIVE: dict[str, Kind] = {"NotifySlack": "slack", "NotifyDiscord": "discord", "NotifyWorkflows": "teams"}
WEB = frozenset({"http", "https"})
ADVICE = (
    "Write the https address of a webhook (Slack, Discord, Teams, Mattermost, ...), or an address of apprise such as "
    "mailtos://user:password@smtp.example.com?to=you@example.com, with special characters as %40."
)


@dataclass(frozen=True)
class Address:
    """One address. `other` ones are for apprise; a `webhook` takes JSON. `name` says what it is and is no secret."""

    kind: Kind
    url: SecretStr
    name: str


def addresses(settings: Settings) -> Sequence[Address]:
    """The addresses to tell, each once. Raises SetupError for one that nothing can be sent to."""
    given = [("DAILIES_NOTIFY", url.get_secret_value()) for url in settings.notify]
    if webhook := settings.webhook.get_secret_value():
        given.append(("DAILIES_WEBHOOK", webhook))
    found: dict[str, Address] = {}
    names = Counter[str]()
    for number, (setting, url) in enumerate(given, 1):
        if url in found:
            continue
        scheme = url.partition("://")[0].lower() if "://" in url else ""
        kind = _kind(url, scheme) if setting == "DAILIES_NOTIFY" else ("webhook" if _has_host(url, scheme) else None)
        if kind is None:
            which = f"Address {number} in DAILIES_NOTIFY" if setting == "DAILIES_NOTIFY" else setting
            begins = f" ({scheme}://...)" if re.fullmatch(r"\w{1,20}", scheme) else ""
            raise SetupError(f"{which}{begins} is no address that a message can be sent to.", advice=ADVICE)
        name = re.sub(r"[^a-z0-9]", "", scheme) if kind == "other" else kind
        names[name] += 1
        found[url] = Address(kind, SecretStr(url), name if names[name] == 1 else f"{name}-{names[name]}")
    return tuple(found.values())


def apprise_service(url: str) -> Any:
    """Apprise's object for this address, or None if it knows no such service. Logs nothing."""
    from apprise import Apprise  # noqa: PLC0415 - takes half a second to import, and few commands need it

    with _silent("apprise"):
        return Apprise.instantiate(url)


def _kind(url: str, scheme: str) -> Kind | None:
    if scheme in WEB:
        if not _has_host(url, scheme):
            return None
        # Services whose https addresses are known get messages in their own format.
        service = apprise_service(url)
        return NATIVE.get(type(service).__name__, "other") if service else "webhook"
    return "other" if scheme and apprise_service(url) else None


def _has_host(url: str, scheme: str) -> bool:
    return scheme in WEB and bool(re.match(r"\w+://[^\s/?#]+", url))


@contextmanager
def _silent(logger: str) -> Iterator[None]:
    """Apprise logs addresses that it does not understand, with their secrets."""
    log = logging.getLogger(logger)
    before = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = before
