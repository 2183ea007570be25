"""Reminds of reviews that end within the hour, by one event for each time that a run waits for an answer.

A message comes when the run is suspended, but a review may wait for a night. The event is on the server, so a restart
of `up` does not remind again.
"""

from datetime import datetime, timedelta

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateName,
)
from prefect.client.schemas.objects import FlowRun
from prefect.events import emit_event
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter

from deployments.messages import REVIEW_ENDING
from tasks.machine.clock import now

NOTICE = timedelta(hours=1)
MAX_RUNS = 200  # that one request returns


def remind_of_reviews(client: SyncPrefectClient, notice: timedelta = NOTICE) -> list[str]:
    """Send the event for every run whose review ends within `notice` and was not reminded of. Returns their names.

    A review that began within `notice` of its end needs none: its first message was recent.
    """
    reminded = []
    for run in _suspended(client):
        deadline = _deadline(run)
        if not run.state or not deadline or not timedelta(0) < deadline - now() <= notice:
            continue
        if deadline - run.state.timestamp <= notice or _reminded(client, run, run.state.timestamp):
            continue
        emit_event(REVIEW_ENDING, resource=_resource(run), payload=payload(run.name, run.state.message or ""))
        reminded.append(run.name)
    return reminded


def payload(name: str, message: str) -> dict[str, str]:
    """What the event says, from the run's name (channel, day and topic) and the message of its state."""
    channel, day, topic = [*name.split(maxsplit=2), "", "", ""][:3]
    return {"channel": channel, "day": day, "topic": topic, "message": f"Less than an hour is left. {message}"}


def _suspended(client: SyncPrefectClient) -> list[FlowRun]:
    waiting = FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Suspended"])))
    flow = FlowFilter(name=FlowFilterName(any_=["daily-short"]))
    return client.read_flow_runs(flow_filter=flow, flow_run_filter=waiting, limit=MAX_RUNS)


def _deadline(run: FlowRun) -> datetime | None:
    return run.state.state_details.pause_timeout if run.state else None


def _reminded(client: SyncPrefectClient, run: FlowRun, since: datetime) -> bool:
    sent = EventFilter(
        event=EventNameFilter(name=[REVIEW_ENDING]),
        resource=EventResourceFilter(id=[_resource(run)["prefect.resource.id"]]),
        occurred=EventOccurredFilter(since=since),
    )
    return bool(client.read_events(sent, limit=1).events)


def _resource(run: FlowRun) -> dict[str, str]:
    return {"prefect.resource.id": f"prefect.flow-run.{run.id}", "prefect.resource.name": run.name}
