"""What a run took and did, stage by stage: the record that summaries, reports and history are made from."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tasks.domain.values import Frozen

Outcome = Literal["published", "failed", "interrupted", "refused", "skipped"]

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
