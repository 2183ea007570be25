"""One encode as a run of its own on a worker: started once, found again by a retry, watched, given up if silent."""

import hashlib
import time
from collections.abc import Callable
from itertools import count
from typing import cast

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterIdempotencyKey
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import MissingResult, ObjectNotFound
from prefect.runtime import flow_run
from prefect.states import Cancelling, Scheduled

from tasks.domain.errors import Damaged, ToolError
from tasks.domain.models import Timeline, Video
from tasks.stagecraft import beat, telemetry

SILENCE_SECONDS = 16.0  # no sign of life for longer: gone. Beats come every 2 s, workers' heartbeats every 5 s
WAIT_SECONDS = 900.0  # in the queue behind others' encodes
POLL_SECONDS = 1.0
LONGEST_LOOK_SECONDS = 4.0


class Lost(Exception):
    """The run will not deliver; `workers` are those that are not to be asked again (empty: all there were)."""

    def __init__(self, message: str, *, workers: frozenset[str] = frozenset()) -> None:
        super().__init__(message)
        self.workers = workers


class Silence:
    """Seconds since something last changed, by this process's own clock: hosts need not agree on the time.

    A look that took long (a server that stalls, a process that was stopped) counts as a short one: what was silent then
    was not the worker.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.sign: object = None
        self.silent, self.looked = 0.0, clock()

    def seconds(self, sign: object) -> float:
        now = self.clock()
        self.silent = 0.0 if sign != self.sign else self.silent + min(now - self.looked, LONGEST_LOOK_SECONDS)
        self.sign, self.looked = sign, now
        return self.silent


class Child:
    def __init__(self, client: SyncPrefectClient, pool: str, timeline: Timeline, *, queues: tuple[str, ...]) -> None:
        self.client, self.pool, self.timeline = client, pool, timeline
        self.queue = self._queue(queues)
        content = hashlib.sha256(timeline.model_dump_json().encode()).hexdigest()[:16]
        self.key = f"encode/{flow_run.root_flow_run_id}/{pool}/{content}"

    def result(self) -> Video:
        """The film that the run makes or has made. Raises Lost when it will not."""
        for number in count():
            run = self._attach(f"{self.key}/{number}")
            if not run.state or run.state.type == StateType.CANCELLING:
                continue  # given up before; whether it has ended is not known
            run = self._watch(run)
            if not run.state or not run.state.is_completed():
                raise self._explain(run)
            try:
                return cast("Video", run.state.result())
            except (Damaged, MissingResult, ObjectNotFound):
                continue  # it was made, but is no more what it was: made again, by a new run
        raise AssertionError  # count() never ends

    def _attach(self, key: str) -> FlowRun:
        """The run of this key: as it is while it is under way or done, once more if it ended badly."""
        found = self.client.read_flow_runs(
            flow_run_filter=FlowRunFilter(idempotency_key=FlowRunFilterIdempotencyKey(any_=[key]))
        )
        if not found:
            return self._start(key)
        run = found[0]
        if run.state and run.state.is_final() and not run.state.is_completed():
            self.client.set_flow_run_state(run.id, Scheduled(name="AwaitingRetry", message="Its parent asks again"))
        return self.client.read_flow_run(run.id)

    def _start(self, key: str) -> FlowRun:
        """Nested under its parent in the UI, and in its parent's queue."""
        try:
            run = run_deployment(
                f"encode-short/{self.pool}",
                parameters={"timeline": self.timeline.model_dump(mode="json")},
                idempotency_key=key,
                work_queue_name=self.queue,
                timeout=0,
            )
            return cast("FlowRun", run)
        except ObjectNotFound as error:
            raise Lost(f"there is no deployment encode-short/{self.pool}") from error

    def _watch(self, run: FlowRun) -> FlowRun:
        """The run when it has ended. Raises Lost after giving it up."""
        silence, began = Silence(), time.monotonic()
        with telemetry.counting("encode", "frames") as counted:
            while not (run.state and run.state.is_final()):
                running = bool(run.state and run.state.is_running())
                number, frames = beat.read(str(run.id), run.run_count) if running else (0, 0.0)
                counted(frames)
                if silence.seconds((running, number) if running else self._heartbeats()) > SILENCE_SECONDS:
                    return self._give_up(run, f"nothing was heard of it for {SILENCE_SECONDS:.0f} s")
                if not running and time.monotonic() - began > WAIT_SECONDS:
                    return self._give_up(run, f"it did not start within {WAIT_SECONDS:.0f} s")
                time.sleep(POLL_SECONDS)
                run = self.client.read_flow_run(run.id)
        return run

    def _give_up(self, run: FlowRun, why: str) -> FlowRun:
        """Cancelling, not Cancelled: from there a run that wakes up again cannot become Completed."""
        self.client.set_flow_run_state(run.id, Cancelling(message=f"Given up: {why}"))
        run = self.client.read_flow_run(run.id)
        if run.state and run.state.is_completed():
            return run  # it was faster
        raise Lost(f"The encode {run.name} was given up: {why}.", workers=_worker(run))

    def _heartbeats(self) -> tuple[str, ...]:
        """While a run waits, its pool's workers speak for it."""
        workers = self.client.read_workers_for_work_pool(self.pool)
        return tuple(sorted(f"{worker.name} {worker.last_heartbeat_time}" for worker in workers))

    def _explain(self, run: FlowRun) -> Exception:
        said = f"The encode {run.name} in pool {self.pool} ended as {run.state_name}"
        if run.state and run.state.is_crashed():
            return Lost(f"{said}.", workers=_worker(run))
        message = (run.state.message or "") if run.state else ""
        return ToolError(f"{said}: {message}", advice="Retry the run: the same encode is then tried again.")

    def _queue(self, queues: tuple[str, ...]) -> str:
        """The parent's own: what can wait there can wait here."""
        name = self.client.read_flow_run(flow_run.id).work_queue_name if flow_run.id else None
        return name if name in queues else queues[0]


def _worker(run: FlowRun) -> frozenset[str]:
    name = run.labels.get("prefect.worker.name")
    return frozenset({str(name)}) if name else frozenset()
