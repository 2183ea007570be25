"""A desk of its own for each test: a store, a ledger and kept answers in a temporary folder."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from tasks.machine.answers import Answers
from tasks.machine.assets import AssetStore
from tasks.machine.ledger import Ledger
from tasks.machine.meter import Meter
from tasks.providers.desk import Desk, Vendors


@dataclass
class Counts:
    """What providers counted."""

    values: dict[str, float] = field(default_factory=dict)

    def __call__(self, name: str, value: float) -> None:
        self.values[name] = self.values.get(name, 0.0) + value


def desk_in(folder: Path, keys: dict[str, str] | None = None, budget: float | None = None, **vendors: str) -> Desk:
    book = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    return Desk(
        store=AssetStore(folder / "assets"),
        answers=Answers(folder / "answers"),
        meter=Meter(book, "a test", {} if budget is None else {"serpapi": budget}),
        book=book,
        vendors=Vendors.model_validate({"contact": "ops@example.org", **vendors}),
        keys={name: SecretStr(value) for name, value in (keys or {}).items()},
        count=Counts(),
    )
