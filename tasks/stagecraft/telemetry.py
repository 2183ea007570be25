"""Telemetry of a run: progress events for a watcher, times and counts for the run's record.

The recorder is in a context variable, which Prefect copies into task threads and nested flows.
"""

import logging
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
    """One stage so far: task runs by how they ended, when the first began and the last ended (seconds into the run)."""

    executed: int = 0
    cached: int = 0
    failed: int = 0
    retries: int = 0
    first: float = float("inf")
    last: float = 0.0


@dataclass(frozen=True)
class Event:
    """For watchers: a task of a stage began or ended, or the stage has done `done` of `of` units."""

    stage: str
    kind: Literal["began", "progress", "executed", "cached", "failed"]
    done: float = 0
    of: float = 0
    note: str = ""


Watcher = Callable[[Event], None]


class Clock(Protocol):
    """Seconds since some fixed moment, such as `time.monotonic`."""

    def __call__(self) -> float: ...


@dataclass
class Recorder:
    """Collects what one run's stages do. `expected` and `counts` are units of work, by stage and by part of a stage."""

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

    def notify(self, event: Event) -> None:
        """Pass the event to the watcher, if there is one."""
        if self.watcher:
            self.watcher(event)

    def touch(self, stage: str, *, seconds_ago: float = 0.0) -> Tally:
        """The stage's tally, its span extended to now and back by `seconds_ago`. Call with the lock held."""
        now = self.clock() - self.began
        tally = self.tallies.setdefault(stage, Tally())
        tally.first = min(tally.first, max(0.0, now - seconds_ago))
        tally.last = max(tally.last, now)
        return tally

    def counted(self, stage: str) -> float:
        """Units of work done by all parts of a stage."""
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
        """The run's record as of now."""
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
    """The run was interrupted: raised in its other threads when they next report progress, to end them."""


_recorder: ContextVar[Recorder | None] = ContextVar("dailies_recorder", default=None)
_watcher: ContextVar[Watcher | None] = ContextVar("dailies_watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Runs started inside send their events to `watcher`."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


@contextmanager
def recording() -> Iterator[Recorder]:
    """Record a run. If the block raises, the run's other threads stop at their next progress report."""
    recorder = Recorder(watcher=_watcher.get())
    token = _recorder.set(recorder)
    try:
        yield recorder
    except BaseException:
        recorder.stopped.set()
        raise
    finally:
        _recorder.reset(token)


def is_recording() -> bool:
    """Whether this code runs inside `recording`."""
    return _recorder.get() is not None


@contextmanager
def executing(stage: str) -> Iterator[None]:
    """Mark the start of a task of this stage."""
    recorder = _recorder.get()
    if recorder:
        with recorder.lock:
            recorder.touch(stage)
        recorder.notify(Event(stage, "began"))
    yield


def ended(stage: str, run: TaskRun, state: State[Any]) -> None:
    """Count a task run of this stage that reached its final state. Called by Prefect's hooks."""
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
    recorder.notify(Event(stage, kind))


def progress(stage: str, done: float, of: float, note: str = "") -> None:
    """Report that a stage has done `done` of `of` units. Raises Stopped in the threads of an interrupted run."""
    recorder = _recorder.get()
    if recorder is None:
        return
    if recorder.stopped.is_set():
        raise Stopped
    recorder.notify(Event(stage, "progress", done, of, note))


def pause(seconds: float) -> None:
    """Sleep, but no longer than until the run is interrupted."""
    recorder = _recorder.get()
    (recorder.stopped if recorder else threading.Event()).wait(seconds)


def expect(stage: str, of: float) -> None:
    """Announce how many units of work a stage has in total."""
    recorder = _recorder.get()
    if recorder:
        recorder.expected[stage] = of


@contextmanager
def part_counter(stage: str, note: str = "") -> Iterator[Callable[[float], None]]:
    """A function that sets how many units one parallel part of a stage has done. Watchers see the sum of all parts."""
    recorder = _recorder.get()
    part = object()

    def count(done: float) -> None:
        if recorder is None:
            return
        with recorder.lock:
            parts = recorder.counts.setdefault(stage, {})
            parts[part] = done  # keyed by the object: a later part may reuse its id
            total = sum(parts.values())
        progress(stage, total, recorder.expected.get(stage, 0.0), note)

    yield count


def counted(stage: str) -> float:
    """Units of work done by all parts of a stage in this run."""
    recorder = _recorder.get()
    return recorder.counted(stage) if recorder else 0.0


def logger() -> "logging.Logger | logging.LoggerAdapter[logging.Logger]":
    """The run's log inside a run, the log `dailies` elsewhere."""
    return get_run_logger() if FlowRunContext.get() or TaskRunContext.get() else get_logger("dailies")


def warn(sentence: str) -> None:
    """Log a warning in `logger`."""
    logger().warning(sentence)


def metric(name: str, value: float, *, add: bool = False) -> None:
    """Set a figure of this run, or add to it."""
    recorder = _recorder.get()
    if recorder is None:
        return
    with recorder.lock:
        recorder.metrics[name] = value + (recorder.metrics.get(name, 0.0) if add else 0.0)
