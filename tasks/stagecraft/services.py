"""Chooses the services of a run: finds their keys, makes the chains, and notes what replaced what.

A chain is what a channel names or, for `auto`, every vendor whose key is set, then those without keys. The next vendor
takes over if a key is missing, a quota is spent or a server is down, and only if the channel allows it (`fall_back`).
"""

import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import unquote

import httpx
from prefect.blocks.system import Secret
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from tasks.domain.channel import Channel
from tasks.domain.errors import (
    BadInput,
    DailiesError,
    Missing,
    NoKey,
    NotPermitted,
    QuotaSpent,
    SetupError,
    Unavailable,
)
from tasks.domain.runs.notices import of_budget
from tasks.domain.story import Source
from tasks.machine.env_file import load_env_file
from tasks.machine.network.http import reachable
from tasks.machine.settings import read_settings, settings
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.response_cache import clip_cache, response_cache
from tasks.machine.storage.spending import Spending
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.own_settings import own_settings
from tasks.providers.registry import Part
from tasks.providers.vendor import NOUNS, Capability, block_of
from tasks.providers.wikipedia import WikipediaSettings, address
from tasks.stagecraft import telemetry
from tasks.stagecraft.environment import server_to_keep
from tasks.stagecraft.notices import tell

NONE = "none"  # of trends: topics come from the channel's own list alone; of clips: none are looked for

R = TypeVar("R")
S = TypeVar("S", bound=BaseSettings)
log = logging.getLogger(__name__)
ARTICLE = re.compile(r"https://([a-z-]+)\.wikipedia\.org/wiki/(.+)")
_account: ContextVar[str] = ContextVar("dailies_account", default="")
_own: ContextVar[Mapping[type[BaseSettings], Mapping[str, object]]] = ContextVar("dailies_own_settings", default={})  # noqa: B039 - never changed


@contextmanager
def using_channel(channel: Channel) -> Iterator[None]:
    """Inside, services are used with this channel's account, and with the settings that it has of its own."""
    token = _own.set(own_settings(channel))
    try:
        with using_account(channel.account):
            yield
    finally:
        _own.reset(token)


@contextmanager
def using_account(account: str) -> Iterator[None]:
    """Inside, services are used with this account's keys. Prefect's task runs inherit it from their flow's run."""
    token = _account.set(account)
    try:
        yield
    finally:
        _account.reset(token)


def provider_context() -> ProviderContext:
    """What this run's providers are constructed with."""
    return ProviderContext(
        store=assets(),
        responses=response_cache(_count_lookup),
        clips=clip_cache(_count_lookup),
        spending=Spending(ledger(), str(flow_run.id or "by hand"), budgets(), _watch_budget),
        ledger=ledger(),
        settings=_settings,
        keys=keys(),
        account=_account.get(),
        count=lambda name, value: telemetry.metric(name, value, add=True),
    )


def _watch_budget(vendor: str, month: str, spent: float, budget: float, *, refused: bool) -> None:
    """Tell people of a budget that is nearly spent. If the server cannot be reached, the run goes on."""
    notice = of_budget(vendor, month, spent, budget, refused=refused)
    try:
        if notice and tell(notice):
            telemetry.warn(f"People were told: {notice.subject}. {notice.message}")
    except httpx.HTTPError as error:
        telemetry.warn(f"Cannot tell people of the budget of {vendor}: {type(error).__name__}")


def _settings(kind: type[S]) -> S:
    load_env_file()
    return read_settings(kind, **_own.get().get(kind, {}))


def check_settings() -> None:
    """Raises SetupError if a setting of any vendor cannot be used: now, rather than in a later stage of the run."""
    for vendor in registry.VENDORS:
        if vendor.settings:
            _settings(vendor.settings)


def budgets() -> dict[str, float]:
    """USD a month by vendor. Raises SetupError for a name that no vendor has: its limit would stop nothing."""
    limits = settings().budgets
    paid = [vendor.name for vendor in registry.VENDORS if vendor.may_cost]
    if unknown := sorted(set(limits) - set(paid)):
        raise SetupError(
            f"DAILIES_BUDGETS limits {', '.join(unknown)}, which is no paid service.",
            advice=f"Known: {', '.join(paid)}.",
        )
    return limits


def keys() -> dict[str, SecretStr]:
    """The keys of the account in use, by the variable of the shared key: from the environment, or a Secret block.

    What the account has no key of its own for is used with the shared one, unless the key is a place to publish on.
    """
    load_env_file()
    found = {}
    for vendor in registry.VENDORS:
        for variable in vendor.variables(_account.get()) if vendor.key else ():
            value = os.environ.get(variable) or _block(block_of(variable), str(flow_run.id or ""))
            if value:
                found[vendor.key] = SecretStr(value)
                break
    return found


