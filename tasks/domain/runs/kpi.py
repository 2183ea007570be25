"""The record of a run, stage by stage: its times and counts, on which summaries, reports and history build."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tasks.domain.values import Frozen

# A repeated run found its short published and made nothing. Its record says published: see `counts_as`.
Outcome = Literal["published", "repeated", "failed", "interrupted", "refused", "skipped", "waiting"]

# The pipeline: each stage, and the stages it waits for. Voice and pictures run in parallel.
WAITS_FOR: dict[str, tuple[str, ...]] = {
    "trending": (),
    "research": ("trending",),
    "script": ("research",),
    "voiceover": ("script",),
    "images": ("script",),
    "timeline": ("voiceover", "images"),
    "encode": ("timeline",),
    "quality": ("encode",),
    "upload": ("quality",),
}
STAGES = tuple(WAITS_FOR)
# Metrics of which a resumed run keeps the latest value; all others are added up.
LATEST = ("cost_usd", "ffmpeg_encoding_fps", "words_per_minute", "captions_per_minute", "longest_gap", "sameness")


class StageTime(Frozen):
    """One stage of one run. A mapped stage counts each of its tasks.

    `started` is in seconds from the run's start; `seconds` spans the first task's start to the last one's end.
    """

    stage: str
    executed: int = Field(ge=0)
    cached: int = Field(ge=0)
    failed: int = Field(0, ge=0)
    started: float = Field(ge=0)
    seconds: float = Field(ge=0)
    retries: int = Field(0, ge=0)

    @property
    def ended(self) -> float:
        """Seconds from the run's start to the stage's end."""
        return self.started + self.seconds

    @property
    def whole(self) -> bool:
        """Whether this run did all of the stage's work: only then are its seconds a sample of what the stage takes."""
        return self.executed > 0 and not self.cached and not self.failed


class RunRecord(Frozen):
    """One run, as written to kpis.json. `metrics` are further named figures: seconds, counts, shares, USD."""

    run_key: str
    flow_run: str
    channel: str
    day: date
    outcome: Outcome = "published"
    at: datetime | None = None  # when it ended, UTC
    total_seconds: float
    stages: tuple[StageTime, ...]
    metrics: dict[str, float] = Field(default_factory=dict)
    left: dict[str, str] = Field(default_factory=dict)  # by vendor that was paid: the remaining quota it reports
    notes: tuple[str, ...] = ()  # what the run replaced or skipped, and why
    quotes: bool = False  # the script is in the source's own sentences
    error: str = ""  # why the run failed

    @property
    def executed(self) -> int:
        return sum(stage.executed for stage in self.stages)

    @property
    def cached(self) -> int:
        return sum(stage.cached for stage in self.stages)

    @property
    def counts_as(self) -> Outcome:
        """Its outcome, except that a run which read everything from the cache made no short: it is a repeated one."""
        nothing_made = self.outcome == "published" and self.cached and not self.executed
        return "repeated" if nothing_made else self.outcome

    @property
    def whole(self) -> bool:
        """Whether it published without using the cache: only then is its length a sample of what a short takes."""
        return self.outcome == "published" and bool(self.stages) and all(stage.whole for stage in self.stages)

    def took(self, name: str) -> float | None:
        """Seconds that the stage took; None if this run is no sample of that.

        It is none if the stage failed or used its cache, even in part. If the run ended early, a later stage must have
        started: an interrupted stage may have finished some of its tasks and never started others.
        """
        found = {stage.stage: stage for stage in self.stages}
        stage = found.get(name)
        if stage is None or not stage.whole:
            return None
        finished = self.outcome == "published" or any(name in WAITS_FOR.get(later, ()) for later in found)
        return stage.seconds if finished else None

    def measured(self) -> "RunRecord":
        """A copy with the metrics that follow from its stages: times, cache hit rate and retries."""
        spans = {stage.stage: stage.seconds for stage in self.stages if stage.executed}
        derived = {
            "total_pipeline_time": self.total_seconds,
            "cache_hit_rate": round(self.cached / max(1, self.executed + self.cached), 4),
            "retries": float(sum(stage.retries for stage in self.stages)),
        }
        if "images" in spans:
            derived["image_download_time"] = spans["images"]
        if "encode" in spans:
            derived["video_assembly_time"] = round(spans["encode"] + spans.get("timeline", 0.0), 3)
        return self.model_copy(update={"metrics": {**self.metrics, **derived}})


class Ended(Frozen):
    """How a run ended that wrote no final record."""

    outcome: Outcome
    why: str


class OpenRun(Frozen):
    """A run that started and has not reported its end. From `due` on it counts as lost.

    While it `waits` for a review it has no process; `record` is what it had done when it was suspended.
    """

    flow_run: str
    channel: str
    day: date
    at: datetime
    due: datetime
    waits: bool = False
    record: RunRecord | None = None

    def counted(self, now: datetime, ended: Ended | None = None) -> RunRecord | None:
        """The record to count it by: of its end if known, as lost if overdue, as waiting; None while it runs."""
        if ended is None and now >= self.due:
            ended = Ended(
                outcome="failed", why=f"It never reported its end, which was due by {self.due:%Y-%m-%d %H:%M} UTC."
            )
        if ended is None:
            return self.record if self.waits else None
        done = self.record or RunRecord(
            run_key=f"{self.channel}/{self.day}",
            flow_run=self.flow_run,
            channel=self.channel,
            day=self.day,
            at=self.at,
            total_seconds=0.0,
            stages=(),
        )
        return done.model_copy(update={"outcome": ended.outcome, "error": ended.why})


def resumed(before: RunRecord, after: RunRecord) -> RunRecord:
    """Merge the records of a run's two processes, before and after a review, without the wait in between.

    What the second process read from its cache is the first one's work, and is not counted twice.
    """
    first = {stage.stage: stage for stage in before.stages}
    again = {stage.stage: stage for stage in after.stages}
    stages = [_both(stage, again.get(name)) for name, stage in first.items()]
    stages += [
        stage.model_copy(update={"started": round(before.total_seconds + stage.started, 3)})
        for name, stage in again.items()
        if name not in first
    ]
    sums = {
        name: round(before.metrics.get(name, 0.0) + after.metrics.get(name, 0.0), 4)
        for name in (*before.metrics, *after.metrics)
    }
    latest = {name: value for name, value in {**before.metrics, **after.metrics}.items() if name in LATEST}
    return after.model_copy(
        update={
            "total_seconds": round(before.total_seconds + after.total_seconds, 3),
            "stages": tuple(stages),
            "metrics": {**sums, **latest},
        }
    )


def _both(first: StageTime, again: StageTime | None) -> StageTime:
    """A stage of the first process, plus what the second one executed of it again."""
    if again is None or not (again.executed or again.failed):
        return first
    known = first.executed + first.cached
    return first.model_copy(
        update={
            "executed": first.executed + again.executed,
            "cached": first.cached + max(0, again.cached - known),
            "failed": first.failed + again.failed,
            "retries": first.retries + again.retries,
            "seconds": round(first.seconds + again.seconds, 3),
        }
    )
