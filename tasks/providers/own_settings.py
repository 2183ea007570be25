"""What a channel has of its own instead of the host's: settings and prices of its vendors, and names of their keys."""

from collections.abc import Iterator, Mapping

from pydantic_settings import BaseSettings

from tasks.domain.channel import Channel
from tasks.domain.faults import meant
from tasks.domain.written import account_variable
from tasks.machine.settings import variable
from tasks.providers.registry import VENDORS
from tasks.providers.vendor import VendorSettings


def own_settings(channel: Channel) -> Mapping[type[BaseSettings], Mapping[str, object]]:
    """What a channel sets of each vendor's settings for itself: its model, its country, its prices."""
    own: dict[type[BaseSettings], dict[str, object]] = {
        vendor.settings: dict(vendor.own(channel)) for vendor in VENDORS if vendor.settings
    }
    for name, (kind, field) in _prices().items():
        if name in channel.prices:
            own[kind][field] = channel.prices[name]
    return own


def price_faults(channel: Channel) -> Iterator[str]:
    """Why a price cannot be used: no setting has its name, so that it would change nothing."""
    known = _prices()
    for name in channel.prices:
        if name not in known:
            hint = meant(name, known) or f" (known: {', '.join(known)})"
            yield f"prices: there is no price {name!r}{hint}."


def account_faults(account: str) -> Iterator[str]:
    """Why an account cannot have this name: its keys would have the names of settings, as YOUTUBE_TOKEN_URL is one."""
    kinds = [vendor.settings for vendor in VENDORS if vendor.settings]
    settings = {variable(kind, field) for kind in kinds for field in kind.model_fields}
    names = {account_variable(vendor.key, account) for vendor in VENDORS if vendor.key}
    for name in sorted(names & settings if account else ()):
        yield f"account: {account!r} cannot be a name, because its key would be {name}, which is a setting."


def _prices() -> Mapping[str, tuple[type[VendorSettings], str]]:
    """The settings that are prices, by their environment variables: each with its vendor's settings and its field."""
    kinds = [vendor.settings for vendor in VENDORS if vendor.settings]
    return {variable(kind, field): (kind, field) for kind in kinds for field in kind.model_fields if "usd_" in field}
