"""What can be asked beforehand of this host and of each channel, free of charge: nothing here makes or pays a thing."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from deployments import host
from deployments.addresses import addresses
from tasks.domain.channel import Channel
from tasks.domain.edition import Place
from tasks.domain.errors import BadInput, DailiesError, NoKey, QuotaSpent, Transient
from tasks.domain.runs import notices
from tasks.domain.runs.notices import Finding, Level
from tasks.domain.timeline import OutputSpec
from tasks.domain.written import account_variable
from tasks.machine.clock import now
from tasks.machine.network.http import reachable
from tasks.machine.settings import settings
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.programme import entries_left
from tasks.providers import registry
from tasks.providers.context import ProviderContext, SharedSettings
from tasks.providers.vendor import Capability, Vendor
from tasks.stagecraft import services
from tasks.stagecraft.daily.channel_file import CHAINS
from tasks.stagecraft.daily.programme import programme_of
from tasks.stagecraft.daily.publishing import admitted
from tasks.stagecraft.dispatch.encoder_choice import encoder_for

AHEAD = timedelta(days=30)  # in which an end is told of
CHARACTERS = 900  # of a usual short's narration


def of_host() -> Iterator[Finding]:
    """This host's settings, encoder, disk and budgets, and whom it tells."""
    name = platform.node()
    try:
        host.check_settings()
        told = addresses(settings())
    except DailiesError as error:
        yield Finding(f"settings/{name}", str(error), "wrong")
        return
    try:
        yield Finding(f"encoder/{name}", f"{name} encodes with {encoder_for(OutputSpec())}.")
    except DailiesError as error:
        yield Finding(f"encoder/{name}", str(error), "wrong")
    faults = list(host.faults())
    yield from (Finding(f"disk/{name}/{number}", fault, "wrong") for number, fault in enumerate(faults))
    if not faults:
        yield Finding(f"disk/{name}", f"{name} has room for shorts.")
    if not told:
        yield Finding("notify", "Nobody is told of failed or late runs: set DAILIES_NOTIFY.", "soon", tells=False)
    for each in told:
        url = each.url.get_secret_value()
        if url.startswith("http") and not reachable(url):
            yield Finding(f"notify/{each.name}", f"The address {each.name} in DAILIES_NOTIFY does not answer.", "soon")
    yield from _budgets()


def _budgets() -> Iterator[Finding]:
    book, month = services.provider_context().ledger, f"{now():%Y-%m}"
    for vendor, budget in services.budgets().items():
        spent = book.paid(vendor, month)
        notice = notices.of_budget(vendor, month, spent, budget)
        says = f"{notice.subject}. {notice.message}" if notice else f"{vendor}: ${spent:.2f} of ${budget:.2f} spent."
        yield Finding(f"budget/{vendor}", says, "soon" if notice else "well", tells=False)  # the ledger tells of it


def of_channels(channels: Mapping[Path, Channel]) -> Iterator[Finding]:
    """Each channel's services, and where it publishes."""
    asked: set[str] = set()
    contact = False
    for channel in channels.values():
        with services.using_channel(channel):
            context = services.provider_context()
            yield from _services(channel, context, asked)
            names = (name for capability in CHAINS for name in _serving(channel, capability))
            contact = contact or any(services.keyless_online(registry.own_name(name)) for name in names)
            if contact and not context.settings(SharedSettings).contact and "contact" not in asked:
                asked.add("contact")
                yield Finding(
                    "contact",
                    "CONTACT is not set: Wikimedia slows down or blocks requests that name no address to write to.",
                    "soon",
                )
    for file, channel in channels.items():
        yield from _topics(channel, file.parent)
    yield from _places(list(channels.values()))


def _topics(channel: Channel, folder: Path) -> Iterator[Finding]:
    """How long the channel's own list of topics lasts."""
    if not channel.lists_topics:
        return
    key, book = f"topics/{channel.key}", ledger()
    try:
        entries = programme_of(channel, folder, book)
    except DailiesError as error:
        yield Finding(key, f"{channel.name}: {error}", _level(error, last=True))
        return
    alone = channel.trends.strip() == services.NONE
    left, feed = entries_left(book, channel.key), any(entry.feed for entry in entries)
    yield notices.of_topics(channel.name, key, channel.topics, left, alone=alone, feed=feed)


