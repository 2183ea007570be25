"""A stage is called slower only on enough samples and a clear change; a month's cost counts each payment once."""

import random
from datetime import UTC, datetime

import pytest

from tasks.domain.runs.kpi import RunRecord
from tasks.domain.runs.kpi_week import cost_of_month, slower_stages
from tests.reports.histories import SPANS, a_run

NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)  # of run 29: the week is runs 23 to 29


def month(pace: float, since: int = 23) -> list[RunRecord]:
    """Thirty equal runs, one a day, of which those from `since` on take `pace` times as long."""
    return [a_run(number, pace=pace if number >= since else 1.0) for number in range(30)]


def test_a_week_that_took_half_longer_names_every_stage_it_slowed_by_a_second() -> None:
    found = slower_stages(month(1.5), NOW)
    assert [slower.stage for slower in found] == ["encode", "images", "voiceover", "quality"], "worst first"
    assert (found[0].before, found[0].now, found[0].samples) == (20.0, 30.0, 7)


@pytest.mark.parametrize(
    ("runs", "why"),
    [
        (month(1.0), "nothing changed"),
        (month(0.5), "it got faster"),
        (month(1.1), "a tenth is noise"),
        (month(3.0, since=28), "two slow runs do not move the median"),
        (month(1.5)[18:], "five runs before are too few"),
        (month(1.5)[:25], "two runs this week are too few"),
        ([], "no runs"),
        (
            [*month(1.0)[:23], *(a_run(n, pace=9, cached=tuple(SPANS)) for n in range(23, 30))],
            "what came from the cache is no sample",
        ),
    ],
)
def test_a_week_that_proves_nothing_names_no_stage(runs: list[RunRecord], why: str) -> None:
    assert slower_stages(runs, NOW) == (), why


def test_a_stage_as_slow_as_it_often_was_is_not_called_slower() -> None:
    restless = [a_run(number, pace=2.0 if number % 3 == 0 or number >= 23 else 1.0) for number in range(30)]
    assert slower_stages(restless, NOW) == (), "three quarters of the earlier runs must be faster"


def test_noise_alone_is_seldom_called_slower() -> None:
    def noisy(seed: int) -> list[RunRecord]:
        chance = random.Random(seed)
        return [a_run(number, pace=chance.uniform(0.8, 1.5)) for number in range(30)]

    alarms = [seed for seed in range(100) if slower_stages(noisy(seed), NOW)]
    assert len(alarms) <= 5


def test_runs_older_than_five_weeks_are_not_compared() -> None:
    assert slower_stages(month(1.5), datetime(2027, 2, 1, tzinfo=UTC)) == ()


def test_a_months_cost_counts_every_payment_once() -> None:
    runs = [
        a_run(0, outcome="failed", until="encode", flow_run="one", cost_usd=0.03),
        a_run(1, flow_run="one", cost_usd=0.05),
        a_run(2, flow_run="two", cost_usd=0.01),
        a_run(30, flow_run="three", cost_usd=1.0),
    ]
    assert cost_of_month(runs, "2026-11") == pytest.approx(0.06)
    assert cost_of_month(runs, "2026-12") == pytest.approx(1.0)
    assert cost_of_month(runs, "2026-10") == 0
