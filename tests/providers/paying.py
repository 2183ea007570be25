"""A context of a test's own: its own store, answers, ledger and keys, and what was counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.response_cache import ResponseCache
from tasks.machine.storage.spending import Spending
from tasks.providers.context import ProviderContext
from tests.providers.desks import GivenSettings, keys_of


@dataclass
class Set:
    """`context` and what happened at it."""

    context: ProviderContext
    folder: Path
    counted: Counter[str] = field(default_factory=Counter)

    def wait_less(self, **seconds: float) -> None:
        """For a vendor that is to be given up: `wait_less(openai_seconds=1)`."""
        assert isinstance(self.context.settings, GivenSettings)
        self.context = replace(self.context, settings=self.context.settings.but(**seconds))

    def spent(self) -> dict[str, tuple[float, int]]:
        """What the ledger holds: by vendor and unit, how many units in how many requests."""
        from tasks.machine.clock import now

        return {
            name: (spent.units, spent.requests) for name, spent in self.context.ledger.spent(f"{now():%Y-%m}").items()
        }

    def holds(self, secret: str) -> list[Path]:
        """The files of its folder in which the secret stands."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return [path for path in files if secret.encode() in path.read_bytes()]


def desk_in(
    folder: Path, keys: Mapping[str, str], *, budgets: Mapping[str, float] | None = None, **vendors: object
) -> Set:
    counted: Counter[str] = Counter()

    def count(name: str, value: float) -> None:
        counted[name] += int(value)

    folder.mkdir(exist_ok=True)
    book = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    context = ProviderContext(
        store=AssetStore(folder / "assets"),
        responses=ResponseCache(folder / "answers"),
        spending=Spending(book, "test", budgets or {}),
        ledger=book,
        settings=GivenSettings(vendors),
        keys=keys_of(keys),
        count=count,
    )
    return Set(context, folder, counted)


def chain(error: BaseException) -> list[BaseException]:
    """An error, and every one that it was raised from or while handling."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__]
    return found


def gives_away(error: BaseException, secret: str) -> bool:
    """Whether the secret can be had from an error: its text, its fields, and theirs."""
    return any(secret in f"{one!r} {one} {one.__dict__} {_headers(one)}" for one in chain(error))


def _headers(error: BaseException) -> str:
    requests = [getattr(error, "request", None), getattr(getattr(error, "response", None), "request", None)]
    return " ".join(str(list(request.headers.raw)) for request in requests if request is not None)
