"""Statistics over runs: stage times, outcomes, costs, and whether the targets are met.

Functions take runs oldest first. A figure without any sample is None, never zero.
"""

import heapq
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from statistics import fmean, median

from tasks.domain.runs.kpi import STAGES, WAITS_FOR, Outcome, RunRecord, StageTime
from tasks.domain.values import Frozen

MIN_TREND_SAMPLES = 6
TRIED = ("published", "failed", "refused")  # all other outcomes are neither success nor failure
OUT = ("published", "repeated")  # the day has its short


class StageStatistics(Frozen):
    """Statistics of one stage; `median` and `p95` are in seconds.

    `samples` counts the runs that did all of its work, `partly` those that took a part of it from the cache.
    """

    stage: str
    samples: int
    partly: int
    retries: int
    failed: int
    median: float | None
    p95: float | None
    trend: float | None  # median of the newest third relative to the others: 0.1 is ten percent slower


class Target(Frozen):
    """One target and what was measured (a median or a share); `met` is None if nothing was measured."""

    name: str
    wanted: str
    measured: str
    met: bool | None
    about: str


class Step(Frozen):
    """A stage on a run's critical path.

    `seconds` is how long the run waited for it, `spare` how much longer the slowest parallel stage could have taken
    without delaying the run (0 without one).
    """

    stage: str
    seconds: float
    spare: float = 0.0


class Summary(Frozen):
    """Statistics of all runs. `cost` is in USD; `days` counts each channel's days with an attempt at a short.

    A run that was retried counts once, as in Prefect's UI, with its last outcome; `retried` counts its earlier ends.
    """

    runs: int
    outcomes: dict[Outcome, int]
    retried: int
    days: int
    days_published: int  # those days that got a short
    success_rate: float | None
    total_median: float | None
    total_p95: float | None
    cost: float
    cost_a_short: float | None
    retries: int
    fallbacks: int
    words_per_minute: float | None  # medians over the shorts
    captions_per_minute: float | None
    longest_gap: float | None  # seconds in which nothing happens in the picture
    sameness: float | None  # median likeness of a short to the one of its channel's last that it resembles most
    stages: tuple[StageStatistics, ...]
    targets: tuple[Target, ...]


def history(ended: Iterable[RunRecord], still_open: Iterable[RunRecord], limit: int) -> tuple[RunRecord, ...]:
    """The latest `limit` runs, newest first, from two sequences in that order. Records of the ledger have `at`."""
    return tuple(heapq.merge(ended, still_open, key=ended_at, reverse=True))[:limit]


def ended_at(run: RunRecord) -> datetime:
    """When the run ended. A record without a time is the oldest."""
    return run.at or datetime.min.replace(tzinfo=UTC)


def summarise(runs: Sequence[RunRecord]) -> Summary:
    """All statistics of these runs."""
    ended = latest(runs)
    published = {(run.channel, run.day) for run in ended if run.counts_as in OUT}
    tried = {(run.channel, run.day) for run in ended if run.counts_as in TRIED} | published
    totals = [run.total_seconds for run in runs if run.whole]
    outcomes: dict[Outcome, int] = {}
    for run in ended:
        outcomes[run.counts_as] = outcomes.get(run.counts_as, 0) + 1
    return Summary(
        runs=len(ended),
        outcomes=outcomes,
        retried=len(runs) - len(ended),
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
        longest_gap=typical(runs, "longest_gap"),
        sameness=typical(runs, "sameness"),
        stages=tuple(stage_statistics(runs, name) for name in STAGES),
        targets=targets(runs),
    )


def stage_statistics(runs: Sequence[RunRecord], name: str) -> StageStatistics:
    """The statistics of one stage."""
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
    """The median of a metric over the runs that have it."""
    samples = [run.metrics[metric] for run in runs if metric in run.metrics]
    return median(samples) if samples else None


def percentile(samples: Sequence[float], share: float) -> float | None:
    """The percentile at `share` (0 to 1), interpolated linearly between the two nearest samples."""
    if not samples:
        return None
    ordered = sorted(samples)
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


