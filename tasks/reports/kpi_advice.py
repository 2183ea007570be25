"""What an operator should do, as sentences, from what the report found."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.domain.runs.kpi import RunRecord
from tasks.domain.runs.kpi_history import OUT, latest
from tasks.domain.runs.kpi_week import Slower
from tasks.reports.words import dollars, seconds

NEARLY = 0.8  # of a budget
MAX_REASONS = 3
SERVICE = "Its service may be slow: the runs' notes say what was tried again or replaced."
HOST = "Another program may use the host, or its disk may be full."
HINTS = {  # what to look at when a stage gets slower
    **dict.fromkeys(("trending", "research", "script", "voiceover", "images", "upload"), SERVICE),
    "encode": f"{HOST} `python -m flows encoders` shows which encoders work.",
}


@dataclass(frozen=True)
class Budget:
    """A vendor's spending and budget this month, in USD. A `limit` of 0 is none; `there` is the quota it reports."""

    vendor: str
    spent: float
    limit: float
    there: str = "-"

    @property
    def left(self) -> str:
        """The rest of the budget, in words."""
        return dollars(max(0.0, self.limit - self.spent)) if self.limit else "no limit set"


def advice(
    runs: Sequence[RunRecord], slower: Sequence[Slower], budgets: Sequence[Budget], now: datetime
) -> tuple[str, ...]:
    """Sentences on what to do, most urgent first; one that says so if there is nothing."""
    found = (*_missed(runs), *_waiting(runs), *_spent(budgets, now), *_slow(slower))
    return found or ("There is nothing to do.",)


def _missed(runs: Sequence[RunRecord]) -> Iterator[str]:
    """Days without a short, by the reason of their last run."""
    ended = latest(runs)
    have = {(run.channel, run.day) for run in ended if run.counts_as in OUT}
    last = {(run.channel, run.day): run for run in ended if run.outcome in {"failed", "refused"}}
    reasons: dict[str, list[str]] = {}
    for day, run in sorted(last.items()):
        if day not in have:
            reasons.setdefault(run.error or "no reason is known", []).append(f"{run.channel} {run.day}")
    for reason, days in sorted(reasons.items(), key=lambda pair: -len(pair[1]))[:MAX_REASONS]:
        shown = ", ".join(days[:3]) + (" and others" if len(days) > 3 else "")
        yield f"No short for {shown}: {reason.rstrip('.')}. Fix this, then press Retry in the run's menu."
    if len(reasons) > MAX_REASONS:
        yield f"There are {len(reasons) - MAX_REASONS} more reasons: see the failed runs in Prefect's UI."


def _waiting(runs: Sequence[RunRecord]) -> Iterator[str]:
    waiting = sorted({f"{run.channel} {run.day}" for run in latest(runs) if run.outcome == "waiting"})
    if waiting:
        yield f"A review waits for an answer: {', '.join(waiting)}. Press Resume in the run's menu."


def _spent(budgets: Sequence[Budget], now: datetime) -> Iterator[str]:
    """Budgets that are used up or will be, if the rest of the month costs as much a day as the part so far."""
    days = monthrange(now.year, now.month)[1]
    for budget in budgets:
        if not budget.limit or not budget.spent:
            continue
        share = budget.spent / budget.limit
        of = f"{dollars(budget.spent)} of {dollars(budget.limit)}"
        lasts = int(now.day / share)  # the day of the month on which it ends at this pace
        if share >= 1:
            yield f"The budget of {budget.vendor} is used up ({of}): no run may pay it. Raise DAILIES_BUDGETS."
        elif share >= NEARLY and lasts < days:
            yield f"{budget.vendor}: {of} is spent, enough until about day {lasts} of {days}. Raise DAILIES_BUDGETS."
        elif now.day >= 7 and lasts < days:
            yield f"At this pace the budget of {budget.vendor} ends about day {lasts} of {days} ({of} is spent)."


def _slow(slower: Sequence[Slower]) -> Iterator[str]:
    for stage in slower:
        yield (
            f"{stage.stage} got slower this week: {seconds(stage.now)}, {seconds(stage.before)} before "
            f"(medians; {stage.samples} runs this week). {HINTS.get(stage.stage, HOST)}"
        )
