"""What is new: stages that got slower this week, and what each month cost.

A stage's seconds vary from run to run, and one slow day is no trend. So a week's median must exceed the earlier median
by a quarter and a second, and three quarters of the earlier samples as well; and there must be enough of both.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from tasks.domain.runs.kpi import STAGES, RunRecord
from tasks.domain.runs.kpi_history import percentile
from tasks.domain.values import Frozen

WEEK, BEFORE = timedelta(days=7), timedelta(days=28)
MIN_WEEK, MIN_BEFORE = 3, 6  # samples
SLOWER, SECONDS = 1.25, 1.0  # a quarter, and at least this many seconds


class Slower(Frozen):
    """A stage whose median, in seconds, rose from `before` to `now`; `samples` are this week's."""

    stage: str
    before: float
    now: float
    samples: int


def slower_stages(runs: Sequence[RunRecord], now: datetime) -> tuple[Slower, ...]:
    """The stages that took longer in the seven days up to `now` than in the four weeks before, worst first."""
    week = [run for run in runs if run.at and now - WEEK < run.at <= now]
    before = [run for run in runs if run.at and now - WEEK - BEFORE < run.at <= now - WEEK]
    found = [slower for stage in STAGES if (slower := _slower(stage, _samples(week, stage), _samples(before, stage)))]
    return tuple(sorted(found, key=lambda slower: slower.before - slower.now))


def cost_of_month(runs: Sequence[RunRecord], month: str) -> float:
    """What runs that ended in a month (YYYY-MM, UTC) have cost, in USD.

    Each record of a retried run holds its total so far, so what an earlier record stated is not counted again.
    """
    stated: dict[str, float] = {}
    total = 0.0
    for number, run in enumerate(runs):
        name, cost = run.flow_run or f"unnamed-{number}", run.metrics.get("cost_usd", 0.0)
        if run.at and f"{run.at:%Y-%m}" == month:
            total += max(0.0, cost - stated.get(name, 0.0))
        stated[name] = max(cost, stated.get(name, 0.0))
    return total


def _samples(runs: Sequence[RunRecord], stage: str) -> list[float]:
    return [seconds for run in runs if (seconds := run.took(stage)) is not None]


def _slower(stage: str, week: Sequence[float], before: Sequence[float]) -> Slower | None:
    if len(week) < MIN_WEEK or len(before) < MIN_BEFORE:
        return None
    now, then, usual = median(week), median(before), percentile(before, 0.75) or 0.0
    if now <= max(then * SLOWER, then + SECONDS, usual):
        return None
    return Slower(stage=stage, before=then, now=now, samples=len(week))
