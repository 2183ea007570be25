"""Statistics over runs: what stages take, what comes out of it, and whether the plan's targets are met.

Runs are given oldest first. A figure that no run tells is None, never zero.
"""

import heapq
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from statistics import fmean, median

from tasks.domain.runs.kpi import STAGES, WAITS_FOR, Outcome, RunRecord, StageTime
from tasks.domain.values import Frozen

ENOUGH = 6  # samples before a trend is spoken of
TRIED = ("published", "failed", "refused")  # one that was interrupted, skipped or waits is neither


class StageStatistics(Frozen):
    """`samples`: runs that did all of the stage's work; `partly`: runs that had a part of it from the cache."""

    stage: str
    samples: int
    partly: int
    retries: int
    failed: int
    median: float | None
    p95: float | None
    trend: float | None  # the newest third against those before: 0.1 is ten percent slower


class Target(Frozen):
    """One promise of the plan beside what was measured (a median, or a share); `met` is None when nothing was."""

    name: str
    wanted: str
    measured: str
    met: bool | None
    about: str


class Step(Frozen):
    """A stage that decided when the run ended. `seconds`: by how much it moved the end; `spare`: how much longer the
    slowest of the others beside it could have taken for nothing (0 where there was none)."""

    stage: str
    seconds: float
    spare: float = 0.0


class Summary(Frozen):
    """All of it. `days` are a channel's days on which a short was tried, `days_published` those that got one."""

    runs: int
    outcomes: dict[Outcome, int]
    days: int
    days_published: int
    success_rate: float | None
    total_median: float | None
    total_p95: float | None
    cost: float
    cost_a_short: float | None
    retries: int
    fallbacks: int
    words_per_minute: float | None  # medians over the shorts
    captions_per_minute: float | None
    stages: tuple[StageStatistics, ...]
    targets: tuple[Target, ...]


def history(ended: Iterable[RunRecord], still_open: Iterable[RunRecord], limit: int) -> tuple[RunRecord, ...]:
    """The latest of both, newest first, as both are given. The ledger's records say when (`at`)."""
    return tuple(heapq.merge(ended, still_open, key=_at, reverse=True))[:limit]


def _at(run: RunRecord) -> datetime:
    return run.at or datetime.min.replace(tzinfo=UTC)


def summarise(runs: Sequence[RunRecord]) -> Summary:
    tried = {(run.channel, run.day) for run in runs if run.outcome in TRIED}
    published = {(run.channel, run.day) for run in runs if run.outcome == "published"}
    totals = [run.total_seconds for run in runs if run.whole]
    outcomes: dict[Outcome, int] = {}
    for run in runs:
        outcomes[run.outcome] = outcomes.get(run.outcome, 0) + 1
    return Summary(
        runs=len(runs),
        outcomes=outcomes,
        days=len(tried),
        days_published=len(published),
        success_rate=success_rate(runs),
        total_median=median(totals) if totals else None,
        total_p95=percentile(totals, 0.95),
        cost=sum(costs(runs).values()),
        cost_a_short=cost_a_short(runs),
        retries=sum(stage.retries for run in runs for stage in run.stages),
        fallbacks=round(sum(run.metrics.get("fallbacks", 0.0) for run in runs)),
        words_per_minute=typical(runs, "words_per_minute"),
        captions_per_minute=typical(runs, "captions_per_minute"),
        stages=tuple(stage_statistics(runs, name) for name in STAGES),
        targets=targets(runs),
    )


def stage_statistics(runs: Sequence[RunRecord], name: str) -> StageStatistics:
    seen = [stage for run in runs for stage in run.stages if stage.stage == name]
    samples = [seconds for run in runs if (seconds := run.took(name)) is not None]
    return StageStatistics(
        stage=name,
        samples=len(samples),
        partly=sum(1 for stage in seen if stage.executed and stage.cached),
        retries=sum(stage.retries for stage in seen),
        failed=sum(1 for stage in seen if stage.failed),
        median=median(samples) if samples else None,
        p95=percentile(samples, 0.95),
        trend=trend(samples),
    )


def typical(runs: Iterable[RunRecord], metric: str) -> float | None:
    """The median of a metric over the runs that tell it."""
    told = [run.metrics[metric] for run in runs if metric in run.metrics]
    return median(told) if told else None


def percentile(samples: Sequence[float], share: float) -> float | None:
    """Between the two nearest samples, in proportion."""
    if not samples:
        return None
    ordered = sorted(samples)
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


