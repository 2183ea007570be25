"""The meter that every paid request runs through: in the ledger before it is sent, settled after, never over budget."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tasks.domain.errors import DailiesError, Permanent, QuotaSpent, RateLimited
from tasks.machine.clock import now
from tasks.machine.ledger import Ledger


@dataclass
class Bill:
    """One request's price: estimated before, corrected by what the service said it was."""

    units: float
    cost: float
    receipt: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Meter:
    """`budgets`: USD a month by vendor; a vendor that is not named has none. `run`: whose request it is."""

    book: Ledger
    run: str
    budgets: Mapping[str, float] = field(default_factory=dict)

    def check(self, vendor: str, cost: float) -> None:
        """Raises QuotaSpent when `cost` more would pass the vendor's budget of this month."""
        budget = self.budgets.get(vendor)
        if budget is None:
            return
        month = f"{now():%Y-%m}"
        spent = sum(entry.cost for entry in self.book.spent(month).values() if entry.vendor == vendor)
        if spent + cost > budget:
            raise QuotaSpent(
                f"{vendor} would pass its budget: ${spent:.2f} of ${budget:.2f} are spent in {month}, "
                f"and ${cost:.2f} more would be needed.",
                service=vendor,
                advice=f"Raise DAILIES_BUDGETS for {vendor}, or wait for the next month.",
            )

    @contextmanager
    def paying(self, vendor: str, purpose: str, *, unit: str, units: float, cost: float) -> Iterator[Bill]:
        """Around one request. An answer in doubt (cut off, timed out) stays in the book as intended: it may cost."""
        self.check(vendor, cost)
        bill = Bill(units, cost)
        number = self.book.intend_payment(vendor, purpose, unit, units, cost, self.run)
        try:
            yield bill
        except (Permanent, RateLimited) as error:  # the service answered, and said no
            self.book.settle_payment(number, "refused", 0.0, 0.0, {"error": type(error).__name__})
            raise
        except DailiesError as error:
            self.book.settle_payment(number, "intended", units, cost, {"error": type(error).__name__})
            raise
        self.book.settle_payment(number, "paid", bill.units, bill.cost, bill.receipt)
