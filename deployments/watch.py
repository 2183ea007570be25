"""Looks every five minutes for what people should be told before a run fails, and for runs whose process has died.

`up` does so, and `python -m deployments watch` where no `up` runs. What is found is told once (`stagecraft.notices`).
"""

import platform
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
from prefect.client.orchestration import get_client

from deployments.check import findings
from deployments.ghosts import settle_ghosts
from deployments.reviews import remind_of_reviews
from deployments.terminal import say
from tasks.domain.errors import DailiesError, SetupError, WrongKey
from tasks.domain.request import ShortRequest
from tasks.domain.runs import notices
from tasks.domain.runs.notices import ENOUGH_DISK, LOW_DISK, Notice, disk_key
from tasks.machine.clock import now
from tasks.machine.home import CHANNELS, CHECKOUT, home
from tasks.providers import registry
from tasks.providers.vendor import Vendor
from tasks.stagecraft import services
from tasks.stagecraft.notices import over, over_but, tell

EVERY = timedelta(minutes=5)
TOKENS_EVERY = timedelta(hours=6)  # each look asks the vendor
CHECK_EVERY = timedelta(days=1)
SOON = timedelta(days=2)  # in which a token is renewed


@dataclass
class Watch:
    """What this host looks for. The one with the server looks for everything, others for their own disks only."""

    with_server: bool
    channels: Path | None = None  # the folder of channel files, if this host has one to check
    since: datetime = field(default_factory=now)
    next_look: datetime = field(default_factory=now)
    next_tokens: datetime = field(default_factory=now)
    next_check: datetime = field(default_factory=now)

    def look_if_due(self) -> None:
        """Look, if five minutes have passed since the last time. What cannot be looked for is said and tried again."""
        if now() < self.next_look:
            return
        self.next_look = now() + EVERY
        looks: dict[str, Callable[[], None]] = {"full disks": self._disks}
        if self.with_server:
            looks |= {"runs whose process has died": self._ghosts, "reviews that end": self._reviews}
            looks |= {"budgets": self._budgets, "tokens": self._tokens, "what would stop runs": self._check}
        for what, look in looks.items():
            try:
                look()
            except (httpx.HTTPError, DailiesError, OSError) as error:
                why = str(error) if isinstance(error, DailiesError) else type(error).__name__
                say(f"cannot look for {what}: {why}; trying again later")

    def _ghosts(self) -> None:
        with get_client(sync_client=True) as client:
            for name in settle_ghosts(client, self.since):
                say(f"run {name} was called Running, but its process has died: it is Crashed now, press Retry")

    def _reviews(self) -> None:
        with get_client(sync_client=True) as client:
            for name in remind_of_reviews(client):
                say(f"the review of {name} ends within the hour: without an answer it is not published")

    def _disks(self) -> None:
        for place in disks((home(), CHECKOUT / ShortRequest().out)):
            look_at_disk(place)

    def _budgets(self) -> None:
        context, month = services.provider_context(), f"{now():%Y-%m}"
        for vendor, budget in services.budgets().items():
            _tell(notices.of_budget(vendor, month, context.ledger.paid(vendor, month), budget))

    def _tokens(self) -> None:
        if now() < self.next_tokens:
            return
        context = services.provider_context()
        for vendor in registry.VENDORS:
            if vendor.token_end and vendor.key in context.keys:
                look_at_token(vendor, partial(vendor.token_end, context))
        self.next_tokens = now() + TOKENS_EVERY

    def _check(self) -> None:
        if self.channels is None or now() < self.next_check:
            return
        self.next_check = now() + CHECK_EVERY
        bad = [finding for finding in findings(self.channels, alone=False) if finding.level != "well"]
        for finding in bad:
            say(f"check: {finding.says}")
            if finding.tells:
                _tell(notices.of_finding(finding))
        over_but("check/", *(notices.finding_key(finding) for finding in bad))


def watch(stop: threading.Event, watching: Watch | None = None, *, check_seconds: float = 5) -> None:
    """Look until `stop` is set, by default for everything."""
    watching = watching or Watch(with_server=True, channels=CHANNELS if CHANNELS.is_dir() else None)
    while not stop.is_set():
        watching.look_if_due()
        stop.wait(check_seconds)


def disks(folders: Iterable[Path]) -> Iterator[Path]:
    """One of these folders, or of their parents that exist, for each disk."""
    seen: set[int] = set()
    for folder in folders:
        place = next(path for path in (folder, *folder.parents) if path.exists())
        device = place.stat().st_dev
        if device not in seen:
            seen.add(device)
            yield place


def look_at_disk(place: Path) -> None:
    """Tell if the disk of this folder is nearly full: once, until it has room again."""
    usage, host = shutil.disk_usage(place), platform.node()
    if usage.free < LOW_DISK * usage.total:
        _tell(notices.of_disk(host, str(place), usage.free, usage.total))
    elif usage.free >= ENOUGH_DISK * usage.total:
        over(disk_key(host, str(place)))


def look_at_token(vendor: Vendor, ask: Callable[[], datetime | None]) -> None:
    """Tell if the vendor refuses its token, or says that it ends within SOON: once, until there is a better one."""
    try:
        end = ask()
    except (WrongKey, SetupError) as error:
        _tell(notices.of_token_refused(vendor.name, vendor.title, str(error)))
        return
    if end and end - now() < SOON:
        _tell(notices.of_token_end(vendor.name, vendor.title, end, f"Get a new one: it is {vendor.key_advice}."))
    else:
        over(*notices.token_keys(vendor.name))


def _tell(notice: Notice | None) -> None:
    if notice and tell(notice):
        say(f"{notice.subject}: {notice.message}")
