"""A provider context in a folder of its own, with checks of what a test spent, counted and left on disk."""

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
class Desk:
    """A provider context, the folder of its files, and the counters that providers raised."""

    context: ProviderContext
    folder: Path
    counted: Counter[str] = field(default_factory=Counter)

    def wait_less(self, **seconds: float) -> None:
        """Shorten a vendor's timeout, for example `wait_less(openai_seconds=1)`."""
        assert isinstance(self.context.settings, GivenSettings)
        self.context = replace(self.context, settings=self.context.settings.but(**seconds))

    def spent(self) -> dict[str, tuple[float, int]]:
        """Units and requests that the ledger holds for this month, by vendor and unit."""
        from tasks.machine.clock import now

        return {
            name: (spent.units, spent.requests) for name, spent in self.context.ledger.spent(f"{now():%Y-%m}").items()
        }

    def holds(self, secret: str) -> list[Path]:
        """Files in the folder that contain the secret."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return [path for path in files if secret.encode() in path.read_bytes()]


def desk_in(
    folder: Path, keys: Mapping[str, str], *, budgets: Mapping[str, float] | None = None, **vendors: object
) -> Desk:
    """A desk in `folder`; `vendors` are settings by their lower-case variable names, such as `openai_base_url`."""
    counted: Counter[str] = Counter()

    def count(name: str, value: float) -> None:
        counted[name] += int(value)

    folder.mkdir(exist_ok=True)
    book = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    context = ProviderContext(
        store=AssetStore(folder / "assets"),
        responses=ResponseCache(folder / "answers"),
        clips=ResponseCache(folder / "clips"),
        spending=Spending(book, "test", budgets or {}),
        ledger=book,
        settings=GivenSettings(vendors),
        keys=keys_of(keys),
        count=count,
    )
    return Desk(context, folder, counted)


def error_chain(error: BaseException) -> list[BaseException]:
    """The error and, recursively, its causes and contexts."""
    errors: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop()
        if current is not None and current not in errors:
            errors.append(current)
            waiting += [current.__cause__, current.__context__]
    return errors


def leaks(error: BaseException, secret: str) -> bool:
    """Whether the error or any error in its chain shows the secret, in its text, fields or request headers."""
    return any(secret in f"{link!r} {link} {link.__dict__} {_headers(link)}" for link in error_chain(error))


def _headers(error: BaseException) -> str:
    requests = [getattr(error, "request", None), getattr(getattr(error, "response", None), "request", None)]
    return " ".join(str(list(request.headers.raw)) for request in requests if request is not None)
