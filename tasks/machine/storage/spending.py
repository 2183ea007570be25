"""Meters every paid request: enters it in the ledger before it is sent, settles it after, and enforces the budget."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from tasks.domain.errors import DailiesError, Permanent, QuotaSpent, RateLimited
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger


@dataclass
class Bill:
    """One request's price in USD: an estimate, which the caller corrects from the response."""

    units: float
    cost: float
    receipt: dict[str, object] = field(default_factory=dict)


class BudgetWatch(Protocol):
    """Is told what a vendor was paid in a month (YYYY-MM), of which budget, in USD."""

    def __call__(self, vendor: str, month: str, spent: float, budget: float, *, refused: bool) -> None: ...


def _tell_nobody(vendor: str, month: str, spent: float, budget: float, *, refused: bool) -> None:
    pass


@dataclass(frozen=True)
class Spending:
    """Meters the requests of one run. `budgets` are in USD a month by vendor; a vendor without one is unlimited.

    `watch` is told what a vendor with a budget was paid this month, after each request, and if its budget refused one.
    """

    ledger: Ledger
    run: str
    budgets: Mapping[str, float] = field(default_factory=dict)
    watch: BudgetWatch = _tell_nobody

    def check(self, vendor: str, cost: float) -> None:
        """Raises QuotaSpent if `cost` more USD would exceed the vendor's budget for this month."""
        with self._watching_refusals(vendor):
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
        with self._watching_refusals(vendor):
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
        self._report(vendor, refused=False)

    @contextmanager
    def _watching_refusals(self, vendor: str) -> Iterator[None]:
        try:
            yield
        except QuotaSpent:
            self._report(vendor, refused=True)
            raise

    def _report(self, vendor: str, *, refused: bool) -> None:
        if vendor in self.budgets:
            month = f"{now():%Y-%m}"
            self.watch(vendor, month, self.ledger.paid(vendor, month), self.budgets[vendor], refused=refused)
