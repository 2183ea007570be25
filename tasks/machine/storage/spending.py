"""Meters every paid request: enters it in the ledger before it is sent, settles it after, and enforces the budget."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tasks.domain.errors import DailiesError, Permanent, QuotaSpent, RateLimited
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger


@dataclass
class Bill:
    """One request's price in USD: an estimate, which the caller corrects from the response."""

    units: float
    cost: float
    receipt: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Spending:
    """Meters the requests of one run. `budgets` are in USD a month by vendor; a vendor without one is unlimited."""

    ledger: Ledger
    run: str
    budgets: Mapping[str, float] = field(default_factory=dict)

    def check(self, vendor: str, cost: float) -> None:
        """Raises QuotaSpent if `cost` more USD would exceed the vendor's budget for this month."""
        self._allow(vendor, cost, self.ledger.paid(vendor, f"{now():%Y-%m}"))

    def _allow(self, vendor: str, cost: float, spent: float) -> None:
        budget = self.budgets.get(vendor)
        if budget is not None and spent + cost > budget:
            raise QuotaSpent(
                f"{vendor} would exceed its budget: ${spent:.2f} of ${budget:.2f} are spent in {now():%Y-%m}, "
                f"and this needs ${cost:.2f} more.",
                service=vendor,
                advice=f"Raise the budget of {vendor} in DAILIES_BUDGETS, or wait for the next month.",
            )

    @contextmanager
    def paying(self, vendor: str, purpose: str, *, unit: str, units: float, cost: float) -> Iterator[Bill]:
        """Wrap one request. If its outcome is unknown (timeout, lost connection), the entry stays and counts as paid.

        Raises QuotaSpent before the request if it would exceed the vendor's budget.
        """
        bill = Bill(units, cost)
        # Checked in the entry's own transaction: otherwise two processes could both find room and then both pay.
        allowed = partial(self._allow, vendor, cost)
        number = self.ledger.intend_payment(vendor, purpose, unit, units, cost, self.run, allowed=allowed)
        try:
            yield bill
        except (Permanent, RateLimited) as error:  # the service refused: nothing was charged
            self.ledger.settle_payment(number, "refused", 0.0, 0.0, {"error": type(error).__name__})
            raise
        except DailiesError as error:
            self.ledger.settle_payment(number, "intended", units, cost, {"error": type(error).__name__})
            raise
        self.ledger.settle_payment(number, "paid", bill.units, bill.cost, bill.receipt)
