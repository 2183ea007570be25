"""Spending: the ledger holds the estimate before a request is sent, and the total never exceeds the budget."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.domain.errors import BadAnswer, QuotaSpent, Transient
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.spending import Spending

MONTH = f"{now():%Y-%m}"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def pay(meter: Spending, act: Callable[[], None] = lambda: None, *, cost: float = 1.0) -> None:
    """Pay for a request, `act`, that turns out to cost half of the estimate."""
    with meter.paying("openai", "script", unit="tokens", units=1000, cost=cost) as bill:
        act()
        bill.units, bill.cost, bill.receipt = 800, cost / 2, {"id": "r1"}


def test_a_request_is_recorded_before_it_is_sent_and_corrected_after(ledger: Ledger) -> None:
    units_during_request: list[float] = []
    pay(Spending(ledger, "run-1"), lambda: units_during_request.append(ledger.spent(MONTH)["openai tokens"].units))
    spent = ledger.spent(MONTH)["openai tokens"]
    assert units_during_request == [1000]
    assert (spent.units, spent.cost, spent.requests) == (800, 0.5, 1)
    assert ledger.spent(MONTH, run="run-1") == ledger.spent(MONTH)
    assert ledger.spent(MONTH, run="run-2") == {}
    assert ledger.spent("2020-01") == {}


def _raising(error: Exception) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


def test_a_refused_request_costs_nothing_and_an_interrupted_one_counts(ledger: Ledger) -> None:
    meter = Spending(ledger, "run-1")
    with pytest.raises(BadAnswer):
        pay(meter, _raising(BadAnswer("no", service="openai")))
    assert ledger.spent(MONTH) == {}
    with pytest.raises(Transient):
        pay(meter, _raising(Transient("cut off", service="openai")))
    assert ledger.spent(MONTH)["openai tokens"].units == 1000


def test_a_crash_during_a_request_leaves_its_estimate(ledger: Ledger) -> None:
    with pytest.raises(KeyboardInterrupt):
        pay(Spending(ledger, "run-1"), _raising(KeyboardInterrupt()))  # type: ignore[arg-type]
    assert ledger.spent(MONTH)["openai tokens"].cost == 1.0


def test_a_budget_stops_the_request_before_it_is_sent(ledger: Ledger) -> None:
    meter = Spending(ledger, "run-1", {"openai": 1.2})
    sent: list[int] = []
    pay(meter, lambda: sent.append(1))
    with pytest.raises(QuotaSpent, match=r"\$0\.50 of \$1\.20 are spent.*DAILIES_BUDGETS"):
        pay(meter, lambda: sent.append(1))
    assert sent == [1]
    with meter.paying("serpapi", "search", unit="searches", units=1, cost=99.0):
        sent.append(2)
    assert sent == [1, 2]


def test_budgets_are_reported_after_each_payment_and_refusal_and_only_they(ledger: Ledger) -> None:
    reports: list[tuple[str, str, float, float, bool]] = []

    def watch(vendor: str, month: str, spent: float, budget: float, *, refused: bool) -> None:
        ledger.claimed("no", now().date())  # the ledger is not locked meanwhile
        reports.append((vendor, month, spent, budget, refused))

    meter = Spending(ledger, "run-1", {"openai": 1.2}, watch)
    pay(meter)
    with pytest.raises(QuotaSpent):
        pay(meter)
    with pytest.raises(QuotaSpent):
        meter.check("openai", 1.0)
    with meter.paying("serpapi", "search", unit="searches", units=1, cost=99.0):
        pass
    assert reports == [("openai", MONTH, 0.5, 1.2, False), *[("openai", MONTH, 0.5, 1.2, True)] * 2]
