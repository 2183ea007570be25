"""The command `status`: workers, scheduled runs and latest runs, according to the server."""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateName
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from prefect.settings import PREFECT_API_URL

from deployments.deploy import deployments
from deployments.pools import POOLS
from deployments.server import page
from deployments.terminal import say
from deployments.workers import Worker
from tasks.stagecraft.dispatch.routing import online_workers

SHOWN = 8  # runs listed
SCHEDULER_SECONDS = 60  # the scheduler looks for new deployments every few seconds


def report() -> None:
    """Print the status of the server in PREFECT_API_URL."""
    say(f"UI          {page(PREFECT_API_URL.value() or '')}")
    with get_client(sync_client=True) as client:
        for line in (*_pools(client), *_scheduled(client), *_latest(client)):
            say(line)


def all_online(workers: Iterable[Worker]) -> bool:
    """Whether the server lists all of these workers as online."""
    with get_client(sync_client=True) as client:
        return all(worker.name in online_workers(client, worker.pool) for worker in workers)


def wait_for_scheduler(stop: threading.Event) -> None:
    """Wait until the server has created the first runs of new deployments, or until `stop` is set."""
    deadline = time.monotonic() + SCHEDULER_SECONDS
    with get_client(sync_client=True) as client:
        while _has_schedules(client) and not _upcoming(client):
            if time.monotonic() > deadline or stop.wait(1):
                return


def _pools(client: SyncPrefectClient) -> Iterator[str]:
    present = {pool.name for pool in client.read_work_pools()}
    for name in POOLS:
        if name in present:
            online = sorted(online_workers(client, name))
            yield f"{name:<12}{', '.join(online) or 'no worker online'}"


def _scheduled(client: SyncPrefectClient) -> Iterator[str]:
    present = sorted(deployments(client))
    yield f"deployments {len(present)}"
    names: dict[object, str] = {deployment.id: deployment.name for deployment in client.read_deployments(limit=200)}
    runs = _upcoming(client)
    yield "next        " + ("" if runs else "no run is scheduled")
    for run in runs:
        yield f"  {_local(run.next_scheduled_start_time)}  {names.get(run.deployment_id, run.name)}"


def _has_schedules(client: SyncPrefectClient) -> bool:
    deployments = client.read_deployments(limit=200)
    return any(schedule.active for each in deployments if not each.paused for schedule in each.schedules)


def _upcoming(client: SyncPrefectClient) -> Sequence[FlowRun]:
    waiting = FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Scheduled", "Late"])))
    return client.read_flow_runs(flow_run_filter=waiting, sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC, limit=SHOWN)


def _latest(client: SyncPrefectClient) -> Iterator[str]:
    started = FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(not_any_=["Scheduled", "Late"])))
    runs = client.read_flow_runs(flow_run_filter=started, sort=FlowRunSort.START_TIME_DESC, limit=SHOWN)
    yield "latest      " + ("" if runs else "no run has started yet")
    for run in runs:
        yield f"  {_local(run.start_time)}  {run.name}: {run.state_name}"


def _local(moment: datetime | None) -> str:
    """The time in this machine's time zone."""
    return moment.astimezone().strftime("%a %Y-%m-%d %H:%M %Z") if moment else "-"
