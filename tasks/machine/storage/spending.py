"""The meter that every paid request runs through: in the ledger before it is sent, settled after, never over budget."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tasks.domain.errors import DailiesError, Permanent, QuotaSpent, RateLimited
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger


@dataclass
class Bill:
    """One request's price: estimated before, corrected by what the service said it was."""

    units: float
    cost: float
    receipt: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Spending:
    """`budgets`: USD a month by vendor; a vendor that is not named has none. `run`: whose request it is."""

    book: Ledger
    run: str
    budgets: Mapping[str, float] = field(default_factory=dict)

    def check(self, vendor: str, cost: float) -> None:
        """Raises QuotaSpent when `cost` more would pass the vendor's budget of this month."""
        self._allow(vendor, cost, self.book.paid(vendor, f"{now():%Y-%m}"))

    def _allow(self, vendor: str, cost: float, spent: float) -> None:
        budget = self.budgets.get(vendor)
        if budget is not None and spent + cost > budget:
            raise QuotaSpent(
                f"{vendor} would pass its budget: ${spent:.2f} of ${budget:.2f} are spent in {now():%Y-%m}, "
                f"and ${cost:.2f} more would be needed.",
                service=vendor,
                advice=f"Raise DAILIES_BUDGETS for {vendor}, or wait for the next month.",
            )

    @contextmanager
    def paying(self, vendor: str, purpose: str, *, unit: str, units: float, cost: float) -> Iterator[Bill]:
        """Around one request. An answer in doubt (cut off, timed out) stays in the book as intended: it may cost."""
        bill = Bill(units, cost)
        # Asked inside the entry's own transaction: two that check first and enter later would both find room.
        allowed = partial(self._allow, vendor, cost)
        number = self.book.intend_payment(vendor, purpose, unit, units, cost, self.run, allowed=allowed)
        try:
            yield bill
        except (Permanent, RateLimited) as error:  # the service answered, and said no
            self.book.settle_payment(number, "refused", 0.0, 0.0, {"error": type(error).__name__})
            raise
        except DailiesError as error:
            self.book.settle_payment(number, "intended", units, cost, {"error": type(error).__name__})
            raise
        self.book.settle_payment(number, "paid", bill.units, bill.cost, bill.receipt)
