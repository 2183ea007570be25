"""Which service does what in a run: keys are found, chains are made, and what replaced what is said.

A chain is what a channel names, or for `auto` every vendor that has a key, then what needs none. It falls through to
the next where a key is missing or a quota is spent, and only if the channel allows it (`fall_back`).
"""

import json
import logging
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from prefect.blocks.system import Secret
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run
from prefect.settings import get_current_settings
from pydantic import SecretStr

from tasks.domain.errors import BadInput, NoKey, QuotaSpent
from tasks.machine.network.http import reachable
from tasks.machine.settings import load_env_file, settings
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.response_cache import response_cache
from tasks.machine.storage.spending import Spending
from tasks.providers import Voice, registry
from tasks.providers.context import KEYS, ProviderContext, block_name
from tasks.stagecraft import telemetry
from tasks.stagecraft.settings import vendors

R = TypeVar("R")
log = logging.getLogger(__name__)

AUTO: dict[str, tuple[str, ...]] = {
    "trends": ("serpapi", "shipped", "wikipedia"),
    "facts": ("serpapi", "wikipedia"),
    "writer": ("openai", "extractive"),
    "voice": ("elevenlabs", "hibari"),
    "pictures": ("serpapi", "commons", "openverse", "drawn"),
}
KNOWN: dict[str, Collection[str]] = {
    "trends": registry.TRENDS,
    "facts": registry.FACTS,
    "writer": registry.WRITERS,
    "voice": registry.VOICES,
    "pictures": registry.PICTURES,
}
NOUNS = {"trends": "source of trends", "facts": "source of facts", "pictures": "source of pictures"} | {
    "writer": "writer",
    "voice": "voice",
}
ONLINE = frozenset({"wikipedia", "commons", "openverse"})  # need no key, but the network


def provider_context() -> ProviderContext:
    """Everything that this run's providers are made with."""
    return ProviderContext(
        store=assets(),
        responses=response_cache(_looked_up),
        spending=Spending(ledger(), str(flow_run.id or "by hand"), settings().budgets),
        ledger=ledger(),
        vendors=vendors(),
        keys=keys(),
        count=lambda name, value: telemetry.metric(name, value, add=True),
    )


def keys() -> dict[str, SecretStr]:
    """Of every vendor that has one: from the environment, else from the Prefect Secret block of the same name."""
    load_env_file()
    found = {}
    for vendor, variable in KEYS.items():
        value = os.environ.get(variable) or _block(block_name(vendor), str(flow_run.id or ""))
        if value:
            found[vendor] = SecretStr(value)
    return found


@cache
def _block(name: str, run: str) -> str:
    """Asked once a run."""
    del run
    if not get_current_settings().api.url:
        return ""  # the embedded server is this process's own: nobody keeps secrets there
    try:
        value = cast("Secret[Any]", Secret.load(name)).get()
    except (ValueError, ObjectNotFound):
        return ""
    return value if isinstance(value, str) else json.dumps(value)  # Prefect gives JSON back as what it says


def chain(capability: str, wanted: str) -> tuple[str, ...]:
    """Names in the order in which they are asked. Raises BadInput for a name that nobody has."""
    known = {*AUTO[capability], *KNOWN[capability]}
    if wanted.strip() == "auto":
        have = keys()
        return tuple(name for name in AUTO[capability] if name not in KEYS or name in have)
    names = tuple(name.strip() for name in wanted.split(",") if name.strip())
    for name in names:
        if name.partition(":")[0] not in known:
            raise BadInput(
                f"There is no {NOUNS[capability]} {name!r}.",
                advice=f"Known: auto, {', '.join(sorted(known))}.",
            )
    return names


def varies(*capabilities: str) -> object:
    """What decides, beside its arguments, what a stage's providers would do: which have keys, and their settings."""
    named = {name for capability in capabilities for name in (*AUTO[capability], *KNOWN[capability])}
    have = sorted(set(keys()) & named)
    used = vendors().model_dump()
    return [have, {name: value for name, value in used.items() if name.partition("_")[0] in have and "usd" not in name}]


def depends_on(*capabilities: str) -> Callable[[Mapping[str, object]], object]:
    """For a stage's `varies`."""
    return lambda _: varies(*capabilities)


def first_that_can(names: Sequence[str], act: Callable[[str], R], *, fall_back: bool) -> tuple[R, str]:
    """What the first of the chain gives that has a key and quota left, and a note on those that had not."""
    notes: list[str] = []
    for number, name in enumerate(names):
        try:
            return act(name), " ".join(notes)
        except (NoKey, QuotaSpent) as error:
            if not fall_back or number + 1 == len(names):
                raise
            notes.append(f"{error.message} {names[number + 1]} is used instead.")
            log.warning(notes[-1])
            telemetry.metric("fallbacks", 1, add=True)
    raise NoKey("No service is configured for this.", advice="Name one in the channel's file.")


def can_look_up(facts: str) -> bool:
    """Whether some service can be asked about a topic."""
    names = chain("facts", facts)
    return any(name not in ONLINE for name in names) or (bool(names) and online())


def online() -> bool:
    """Whether the services that need no key can be reached."""
    return reachable(vendors().wikipedia_base_url.format(language="en"))


def _looked_up(found: bool) -> None:
    telemetry.metric("answers_kept" if found else "answers_asked", 1, add=True)


def voice_of(setting: str, provider_context: ProviderContext) -> Voice:
    """The voice that a name of the chain means: a provider, or provider:voice."""
    provider, _, name = setting.partition(":")
    if provider not in registry.VOICES:
        raise BadInput(f"There is no voice {provider!r}.", advice=f"Known: {', '.join(sorted(registry.VOICES))}.")
    return registry.VOICES[provider](provider_context, name)
