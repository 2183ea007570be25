"""One encode as a run of its own on a worker: started once, found again by a retry, watched, given up if silent."""

import hashlib
import time
from itertools import count
from typing import NoReturn, cast

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterIdempotencyKey
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import MissingResult, ObjectNotFound
from prefect.runtime import flow_run
from prefect.states import Cancelling, Scheduled

from tasks.domain.edition import Video
from tasks.domain.errors import Damaged, ToolError
from tasks.domain.timeline import Timeline
from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch import heartbeat
from tasks.stagecraft.dispatch.patience import POLL_SECONDS, Patience
from tasks.stagecraft.results import check_files


class Lost(Exception):
    """The run will not deliver; `workers` are those that are not to be asked again (empty: all there were)."""

    def __init__(self, message: str, *, workers: frozenset[str] = frozenset()) -> None:
        super().__init__(message)
        self.workers = workers


class RemoteEncode:
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
            was_there = run.state.is_completed()
            run = self._watch(run)
            if not run.state or not run.state.is_completed():
                self._raise_for(run)
            try:
                return cast("Video", run.state.result())
            except (Damaged, MissingResult, ObjectNotFound) as error:
                if not was_there:
                    raise Lost(f"The encode {run.name} ended well, but its film is not in the shared store.") from error
                # It was made, but is no more what it was: made again, by a new run.
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
        patience = Patience()
        with telemetry.counting("encode", "frames") as counted:
            while run.state and not run.state.is_final():
                running = run.state.is_running()
                number, frames = heartbeat.read(str(run.id), run.run_count) if running else (0, 0.0)
                counted(frames)
                if why := patience.exhausted(run.state.type, number if running else self._heartbeats(run)):
                    return self._give_up(run, why)
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

    def _heartbeats(self, run: FlowRun) -> tuple[str, ...]:
        """While a run waits, its pool's workers speak for it; once one has taken it, that one alone."""
        workers = self.client.read_workers_for_work_pool(self.pool)
        taken = _worker(run) if run.state and run.state.is_pending() else frozenset()
        speaking = (worker for worker in workers if worker.name in taken or not taken)
        return tuple(sorted(f"{worker.name} {worker.last_heartbeat_time}" for worker in speaking))

    def _raise_for(self, run: FlowRun) -> NoReturn:
        """Say what it means that the run ended like this.

        A host that is broken (a program is missing, the disk is full, the driver gone) must not cost the day's short:
        the run is Lost, and with it the workers of its pool, which are likely of one make. But where files of the
        timeline are not whole, it would fail anywhere (Damaged); and who cancels an encode does not want another.
        """
        said = f"The encode {run.name} in pool {self.pool} ended as {run.state_name}"
        message = (run.state.message or "") if run.state else ""
        if run.state and run.state.is_crashed():
            raise Lost(f"{said}.", workers=_worker(run))
        if run.state and run.state.is_failed():
            check_files(self.timeline)
            raise Lost(f"{said}: {message}")
        raise ToolError(f"{said}: {message}", advice="Retry the run: the same encode is then tried again.")

    def _queue(self, queues: tuple[str, ...]) -> str:
        """The parent's own: what can wait there can wait here."""
        name = self.client.read_flow_run(flow_run.id).work_queue_name if flow_run.id else None
        return name if name in queues else queues[0]


def _worker(run: FlowRun) -> frozenset[str]:
    name = run.labels.get("prefect.worker.name")
    return frozenset({str(name)}) if name else frozenset()