def trend(samples: Sequence[float]) -> float | None:
    """The relative change of the median, from all earlier samples to the newest third; None with too few samples."""
    if len(samples) < MIN_TREND_SAMPLES:
        return None
    recent = len(samples) // 3
    before = median(samples[:-recent])
    return median(samples[-recent:]) / before - 1 if before else None


def success_rate(runs: Iterable[RunRecord]) -> float | None:
    """The share of the runs that tried to publish and did, in the end."""
    tried = [run.counts_as == "published" for run in latest(runs) if run.counts_as in TRIED]
    return fmean(tried) if tried else None


def latest(runs: Iterable[RunRecord]) -> tuple[RunRecord, ...]:
    """The last record of each flow run, oldest first: a retry is the same run, and records its end anew."""
    by_run = {run.flow_run or f"unnamed-{number}": (number, run) for number, run in enumerate(runs)}
    return tuple(run for _, run in sorted(by_run.values(), key=lambda pair: pair[0]))


def costs(runs: Iterable[RunRecord]) -> dict[str, float]:
    """USD by flow run. Each record of a retried run holds its total cost so far, so the last record counts."""
    by_run: dict[str, float] = {}
    for number, run in enumerate(runs):
        by_run[run.flow_run or f"unnamed-{number}"] = run.metrics.get("cost_usd", 0.0)
    return by_run


def cost_a_short(runs: Sequence[RunRecord]) -> float | None:
    """USD for each published short, with the costs of failed runs."""
    shorts = {run.run_key for run in runs if run.outcome == "published"}
    return sum(costs(runs).values()) / len(shorts) if shorts else None


def repeats(runs: Iterable[RunRecord]) -> tuple[bool, ...]:
    """For each run, whether its channel had published the same topic before: only then can the cache have hits."""
    known: set[tuple[str, str]] = set()
    repeated = []
    for run in runs:
        topic = (run.channel, run.run_key.rpartition("/")[2])
        repeated.append(topic in known)
        if run.outcome == "published":
            known.add(topic)
    return tuple(repeated)


def hit_rate(runs: Iterable[RunRecord]) -> float | None:
    """The share of tasks in these runs that came from the cache."""
    executed = cached = 0
    for run in runs:
        executed, cached = executed + run.executed, cached + run.cached
    return cached / (executed + cached) if executed + cached else None


def targets(runs: Sequence[RunRecord]) -> tuple[Target, ...]:
    """The targets and whether the runs meet them. Times are medians of runs that did all of the work."""
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
    """The stages that determined the run's length, first to last: of parallel stages, the one that ended last."""
    ran = {stage.stage: stage for stage in run.stages if stage.stage in WAITS_FOR}
    if not ran:
        return ()
    steps: list[Step] = []
    stage = max(ran.values(), key=_end)
    while True:
        before = sorted((ran[name] for name in WAITS_FOR[stage.stage] if name in ran), key=_end)
        parallel = [other.ended for other in ran.values() if _parallel(other.stage, stage.stage)]
        seconds = stage.ended - (before[-1].ended if before else 0.0)
        spare = stage.ended - max(parallel) if parallel else 0.0
        steps.append(Step(stage=stage.stage, seconds=round(seconds, 3), spare=round(max(0.0, spare), 3)))
        if not before:
            return tuple(reversed(steps))
        stage = before[-1]


def _parallel(a: str, b: str) -> bool:
    return a != b and WAITS_FOR[a] == WAITS_FOR[b]


def _end(stage: StageTime) -> float:
    return stage.ended


def _sum(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count or 'no'} runs"


def _under(name: str, seconds: float, samples: Sequence[float | None]) -> Target:
    """The target of a median under `seconds`."""
    known = [sample for sample in samples if sample is not None]
    return Target(
        name=name,
        wanted=f"< {seconds:g} s",
        measured=f"{median(known):.1f} s" if known else "",
        met=median(known) < seconds if known else None,
        about=f"median of {_runs(len(known))} that did all of it" if known else "no run did all of it",
    )


def _share(name: str, wanted: float, measured: float | None, about: str) -> Target:
    """The target of a share of at least `wanted`."""
    return Target(
        name=name,
        wanted=f">= {wanted:.0%}",
        measured="" if measured is None else f"{measured:.0%}",
        met=None if measured is None else measured >= wanted,
        about=about,
    )