def _serving(channel: Channel, capability: Capability) -> Sequence[str]:
    names = services.chain(capability, getattr(channel, capability))
    return services.may_serve(names, fall_back=channel.fall_back)


def _services(channel: Channel, context: ProviderContext, asked: set[str]) -> Iterator[Finding]:
    """Whether each service has its key, what is left there, and what of it ends. `asked`: what needs no second look."""
    for capability in CHAINS:
        names = _serving(channel, capability)
        for number, name in enumerate(names):
            vendor = registry.find(capability, name)
            last = number + 1 == len(names)
            if vendor.needs_key and vendor.key not in context.keys:
                key = account_variable(vendor.key, channel.account)
                says = f"{channel.name}: {capability} {name} has no key: {key} is not set."
                yield Finding(f"key/{channel.key}/{capability}/{name}", says, "wrong" if last else "soon")
                continue
            yield from _ends(vendor, capability, context, asked)
            if vendor.key in context.keys:
                yield from _left(vendor, channel, context, asked)
            if capability in {"writer", "clips"}:
                yield from _looked_up(vendor, capability, channel, context, asked)
            if capability == "voice" and (not number or channel.voice.strip() != "auto"):
                yield from _voice(name, channel, context, first=not number, last=last)
    yield from _making(channel, context)


def _making(channel: Channel, context: ProviderContext) -> Iterator[Finding]:
    """Whether pictures can be made, if the channel names them: OpenAI's own address wants one of two keys."""
    if channel.making is None:
        return
    vendor = channel.making.vendor
    try:
        registry.illustrator(vendor, context).check()
    except NoKey as error:
        level: Level = "soon" if channel.fall_back else "wrong"
        yield Finding(f"key/{channel.key}/pictures/{vendor}", f"{channel.name}: {error}", level)


def _looked_up(
    vendor: Vendor, capability: Capability, channel: Channel, context: ProviderContext, asked: set[str]
) -> Iterator[Finding]:
    """Whether the key and the channel's model are accepted, and whether its price is known."""
    if vendor.look_up is None:
        return
    part: Literal["clips", "writer"] = "clips" if capability == "clips" else "writer"
    own = f"asked/{registry.fingerprint(part, vendor.name, context)}/{channel.account}"
    if own in asked:
        return
    asked.add(own)
    key = f"asked/{channel.key}/{vendor.name}"
    try:
        yield Finding(key, f"{channel.name}: {vendor.look_up(context)}")
    except DailiesError as error:
        yield Finding(key, f"{channel.name}: {error}", _level(error, last=True))
    if vendor.assumed_price and (guess := vendor.assumed_price(context.settings)):
        level: Level = "soon" if vendor.name in services.budgets() else "well"
        yield Finding(f"price/{channel.key}/{vendor.name}", f"{channel.name}: {guess}", level)


def _voice(name: str, channel: Channel, context: ProviderContext, *, first: bool, last: bool) -> Iterator[Finding]:
    key = f"voice/{channel.key}" if first else f"voice/{channel.key}/{name}"
    try:
        voice = registry.voice(name, context, channel.delivery)
        voice.check_language(channel.language)
        speaker, note = registry.cast(name, channel.language, context)
        voice.check_quota(CHARACTERS)
        end = registry.voice_end(speaker, context)
        level: Level = (_ending(end) if end else None) or "well"
        yield Finding(key, f"{channel.name}: {speaker} speaks {channel.language}. {note}".strip(), level)
    except DailiesError as error:
        # Of a voice that would only take over, nothing is wrong yet.
        yield Finding(key, f"{channel.name}: voice {name}: {error}", _level(error, last=last) if first else "soon")


