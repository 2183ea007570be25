"""What the server knows of every channel: few requests, however many channels there are."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import FlowRunSort

from deployments.gone import TAG
from tasks.domain.runs.channel_day import Deployed, RunSeen, State
from tasks.machine.clock import now

PAGE = 200  # runs that one request returns
MAX_PAGES = 10  # of one query
RECENT = timedelta(days=2)  # covers today in every time zone
STATES: dict[StateType, State] = {
    StateType.COMPLETED: "out",
    StateType.RUNNING: "being made",
    StateType.PENDING: "being made",
    StateType.PAUSED: "in review",
    StateType.FAILED: "failed",
    StateType.CRASHED: "failed",
    StateType.CANCELLED: "cancelled",
    StateType.CANCELLING: "cancelled",
    StateType.SCHEDULED: "due",
}
NAMED: dict[str, State] = {"Skipped": "skipped", "Late": "late", "AwaitingRetry": "being made"}
# Prefect's words before an exception's own, in the message of a failed run.
PREAMBLE = re.compile(r"^Flow run encountered an exception:? *(?:\w+: )?")


def seen(client: SyncPrefectClient, channels: Collection[DeploymentResponse]) -> dict[str, Deployed]:
    """The deployments of these channels with their runs of the last days and their next ones, by name."""
    ids = [each.id for each in channels]
    if not ids:
        return {}
    runs: dict[UUID | None, list[RunSeen]] = {}
    for run in _recent(client, ids):
        runs.setdefault(run.deployment_id, []).append(_seen(run))
    following = _following(client, {each.id for each in channels if not each.paused and each.schedules})
    return {
        each.name: Deployed(
            paused=each.paused,
            gone=TAG in each.tags,
            next=following[each.id].expected_start_time if each.id in following else None,
            runs=tuple(runs.get(each.id, ())),
        )
        for each in channels
    }


def _recent(client: SyncPrefectClient, ids: list[UUID]) -> Iterator[FlowRun]:
    """Runs that were due in the last days, and those that wait for a review since before."""
    since = now() - RECENT
    recent = FlowRunFilterExpectedStartTime(after_=since, before_=now())
    older = FlowRunFilterExpectedStartTime(before_=since)
    waiting = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED]))
    for wanted in (FlowRunFilter(expected_start_time=recent), FlowRunFilter(expected_start_time=older, state=waiting)):
        yield from _pages(client, ids, wanted, FlowRunSort.START_TIME_DESC)


def _following(client: SyncPrefectClient, ids: set[UUID]) -> dict[UUID, FlowRun]:
    """The next scheduled run of each deployment."""
    found: dict[UUID, FlowRun] = {}
    wanted = FlowRunFilter(
        expected_start_time=FlowRunFilterExpectedStartTime(after_=now()),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
    )
    for run in _pages(client, list(ids), wanted, FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC):
        if run.deployment_id:
            found.setdefault(run.deployment_id, run)
        if ids <= found.keys():
            break
    return found


def _pages(client: SyncPrefectClient, ids: list[UUID], wanted: FlowRunFilter, sort: FlowRunSort) -> Iterator[FlowRun]:
    """The wanted runs of these deployments. Asks for the next page only when it is needed."""
    of_these: Any = DeploymentFilter(id=DeploymentFilterId(any_=ids))
    for number in range(MAX_PAGES if ids else 0):
        page = client.read_flow_runs(
            deployment_filter=of_these, flow_run_filter=wanted, sort=sort, limit=PAGE, offset=number * PAGE
        )
        yield from page
        if len(page) < PAGE:
            return


def _seen(run: FlowRun) -> RunSeen:
    due = run.expected_start_time or run.created or now()
    state = run.state
    if state is None:
        return RunSeen(flow_run=str(run.id), state="due", due=due, at=due)
    return RunSeen(
        flow_run=str(run.id),
        state=NAMED.get(state.name or "", STATES[state.type]),
        due=due,
        at=state.timestamp,
        says=PREAMBLE.sub("", state.message or ""),
        until=state.state_details.pause_timeout if state.type == StateType.PAUSED else None,
    )
