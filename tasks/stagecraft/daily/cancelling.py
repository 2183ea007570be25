"""A run that is cancelled takes with it what it has started on other workers, which would not hear of it otherwise."""

from typing import Any

from prefect import Flow, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterParentFlowRunId
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Cancelling


def cancel_children(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - a hook's form
    """Prefect's hook `on_cancellation`: called by the run's worker when the run's process is gone."""
    started = FlowRunFilter(parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=[flow_run.id]))
    with get_client(sync_client=True) as client:
        for child in client.read_flow_runs(flow_run_filter=started):
            if child.state and not child.state.is_final():
                client.set_flow_run_state(child.id, Cancelling(message="The run that asked for it was cancelled"))
