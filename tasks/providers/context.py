"""What a provider is constructed with. A provider reads no environment, no settings and no key by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.domain.delivery import PLAIN, Delivery
from tasks.domain.errors import NoKey
from tasks.domain.written import account_variable
from tasks.machine.network.http import AGENT
from tasks.machine.settings import read_settings
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.response_cache import ResponseCache
from tasks.machine.storage.spending import Spending

S = TypeVar("S", bound=BaseSettings)


class SharedSettings(BaseSettings):
    """Settings that several vendors share."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    unkeyed: ClassVar[frozenset[str]] = frozenset({"contact"})

    contact: str = Field(
        "",
        description="An address that Wikipedia and other services without keys may write to if our requests cause "
        "trouble.",
        examples=["you@example.com"],
    )


class SettingsReader(Protocol):
    """Returns settings of the given class. Raises SetupError if a value cannot be used."""

    def __call__(self, kind: type[S], /) -> S: ...


def _count_nothing(_: str, __: float) -> None:
    pass


@dataclass(frozen=True)
class ProviderContext:
    """A run's store, caches, ledger, settings and keys."""

    store: AssetStore
    responses: ResponseCache
    spending: Spending
    ledger: Ledger
    settings: SettingsReader = read_settings
    keys: Mapping[str, SecretStr] = field(default_factory=dict)  # by environment variable without an account's name
    account: str = ""  # the channel's account, whose keys these are
    count: Callable[[str, float], None] = _count_nothing  # adds to one of the run's named figures
    delivery: Delivery = PLAIN  # how the channel wants its voice to speak

    def key(self, variable: str) -> str:
        """The key in this environment variable, for the constructor of a client. Raises NoKey if there is none."""
        if variable not in self.keys:
            name = account_variable(variable, self.account)
            raise NoKey(f"{name} is not set.", advice=f"Set {name}, or name another service.")
        return self.keys[variable].get_secret_value()

    @property
    def contact(self) -> str:
        """The operator's address, which services without keys want; empty if it is not set."""
        return self.settings(SharedSettings).contact.strip()

    @property
    def agent(self) -> str:
        """The User-Agent header. Services without keys want an address in it."""
        return f"{AGENT} {self.contact}".strip()
