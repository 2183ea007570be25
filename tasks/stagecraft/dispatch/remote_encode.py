"""One encode as a flow run on a worker: started once, found again by a retry, watched, given up when it goes silent."""

import hashlib
import time
from itertools import count
from typing import Any, NoReturn, cast

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterIdempotencyKey
from prefect.client.schemas.objects import FlowRun, State, StateType, WorkerStatus
from prefect.deployments import run_deployment
from prefect.exceptions import MissingResult, ObjectNotFound
from prefect.runtime import flow_run
from prefect.states import Cancelling, Scheduled

from tasks.domain.edition import Video
from tasks.domain.errors import Damaged, ToolError
from tasks.domain.timeline import Timeline
from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch import heartbeat
from tasks.stagecraft.dispatch.liveness import POLL_SECONDS, SILENCE_SECONDS, Watchdog, silence_of_workers
from tasks.stagecraft.results import check_files


class EncodeLost(Exception):
    """The run will not deliver. `workers` are those to avoid from now on; empty means all that were online."""

    def __init__(self, message: str, *, workers: frozenset[str] = frozenset()) -> None:
        super().__init__(message)
        self.workers = workers


class RemoteEncode:
    """One timeline's encode in one work pool. A retry of the parent run finds the same encode again by its key."""

    def __init__(self, client: SyncPrefectClient, pool: str, timeline: Timeline, *, queues: tuple[str, ...]) -> None:
        self.client, self.pool, self.timeline = client, pool, timeline
        self.queue = self._queue(queues)
        content = hashlib.sha256(timeline.model_dump_json().encode()).hexdigest()[:16]
        self.key = f"encode/{flow_run.root_flow_run_id}/{pool}/{content}"

    def result(self) -> Video:
        """Wait for the film. Raises EncodeLost if the run will not deliver it."""
        for number in count():
            run = self._attach(f"{self.key}/{number}")
            if not run.state or run.state.type == StateType.CANCELLING:
                continue  # given up earlier; it may still be running
            was_complete = run.state.is_completed()
            run = self._watch(run)
            if not run.state or not run.state.is_completed():
                self._raise_for(run)
            try:
                return cast("Video", run.state.result())
            except (Damaged, MissingResult, ObjectNotFound) as error:
                if not was_complete:
                    raise EncodeLost(f"The encode {run.name} completed without a film in the shared store.") from error
                # An earlier result that is damaged or gone: encode again in a new run.
        raise AssertionError  # count() never ends

    def _attach(self, key: str) -> FlowRun:
        """The run with this key: unchanged while it is active or completed, rescheduled if it ended badly."""
        runs = self.client.read_flow_runs(
            flow_run_filter=FlowRunFilter(idempotency_key=FlowRunFilterIdempotencyKey(any_=[key]))
        )
        if not runs:
            return self._start(key)
        run = runs[0]
        if run.state and run.state.is_final() and not run.state.is_completed():
            retry: State[Any] = Scheduled(name="AwaitingRetry", message="The parent run needs this encode again.")
            self.client.set_flow_run_state(run.id, retry)
        return self.client.read_flow_run(run.id)

    def _start(self, key: str) -> FlowRun:
        """Start the encode as a child run, in the parent's queue."""
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
            raise EncodeLost(f"There is no deployment encode-short/{self.pool}.") from error

    def _watch(self, run: FlowRun) -> FlowRun:
        """Wait for the run's end and return it. Raises EncodeLost after giving it up."""
        watchdog = Watchdog()
        with telemetry.part_counter("encode", "frames") as count_frames:
            while run.state and not run.state.is_final():
                running = run.state.is_running()
                number, frames = heartbeat.read(str(run.id), run.run_count) if running else (0, 0.0)
                count_frames(frames)
                sign, allowed = (number, SILENCE_SECONDS) if running else self._worker_heartbeats(run)
                if why := watchdog.why_give_up(run.state.type, sign, allowed):
                    return self._give_up(run, why)
                time.sleep(POLL_SECONDS)
                run = self.client.read_flow_run(run.id)
        return run

    def _give_up(self, run: FlowRun, why: str) -> FlowRun:
        """Set the run to Cancelling rather than Cancelled, so that it cannot become Completed if it wakes up."""
        self.client.set_flow_run_state(run.id, Cancelling(message=f"Given up: {why}."))
        run = self.client.read_flow_run(run.id)
        if run.state and run.state.is_completed():
            return run  # it completed just before
        raise EncodeLost(f"The encode {run.name} was given up: {why}.", workers=_worker(run))

    def _worker_heartbeats(self, run: FlowRun) -> tuple[object, float]:
        """The heartbeats that stand for a run before it starts, and for how many seconds they may stay the same.

        They are those of all the pool's workers, and of one worker once it has taken the run.
        """
        workers = self.client.read_workers_for_work_pool(self.pool)
        owner = _worker(run) if run.state and run.state.is_pending() else frozenset()
        watched = [worker for worker in workers if worker.name in owner or not owner]
        online = [worker for worker in watched if worker.status == WorkerStatus.ONLINE]
        beats = sorted(f"{worker.name} {worker.last_heartbeat_time}" for worker in watched)
        return tuple(beats), silence_of_workers(worker.heartbeat_interval_seconds for worker in online)

    def _raise_for(self, run: FlowRun) -> NoReturn:
        """Raise the error that this end of the run means.

        EncodeLost: the host is broken (missing program, full disk, failed driver), which must not cost the day's short.
        Its pool's workers are likely alike, so none of them is tried again. Damaged: a file of the timeline is missing
        or damaged, so the encode would fail on any host. ToolError: a person cancelled the encode and does not want
        another.
        """
        end = f"The encode {run.name} in pool {self.pool} ended as {run.state_name}"
        message = (run.state.message or "") if run.state else ""
        if run.state and run.state.is_crashed():
            raise EncodeLost(f"{end}.", workers=_worker(run))
        if run.state and run.state.is_failed():
            check_files(self.timeline)
            raise EncodeLost(f"{end}: {message}")
        raise ToolError(f"{end}: {message}", advice="Retry the run to start the same encode again.")

    def _queue(self, queues: tuple[str, ...]) -> str:
        """The queue of the parent run, so that a batch's encodes wait behind the day's."""
        name = self.client.read_flow_run(flow_run.id).work_queue_name if flow_run.id else None
        return name if name in queues else queues[0]


def _worker(run: FlowRun) -> frozenset[str]:
    """The name of the worker that has the run; empty if none has taken it."""
    name = run.labels.get("prefect.worker.name")
    return frozenset({str(name)}) if name else frozenset()
