"""A provider context for one test, with its store, ledger and response cache in a temporary folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from tasks.machine.settings import variable
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.response_cache import ResponseCache
from tasks.machine.storage.spending import Spending
from tasks.providers.context import ProviderContext, SharedSettings
from tasks.providers.registry import VENDORS

S = TypeVar("S", bound=BaseSettings)


@dataclass(frozen=True)
class GivenSettings:
    """Settings by the lower-case names of their environment variables; the rest keep their defaults."""

    values: Mapping[str, object]

    def __post_init__(self) -> None:
        kinds: list[type[BaseSettings]] = [SharedSettings, *(vendor.settings for vendor in VENDORS if vendor.settings)]
        names = {variable(kind, field).lower() for kind in kinds for field in kind.model_fields}
        assert set(self.values) <= names, set(self.values) - names

    def but(self, **values: object) -> "GivenSettings":
        """A copy with some values replaced."""
        return GivenSettings({**self.values, **values})

    def __call__(self, kind: type[S], /) -> S:
        names = {field: variable(kind, field).lower() for field in kind.model_fields}
        return kind.model_validate({field: self.values[name] for field, name in names.items() if name in self.values})


def keys_of(keys: Mapping[str, str]) -> dict[str, SecretStr]:
    """API keys by environment variable, from API keys by vendor."""
    variables = {vendor.name: vendor.key for vendor in VENDORS}
    return {variables[name]: SecretStr(value) for name, value in keys.items()}


@dataclass
class Counts:
    """Sums of the counters that providers raise."""

    values: dict[str, float] = field(default_factory=dict)

    def __call__(self, name: str, value: float) -> None:
        self.values[name] = self.values.get(name, 0.0) + value


def desk_in(
    folder: Path, keys: dict[str, str] | None = None, budget: float | None = None, **vendors: str
) -> ProviderContext:
    """A context in `folder`; `budget` is SerpApi's in USD a month, `vendors` are settings as in `GivenSettings`."""
    book = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    return ProviderContext(
        store=AssetStore(folder / "assets"),
        responses=ResponseCache(folder / "answers"),
        clips=ResponseCache(folder / "clips"),
        spending=Spending(book, "a test", {} if budget is None else {"serpapi": budget}),
        ledger=book,
        settings=GivenSettings({"contact": "ops@example.org", **vendors}),
        keys=keys_of(keys or {}),
        count=Counts(),
    )
