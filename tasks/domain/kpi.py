"""What a run took and did, stage by stage: the record that summaries, reports and history are made from."""

from datetime import date

from pydantic import Field

from tasks.domain.values import Frozen


class StageTime(Frozen):
    """One stage of one run. `seconds` spans its first start to its last end; a mapped stage counts each child.

    `started` is seconds after the run began. A stage that only read its cache has executed == 0.
    """

    stage: str
    executed: int = Field(ge=0)
    cached: int = Field(ge=0)
    started: float = Field(ge=0)
    seconds: float = Field(ge=0)
    retries: int = Field(0, ge=0)


class RunRecord(Frozen):
    """One run, as `kpis.json` holds it. `metrics` are the named figures beside the times (seconds, counts, shares)."""

    run_key: str
    flow_run: str
    channel: str
    day: date
    total_seconds: float
    stages: tuple[StageTime, ...]
    metrics: dict[str, float] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()  # what was replaced or skipped, and why
    error: str = ""  # of a run that failed

    @property
    def executed(self) -> int:
        return sum(stage.executed for stage in self.stages)
