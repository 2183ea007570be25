"""A context of its own for each test: a store, a ledger and kept answers in a temporary folder."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.response_cache import ResponseCache
from tasks.machine.storage.spending import Spending
from tasks.providers.context import ProviderContext, Vendors


@dataclass
class Counts:
    """What providers counted."""

    values: dict[str, float] = field(default_factory=dict)

    def __call__(self, name: str, value: float) -> None:
        self.values[name] = self.values.get(name, 0.0) + value


def desk_in(
    folder: Path, keys: dict[str, str] | None = None, budget: float | None = None, **vendors: str
) -> ProviderContext:
    book = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    return ProviderContext(
        store=AssetStore(folder / "assets"),
        responses=ResponseCache(folder / "answers"),
        spending=Spending(book, "a test", {} if budget is None else {"serpapi": budget}),
        ledger=book,
        vendors=Vendors.model_validate({"contact": "ops@example.org", **vendors}),
        keys={name: SecretStr(value) for name, value in (keys or {}).items()},
        count=Counts(),
    )
