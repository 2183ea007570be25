"""What a run took and did, stage by stage: the record that summaries, reports and history are made from."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tasks.domain.values import Frozen

Outcome = Literal["published", "failed", "interrupted", "refused", "skipped", "waiting"]

# The pipeline: each stage, and what it waits for. Voice and pictures are made side by side.
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
# Metrics of which a resumed run's latest value counts; what is counted while work is done adds up.
LATEST = ("cost_usd", "ffmpeg_encoding_fps", "words_per_minute", "captions_per_minute")


class StageTime(Frozen):
    """One stage of one run. `seconds` spans its first start to its last end; a mapped stage counts each child.

    `started` is seconds after the run began. A stage that only read its cache has executed == 0.
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
        return self.started + self.seconds

    @property
    def whole(self) -> bool:
        """All of its work was done in this run: only then do its seconds say what the stage takes."""
        return self.executed > 0 and not self.cached and not self.failed


class RunRecord(Frozen):
    """One run, as `kpis.json` holds it. `metrics` are the named figures beside the times (seconds, counts, shares)."""

    run_key: str
    flow_run: str
    channel: str
    day: date
    outcome: Outcome = "published"
    at: datetime | None = None  # when it ended, UTC
    total_seconds: float
    stages: tuple[StageTime, ...]
    metrics: dict[str, float] = Field(default_factory=dict)
    left: dict[str, str] = Field(default_factory=dict)  # what each vendor that was paid says it still allows
    notes: tuple[str, ...] = ()  # what was replaced or skipped, and why
    error: str = ""  # of a run that failed

    @property
    def executed(self) -> int:
        return sum(stage.executed for stage in self.stages)

    @property
    def cached(self) -> int:
        return sum(stage.cached for stage in self.stages)

    @property
    def whole(self) -> bool:
        """It published, and nothing of it came from the cache: only then does its length say what a short takes."""
        return self.outcome == "published" and bool(self.stages) and all(stage.whole for stage in self.stages)

    def took(self, name: str) -> float | None:
        """What the stage took in this run; None where the run does not tell.

        It does not where the stage read its cache, wholly or in part, or failed; nor in a run that ended early, unless
        a later stage had begun: of a stage that was cut off, some parts may be done and others never begun.
        """
        found = {stage.stage: stage for stage in self.stages}
        stage = found.get(name)
        if stage is None or not stage.whole:
            return None
        over = self.outcome == "published" or any(name in WAITS_FOR.get(later, ()) for later in found)
        return stage.seconds if over else None

    def measured(self) -> "RunRecord":
        """With the metrics that its stages tell: the seed's times, its cache hit rate and its retries."""
        spans = {stage.stage: stage.seconds for stage in self.stages if stage.executed}
        told = {
            "total_pipeline_time": self.total_seconds,
            "cache_hit_rate": round(self.cached / max(1, self.executed + self.cached), 4),
            "retries": float(sum(stage.retries for stage in self.stages)),
        }
        if "images" in spans:
            told["image_download_time"] = spans["images"]
        if "encode" in spans:
            told["video_assembly_time"] = round(spans["encode"] + spans.get("timeline", 0.0), 3)
        return self.model_copy(update={"metrics": {**self.metrics, **told}})


class Ended(Frozen):
    """How a run ended that wrote no record of it."""

    outcome: Outcome
    why: str


class OpenRun(Frozen):
    """A run that began and has not said how it ended. From `due` on it is taken for lost. `record` is what it had done
    when it was suspended for a review; while it `waits` for that, no process of it is there."""

    flow_run: str
    channel: str
    day: date
    at: datetime
    due: datetime
    waits: bool = False
    record: RunRecord | None = None

    def counted(self, now: datetime, ended: Ended | None = None) -> RunRecord | None:
        """What it counts as: how it ended, lost, or waiting; None while it runs."""
        if ended is None and now >= self.due:
            ended = Ended(
                outcome="failed", why=f"It never said how it ended, and was to by {self.due:%Y-%m-%d %H:%M} UTC."
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
    """One record of a run that waited in between: all of its work, and none of the hours.

    What the second process read from its cache was made by the first, and is not counted again.
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
    """A stage of the first process, with what the second had to do of it once more."""
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
