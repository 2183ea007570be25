"""What a run is doing and what it took: progress for whoever watches, times and counts for the record.

A run's recorder travels in a context variable, which Prefect carries into task threads and nested flows.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from prefect.client.schemas.objects import State, TaskRun
from prefect.context import FlowRunContext, TaskRunContext
from prefect.logging import get_logger, get_run_logger

from tasks.domain.runs.kpi import Outcome, RunRecord, StageTime


@dataclass
class Tally:
    """One stage, so far: task runs that ended, and the span of clock time they cover (seconds into the run)."""

    executed: int = 0
    cached: int = 0
    failed: int = 0
    retries: int = 0
    first: float = float("inf")
    last: float = 0.0


@dataclass(frozen=True)
class Event:
    """For watchers: a stage began or ended a piece of work, or came this far with it."""

    stage: str
    kind: Literal["began", "progress", "executed", "cached", "failed"]
    done: float = 0
    of: float = 0
    note: str = ""


Watcher = Callable[[Event], None]


class Clock(Protocol):
    def __call__(self) -> float: ...


@dataclass
class Recorder:
    watcher: Watcher | None = None
    clock: Clock = time.monotonic
    tallies: dict[str, Tally] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopped: threading.Event = field(default_factory=threading.Event)
    expected: dict[str, float] = field(default_factory=dict)
    counts: dict[str, dict[object, float]] = field(default_factory=dict)
    began: float = 0.0

    def __post_init__(self) -> None:
        self.began = self.clock()

    def tell(self, event: Event) -> None:
        if self.watcher:
            self.watcher(event)

    def touch(self, stage: str, *, seconds_ago: float = 0.0) -> Tally:
        """The stage's tally, with its span widened to now. Call with the lock held."""
        now = self.clock() - self.began
        tally = self.tallies.setdefault(stage, Tally())
        tally.first = min(tally.first, max(0.0, now - seconds_ago))
        tally.last = max(tally.last, now)
        return tally

    def counted(self, stage: str) -> float:
        """What all parts of a stage have counted."""
        return sum(self.counts.get(stage, {}).values())

    def record(
        self,
        *,
        run_key: str,
        flow_run: str,
        channel: str,
        day: date,
        at: datetime,
        outcome: Outcome,
        notes: tuple[str, ...],
        error: str = "",
    ) -> RunRecord:
        with self.lock:
            stages = tuple(
                StageTime(
                    stage=name,
                    executed=tally.executed,
                    cached=tally.cached,
                    failed=tally.failed,
                    retries=tally.retries,
                    started=round(tally.first, 3),
                    seconds=round(tally.last - tally.first, 3),
                )
                for name, tally in self.tallies.items()
            )
            return RunRecord(
                run_key=run_key,
                flow_run=flow_run,
                channel=channel,
                day=day,
                outcome=outcome,
                at=at,
                total_seconds=round(self.clock() - self.began, 3),
                stages=stages,
                metrics={name: round(value, 4) for name, value in self.metrics.items()},
                notes=notes,
                error=error,
            )


class Stopped(BaseException):
    """Somebody pressed Ctrl-C: work in other threads ends at its next sign of progress."""


_recorder: ContextVar[Recorder | None] = ContextVar("dailies_recorder", default=None)
_watcher: ContextVar[Watcher | None] = ContextVar("dailies_watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Runs started inside tell `watcher` what they do."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


@contextmanager
def recording() -> Iterator[Recorder]:
    """A run's own recorder."""
    recorder = Recorder(watcher=_watcher.get())
    token = _recorder.set(recorder)
    try:
        yield recorder
    except BaseException:
        recorder.stopped.set()
        raise
    finally:
        _recorder.reset(token)


def recorded() -> bool:
    """Whether a run of this process is being recorded here."""
    return _recorder.get() is not None


@contextmanager
def executing(stage: str) -> Iterator[None]:
    """Marks a stage's body as running."""
    recorder = _recorder.get()
    if recorder:
        with recorder.lock:
            recorder.touch(stage)
        recorder.tell(Event(stage, "began"))
    yield


def ended(stage: str, run: TaskRun, state: State[Any]) -> None:
    """A task run of this stage reached its final state (Prefect's hook)."""
    recorder = _recorder.get()
    if recorder is None:
        return
    kind: Literal["executed", "cached", "failed"] = "executed"
    if state.name == "Cached":
        kind = "cached"
    elif not state.is_completed():
        kind = "failed"
    took = (run.end_time - run.start_time).total_seconds() if run.end_time and run.start_time else 0.0
    with recorder.lock:
        tally = recorder.touch(stage, seconds_ago=took)
        setattr(tally, kind, getattr(tally, kind) + 1)
        tally.retries += max(0, (run.run_count or 1) - 1)
    recorder.tell(Event(stage, kind))


def progress(stage: str, done: float, of: float, note: str = "") -> None:
    """How far a stage has come; also where a stopped run's threads find out that they are to end."""
    recorder = _recorder.get()
    if recorder is None:
        return
    if recorder.stopped.is_set():
        raise Stopped
    recorder.tell(Event(stage, "progress", done, of, note))


def pause(seconds: float) -> None:
    """Wait, unless the run is stopped meanwhile."""
    recorder = _recorder.get()
    (recorder.stopped if recorder else threading.Event()).wait(seconds)


def expect(stage: str, of: float) -> None:
    """How much a stage has to do in all, in whatever it counts."""
    recorder = _recorder.get()
    if recorder:
        recorder.expected[stage] = of


@contextmanager
def counting(stage: str, note: str = "") -> Iterator[Callable[[float], None]]:
    """A counter for one of a stage's parallel parts; watchers see the sum of all parts."""
    recorder = _recorder.get()
    part = object()

    def count(done: float) -> None:
        if recorder is None:
            return
        with recorder.lock:
            parts = recorder.counts.setdefault(stage, {})
            parts[part] = done  # not its id, which the next part may be given once this one is gone
            total = sum(parts.values())
        progress(stage, total, recorder.expected.get(stage, 0.0), note)

    yield count


def counted(stage: str) -> float:
    """What all parts of a stage have counted in this run."""
    recorder = _recorder.get()
    return recorder.counted(stage) if recorder else 0.0


def warn(sentence: str) -> None:
    """Something went on in another way than was asked for: into the run's log."""
    log = get_run_logger() if FlowRunContext.get() or TaskRunContext.get() else get_logger("dailies")
    log.warning(sentence)


def metric(name: str, value: float, *, add: bool = False) -> None:
    """A named figure of this run: set, or added to."""
    recorder = _recorder.get()
    if recorder is None:
        return
    with recorder.lock:
        recorder.metrics[name] = value + (recorder.metrics.get(name, 0.0) if add else 0.0)
