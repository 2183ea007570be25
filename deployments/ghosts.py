"""Runs that the server believes to be running, or about to, although their process died without a word.

The automation for such runs watches from a run's first heartbeat on, and only while the server is up. A run that is
killed before its first heartbeat, or during an outage of the server, would stay Running for ever; one whose worker is
killed before it has started the run's process would stay Pending.
"""

from datetime import datetime, timedelta

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventResourceFilter
from prefect.states import Crashed

from deployments.automations import BEAT, SILENCE, VERDICT
from deployments.triggers import WATCHED
from tasks.machine.clock import now

MAX_RUNS = 200  # that one request returns
ALIVE = [StateType.PENDING, StateType.RUNNING]
STARTING = timedelta(minutes=15)  # a run's container may have to wait for a new node of its cluster


def settle_ghosts(
    client: SyncPrefectClient, up_since: datetime, silence: timedelta = SILENCE, starting: timedelta = STARTING
) -> list[str]:
    """Crash the runs that have been silent for longer than `silence`, or Pending for longer than `starting`.

    Returns their names. Silence counts from `up_since`: before, nobody could hear them. Only runs of deployments are
    judged, because others send no heartbeats. Prefect's automations then notify of them, and Retry does the rest of
    their work.
    """
    settled = []
    for run in _running(client):
        last_sign = max([up_since, *_signs(client, run)])
        if now() - last_sign > (starting if run.state_type == StateType.PENDING else silence):
            client.set_flow_run_state(run.id, Crashed(message=VERDICT))
            settled.append(run.name)
    return settled


def _running(client: SyncPrefectClient) -> list[FlowRun]:
    running = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=ALIVE)))
    flows = FlowFilter(name=FlowFilterName(any_=list(WATCHED)))
    found = client.read_flow_runs(flow_filter=flows, flow_run_filter=running, limit=MAX_RUNS)
    return [run for run in found if run.deployment_id]


def _signs(client: SyncPrefectClient, run: FlowRun) -> list[datetime]:
    """When the run entered its state, and its latest heartbeat."""
    heartbeats = EventFilter(
        event=EventNameFilter(name=[BEAT]), resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"])
    )
    events = client.read_events(heartbeats, limit=1).events
    return [*([run.state.timestamp] if run.state else []), *(event.occurred for event in events)]