def _left(vendor: Vendor, channel: Channel, context: ProviderContext, asked: set[str]) -> Iterator[Finding]:
    account = channel.account if vendor.key_is_place or _has_own_key(vendor, channel.account) else ""
    key = "/".join(filter(None, ("left", vendor.name, account)))
    if vendor.account is None or key in asked:
        return
    asked.add(key)
    try:
        yield Finding(key, f"{vendor.title}{f' ({account})' if account else ''}: {vendor.account(context).left()}")
    except DailiesError as error:
        yield Finding(key, f"{vendor.title}: {error}", _level(error, last=True))


def _has_own_key(vendor: Vendor, account: str) -> bool:
    """Whether the account's key is not the shared one."""
    if not account:
        return False
    own = services.keys().get(vendor.key)
    with services.using_account(""):
        return own != services.keys().get(vendor.key)


def _ends(vendor: Vendor, capability: Capability, context: ProviderContext, asked: set[str]) -> Iterator[Finding]:
    found = vendor.ends(context.settings) if vendor.ends else {}
    if capability not in found:
        return
    what, day = found[capability]
    if f"ends/{vendor.name}/{capability}/{what}" in asked:
        return
    asked.add(f"ends/{vendor.name}/{capability}/{what}")
    if level := _ending(day):
        says = f"{vendor.title} switches {what} off on {day:%d %B %Y}: choose another before."
        yield Finding(f"ends/{vendor.name}/{capability}", says, level)


def _ending(day: date) -> Level | None:
    left = datetime(day.year, day.month, day.day, tzinfo=UTC) - now()
    return "wrong" if left < timedelta(0) else "soon" if left < AHEAD else None


def _places(channels: Sequence[Channel]) -> Iterator[Finding]:
    """Where each channel publishes. What another channel's former place stands in the way of is asked once more."""
    waiting = [(channel, name) for channel in channels for name in channel.publishers if name != "folder"]
    refused: list[tuple[Channel, str]] = []
    for channel, name in waiting:
        finding = _place(channel, name)
        if finding is None:
            refused.append((channel, name))
        else:
            yield from finding
    for channel, name in refused:
        yield from _place(channel, name, last=True) or ()


def _place(channel: Channel, name: str, *, last: bool = False) -> list[Finding] | None:
    """What is found of a publisher; None if another channel publishes there, unless it is asked for the last time."""
    vendor, key = registry.find("publisher", name), f"place/{channel.key}/{name}"
    with services.using_account(channel.account):
        context = services.provider_context()
        try:
            place = admitted(channel, name, registry.publisher(name, context, Path()), context)
        except NoKey as error:
            return [Finding(key, f"{channel.name}: {error}", "wrong")]
        except BadInput as error:
            return [Finding(key, str(error), "wrong")] if last else None
        except DailiesError as error:
            return [Finding(key, f"{channel.name}: {name}: {error}", _level(error, last=True))]
        return [_published(channel, name, place, key), *_token(vendor, channel, context)]


def _published(channel: Channel, name: str, place: Place | None, key: str) -> Finding:
    where = f"on {place.title} ({place.id})" if place else "on this machine"
    return Finding(key, f"{channel.name} publishes with {name} {where}.")


def _token(vendor: Vendor, channel: Channel, context: ProviderContext) -> Iterator[Finding]:
    if vendor.token_end is None:
        return
    key = "/".join(filter(None, ("token", vendor.name, channel.account)))
    made = vendor.token_made(context) if vendor.token_made else None
    age = f"made on {made:%d %B %Y}, " if made else ""
    try:
        end = vendor.token_end(context)
    except DailiesError as error:
        yield Finding(key, str(error), _level(error, last=True), tells=bool(channel.account))
        return
    if end and end - now() < AHEAD:
        yield Finding(key, f"The token for {vendor.title} ({age}{channel.name}) ends on {end:%d %B %Y}.", "soon")
    else:
        yield Finding(key, f"The token for {vendor.title} ({age}{channel.name}) is accepted, with all its permissions.")


def _level(error: DailiesError, *, last: bool) -> Level:
    """What a service that is busy says is not final; what another service can take over is no reason to stop."""
    return "soon" if isinstance(error, Transient) or (isinstance(error, NoKey | QuotaSpent) and not last) else "wrong"
