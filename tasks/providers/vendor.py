"""What a vendor tells about itself. All that uses, pays or documents vendors is derived from these objects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.domain.channel import Channel
from tasks.domain.written import account_variable
from tasks.providers import (
    Account,
    Chooser,
    Digester,
    Eyes,
    Facts,
    Illustrator,
    Lookout,
    Orientation,
    Pictures,
    Publisher,
    Rewriter,
    Trends,
    Voice,
    Writer,
)
from tasks.providers.context import ProviderContext, SettingsReader

Capability = Literal["trends", "facts", "writer", "voice", "pictures", "clips", "publisher"]
NOUNS: Mapping[Capability, str] = {
    "trends": "source of trends",
    "facts": "source of facts",
    "writer": "writer",
    "voice": "voice",
    "pictures": "source of pictures",
    "clips": "source of clips",
    "publisher": "publisher",
}


def block_of(variable: str) -> str:
    """The name of the Prefect Secret block that stands for an environment variable."""
    return variable.lower().replace("_", "-")


class VendorSettings(BaseSettings):
    """A vendor's settings: environment variables that begin with the subclass's `env_prefix`.

    Every field has a description and an example. A field is part of some provider's fingerprint, and so of cache keys,
    or `unkeyed` names it.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    unkeyed: ClassVar[frozenset[str]] = frozenset()
    """Fields that never change a result: time-outs, prices, concurrency."""


@dataclass(frozen=True)
class Vendor:
    """One vendor: its name, its key, its settings, and a factory for each capability that it has.

    A capability in `on_auto` without a factory is one that the stage itself provides: shipped topics, drawn scenes.
    """

    name: str  # as channels write it
    title: str  # as people write it
    gives: str  # for the README, as are `limits` and `cost`
    limits: str = "none"
    cost: str = "nothing"  # of one short of 55 seconds
    key: str = ""  # the environment variable of its key; empty if it has none
    key_optional: bool = False  # it may do without its key
    paid: bool = False  # it may cost something even without its key
    key_advice: str = ""  # where the key comes from, if that is not the vendor's web page
    key_is_place: bool = False  # the key decides on whose channel it publishes: no account uses another's
    settings: type[VendorSettings] | None = None
    # What of its settings a channel sets for itself, by the field of the settings.
    own: Callable[[Channel], Mapping[str, object]] = lambda _: {}
    needs_network: bool = False
    on_auto: frozenset[Capability] = field(default_factory=frozenset)  # the capabilities for which `auto` takes it
    configured: Callable[[SettingsReader], bool] = lambda _: True  # whether `auto` may take it under these settings
    subjects: frozenset[str] = field(default_factory=frozenset)  # on `auto`, its clips are for these words alone
    licence: str = ""  # of all that it gives, if that is one of its own
    delivery: frozenset[str] = field(default_factory=frozenset)  # the fields of Delivery that its voice obeys

    trends: Callable[[ProviderContext], Trends] | None = None
    chooser: Callable[[ProviderContext], Chooser] | None = None
    facts: Callable[[ProviderContext], Facts] | None = None
    digester: Callable[[ProviderContext], Digester] | None = None
    writer: Callable[[ProviderContext], Writer] | None = None
    rewriter: Callable[[ProviderContext], Rewriter] | None = None
    eyes: Callable[[ProviderContext], Eyes] | None = None  # serve channels whose scripts it writes
    voice: Callable[[ProviderContext, str], Voice] | None = None  # the name of one of its voices, or ""
    # Before anything is paid: the voice that will speak, of the one named or "" and the language, and a note for the
    # record. Raises ServiceError if it cannot be used. None if the vendor's one voice, or any name, will do.
    cast: Callable[[ProviderContext, str, str], tuple[str, str]] | None = None
    pictures: Callable[[ProviderContext], Pictures] | None = None
    illustrator: Callable[[ProviderContext], Illustrator] | None = None  # serves `pictures`, only if named
    clips: Callable[[ProviderContext, Orientation], Pictures] | None = None  # how the frame lies that they are for
    publisher: Callable[[ProviderContext, Path, str], Publisher] | None = None  # the folder of shorts, and the outlet
    outlets: tuple[str, ...] = ("",)  # the platforms that its publisher serves, which channels write behind a colon
    lookout: Callable[[ProviderContext, str], Lookout] | None = None  # the outlet
    account: Callable[[ProviderContext], Account] | None = None
    # A sentence if little is left of the plan, asked free of charge; else "".
    little_left: Callable[[ProviderContext], str] | None = None
    # When its key ends in UTC, None if the vendor does not say. Raises WrongKey or SetupError if the key is of no use.
    token_end: Callable[[ProviderContext], datetime | None] | None = None

    token_made: Callable[[ProviderContext], datetime | None] | None = None  # in UTC, None if the token does not say
    # What of it is used under these settings and ends on a day, by capability: a model that is switched off.
    ends: Callable[[SettingsReader], Mapping[Capability, tuple[str, date]]] | None = None
    # The day on which the vendor retires a voice, by its name; None if it does not say that it will.
    voice_end: Callable[[ProviderContext, str], date | None] | None = None
    # Whether the key, and the model if one writes, are accepted, asked free of charge: what is known, as a sentence.
    # Raises ServiceError if they are not.
    look_up: Callable[[ProviderContext], str] | None = None
    # A sentence if what it costs under these settings is a guess, else "".
    assumed_price: Callable[[SettingsReader], str] | None = None

    @property
    def keyless_online(self) -> bool:
        """Whether it serves anybody who can reach it."""
        return self.needs_network and not self.key

    @property
    def needs_key(self) -> bool:
        """Whether it does nothing without its key."""
        return bool(self.key) and not self.key_optional

    @property
    def may_cost(self) -> bool:
        """Whether its requests are entered in the ledger, and may have a budget."""
        return self.needs_key or self.paid

    @property
    def secret_block(self) -> str:
        """The name of the Prefect Secret block that may hold its key."""
        return block_of(self.key)

    def variables(self, account: str) -> tuple[str, ...]:
        """The environment variables in which an account's key may be, in the order in which they are looked at."""
        own = account_variable(self.key, account)
        return (own,) if self.key_is_place or not account else (own, self.key)

    def has(self, capability: Capability) -> bool:
        """Whether a channel may name this vendor for the capability."""
        makes = capability == "pictures" and self.illustrator is not None
        return makes or capability in self.on_auto or getattr(self, capability) is not None