@cache
def _block(name: str, _run: str) -> str:
    """The Secret block's value, or "" without one. Cached per run: the next run sees a changed block."""
    if not server_to_keep():
        return ""  # nobody keeps secrets in a server that ends with the command
    try:
        value = cast("Secret[Any]", Secret.load(name)).get()
    except (ValueError, ObjectNotFound):
        return ""
    return value if isinstance(value, str) else json.dumps(value)  # Prefect parses values that are JSON


def chain(capability: Capability, setting: str) -> tuple[str, ...]:
    """The names in a channel's setting, in order. Raises BadInput if a name is unknown, or there is none.

    Only of trends and clips a channel may want none.
    """
    if setting.strip() == "auto":
        available = keys()
        return tuple(
            vendor.name
            for vendor in registry.VENDORS
            if capability in vendor.on_auto
            and (not vendor.needs_key or vendor.key in available)
            and vendor.configured(_settings)
        )
    if capability in {"trends", "clips"} and setting.strip() == NONE:
        return ()
    names = tuple(name.strip() for name in setting.split(",") if name.strip())
    if not names:
        raise BadInput(f"The channel names no {NOUNS[capability]}.", advice=f"Write {capability}: auto.")
    for name in names:
        registry.find(capability, name)
    return names


def fingerprints(part: Part, names: Sequence[str]) -> list[object]:
    """For a stage's `varies`: what these providers would do under the present settings. See `registry.fingerprint`."""
    context = provider_context()
    return [registry.fingerprint(part, name, context) for name in names]


def may_serve(names: Sequence[str], *, fall_back: bool) -> Sequence[str]:
    """The names of a chain that can take part in the work: only the first, unless the channel allows the others."""
    return names if fall_back else names[:1]


REPLACED: tuple[type[DailiesError], ...] = (NoKey, QuotaSpent, Unavailable)
NO_VOICE: tuple[type[DailiesError], ...] = (
    Missing,
    NotPermitted,
)  # a vendor's voice is gone, or its key may not use it


def first_that_can(
    names: Sequence[str],
    act: Callable[[str], R],
    *,
    fall_back: bool,
    also: tuple[type[DailiesError], ...] = (),
    always: tuple[type[DailiesError], ...] = (),
    ahead: bool = False,
) -> tuple[R, str]:
    """The result of the first vendor that has a key, quota left and is not down, and a note on the vendors before it.

    `also`: further errors for which the next vendor takes over; `always`: those for which it does so whatever the
    channel allows. `ahead`: it is only a look ahead, and replaces nothing yet. Raises the last error if there is no
    such vendor, or the channel allows no other than the first.
    """
    notes: list[str] = []
    for number, name in enumerate(names):
        try:
            return act(name), " ".join(notes)
        except (*REPLACED, *also, *always) as error:
            if number + 1 == len(names) or not (fall_back or isinstance(error, always)):
                raise
            notes.append(f"{error.message} {names[number + 1]} is used instead.")
            if not ahead:
                log.warning(notes[-1])
                telemetry.metric("fallbacks", 1, add=True)
    raise NoKey("No service is configured for this.", advice="Name one in the channel's file.")


class Article(NamedTuple):
    """An article of a Wikipedia: the wiki's address, and the article's title."""

    wiki: str
    title: str


def articles(sources: Sequence[Source]) -> tuple[Article, ...]:
    """The articles of Wikipedia among a story's sources."""
    found = (ARTICLE.match(source.url) for source in sources)
    return tuple(
        Article(address(_settings(WikipediaSettings), match[1]), unquote(match[2]).replace("_", " "))
        for match in found
        if match
    )


def keyless_online(name: str) -> bool:
    """Whether this vendor needs no key, but the network."""
    vendor = registry.known(name)
    return vendor is not None and vendor.keyless_online


def can_look_up(facts: str) -> bool:
    """Whether a service of this setting can be asked about a topic."""
    names = chain("facts", facts)
    return any(not keyless_online(name) for name in names) or (bool(names) and online())


def online() -> bool:
    """Whether Wikipedia answers, which stands for all services without keys."""
    return reachable(address(_settings(WikipediaSettings), "en"))


def _count_lookup(found: bool) -> None:
    telemetry.metric("answers_kept" if found else "answers_asked", 1, add=True)
