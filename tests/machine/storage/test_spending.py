"""What is paid is in the book before it is sent, and never more than the budget."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.domain.errors import BadAnswer, QuotaSpent, Transient
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.spending import Spending

MONTH = f"{now():%Y-%m}"


@pytest.fixture
def book(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def pay(meter: Spending, act: Callable[[], None] = lambda: None, *, cost: float = 1.0) -> None:
    with meter.paying("openai", "script", unit="tokens", units=1000, cost=cost) as bill:
        act()
        bill.units, bill.cost, bill.receipt = 800, cost / 2, {"id": "r1"}


def test_a_request_is_in_the_book_before_it_is_sent_and_corrected_after(book: Ledger) -> None:
    seen: list[float] = []
    pay(Spending(book, "run-1"), lambda: seen.append(book.spent(MONTH)["openai tokens"].units))
    spent = book.spent(MONTH)["openai tokens"]
    assert seen == [1000]
    assert (spent.units, spent.cost, spent.requests) == (800, 0.5, 1)
    assert book.spent(MONTH, run="run-1") == book.spent(MONTH)
    assert book.spent(MONTH, run="run-2") == {}
    assert book.spent("2020-01") == {}


def _raise(error: Exception) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


def test_a_refused_request_costs_nothing_and_one_in_doubt_counts(book: Ledger) -> None:
    meter = Spending(book, "run-1")
    with pytest.raises(BadAnswer):
        pay(meter, _raise(BadAnswer("no", service="openai")))
    assert book.spent(MONTH) == {}
    with pytest.raises(Transient):
        pay(meter, _raise(Transient("cut off", service="openai")))
    assert book.spent(MONTH)["openai tokens"].units == 1000


def test_a_crash_while_asking_leaves_the_intent(book: Ledger) -> None:
    with pytest.raises(KeyboardInterrupt):
        pay(Spending(book, "run-1"), _raise(KeyboardInterrupt()))  # type: ignore[arg-type]
    assert book.spent(MONTH)["openai tokens"].cost == 1.0


def test_a_budget_stops_the_request_before_it_is_sent(book: Ledger) -> None:
    meter = Spending(book, "run-1", {"openai": 1.2})
    sent: list[int] = []
    pay(meter, lambda: sent.append(1))
    with pytest.raises(QuotaSpent, match=r"\$0\.50 of \$1\.20 are spent.*DAILIES_BUDGETS"):
        pay(meter, lambda: sent.append(1))
    assert sent == [1]
    with meter.paying("serpapi", "search", unit="searches", units=1, cost=99.0):
        sent.append(2)
    assert sent == [1, 2]