def trend(samples: Sequence[float]) -> float | None:
    """The median of the newest third against that of all before; None for too few."""
    if len(samples) < ENOUGH:
        return None
    recent = len(samples) // 3
    before = median(samples[:-recent])
    return median(samples[-recent:]) / before - 1 if before else None


def success_rate(runs: Iterable[RunRecord]) -> float | None:
    """Published of all that could have been."""
    tried = [run.outcome == "published" for run in runs if run.outcome in TRIED]
    return fmean(tried) if tried else None


def costs(runs: Iterable[RunRecord]) -> dict[str, float]:
    """USD by flow run. A run that was retried says again, each time, what it has cost so far: its last word counts."""
    found: dict[str, float] = {}
    for number, run in enumerate(runs):
        found[run.flow_run or f"unnamed-{number}"] = run.metrics.get("cost_usd", 0.0)
    return found


def cost_a_short(runs: Sequence[RunRecord]) -> float | None:
    """All that was paid, failures too, for each short that came out."""
    shorts = {run.run_key for run in runs if run.outcome == "published"}
    return sum(costs(runs).values()) / len(shorts) if shorts else None


def repeats(runs: Iterable[RunRecord]) -> tuple[bool, ...]:
    """For each run, whether its channel had made the same topic before: only there can a cache be asked for hits."""
    known: set[tuple[str, str]] = set()
    found = []
    for run in runs:
        topic = (run.channel, run.run_key.rpartition("/")[2])
        found.append(topic in known)
        if run.outcome == "published":
            known.add(topic)
    return tuple(found)


def hit_rate(runs: Iterable[RunRecord]) -> float | None:
    """Of all pieces of work in these runs, the share that was there already."""
    made = cached = 0
    for run in runs:
        made, cached = made + run.executed, cached + run.cached
    return cached / (made + cached) if made + cached else None


def targets(runs: Sequence[RunRecord]) -> tuple[Target, ...]:
    """The plan's success metrics. Times are medians of runs that did all of the work."""
    again = [run for run, repeat in zip(runs, repeats(runs), strict=True) if repeat and run.outcome == "published"]
    failures = [run.metrics["json_parse_failures"] for run in runs if "json_parse_failures" in run.metrics]
    assembly = [_sum(run.took("timeline"), run.took("encode")) for run in runs]
    return (
        _under("whole run", 90, [run.total_seconds for run in runs if run.whole]),
        _under("images", 10, [run.took("images") for run in runs]),
        _under("assembly", 40, assembly),
        Target(
            name="JSON parse failures",
            wanted="0",
            measured=f"{sum(failures):.0f}" if failures else "",
            met=not sum(failures) if failures else None,
            about=f"in {_runs(len(failures))}",
        ),
        _share("cache hits", 0.8, hit_rate(again), f"{_runs(len(again))} on a topic made before"),
    )


def critical_path(run: RunRecord) -> tuple[Step, ...]:
    """From the first stage to the last: of those that ran side by side, the one that the next had to wait for."""
    found = {stage.stage: stage for stage in run.stages if stage.stage in WAITS_FOR}
    if not found:
        return ()
    steps: list[Step] = []
    stage = max(found.values(), key=_end)
    while True:
        before = sorted((found[name] for name in WAITS_FOR[stage.stage] if name in found), key=_end)
        beside = [other.ended for other in found.values() if _side_by_side(other.stage, stage.stage)]
        seconds = stage.ended - (before[-1].ended if before else 0.0)
        spare = stage.ended - max(beside) if beside else 0.0
        steps.append(Step(stage=stage.stage, seconds=round(seconds, 3), spare=round(max(0.0, spare), 3)))
        if not before:
            return tuple(reversed(steps))
        stage = before[-1]


def _side_by_side(one: str, other: str) -> bool:
    return one != other and WAITS_FOR[one] == WAITS_FOR[other]


def _end(stage: StageTime) -> float:
    return stage.ended


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count or 'no'} runs"


def _under(name: str, seconds: float, samples: Sequence[float | None]) -> Target:
    told = [sample for sample in samples if sample is not None]
    return Target(
        name=name,
        wanted=f"< {seconds:g} s",
        measured=f"{median(told):.1f} s" if told else "",
        met=median(told) < seconds if told else None,
        about=f"median of {_runs(len(told))} that did all of it" if told else "no run did all of it",
    )


def _share(name: str, wanted: float, measured: float | None, about: str) -> Target:
    return Target(
        name=name,
        wanted=f">= {wanted:.0%}",
        measured="" if measured is None else f"{measured:.0%}",
        met=None if measured is None else measured >= wanted,
        about=about,
    )
