"""Channels whose file is gone: they are paused rather than deleted, and resumed if the file comes back.

A tag remembers that it was we who paused a channel: one that its operator paused stays paused. The ledger and the films
of a channel are never touched.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse

from deployments.plan import DeploymentPlan

FLOW = "daily-short"
TAG = "gone"  # on deployments that we paused because their channel's file is gone
LIVE = (StateType.RUNNING, StateType.PENDING, StateType.PAUSED, StateType.CANCELLING)


def without_a_file(
    present: Mapping[str, DeploymentResponse], plan: DeploymentPlan, wanted: Collection[str]
) -> Sequence[DeploymentResponse]:
    """The deployments of channels of the plan's folder that have no file there any more, or whose file has a new name.

    A file that cannot be used at the moment is not gone, and a file of another folder is none of this plan's business.
    """
    return [
        each
        for name, each in sorted(present.items())
        if name not in wanted and _folder_of(each) == plan.folder and channel_of(each) not in plan.broken
    ]


def of_other_folders(
    present: Mapping[str, DeploymentResponse], plan: DeploymentPlan, wanted: Collection[str]
) -> Sequence[str]:
    """The names of the channels that other folders describe."""
    return [
        name
        for name, each in sorted(present.items())
        if name not in wanted and channel_of(each) and _folder_of(each) != plan.folder
    ]


def channel_of(deployment: DeploymentResponse) -> str:
    """The channel file that the deployment's runs read, or "" if it is not a channel's."""
    request = (deployment.parameters or {}).get("request")
    return str(request.get("channel") or "") if isinstance(request, dict) else ""


def pause(client: SyncPrefectClient, gone: Iterable[DeploymentResponse]) -> Iterator[str]:
    """Pause the deployments that are not yet, and say so. One that was resumed by hand stays so."""
    for each in gone:
        if each.paused or TAG in each.tags:
            continue
        _tag(client, each, [*each.tags, TAG])
        client.pause_deployment(each.id)
        yield (
            f"paused {FLOW}/{each.name}: its channel file {channel_of(each)} is gone. Put it back to resume it, or "
            "remove the deployment with `python -m deployments deploy --prune`"
        )


def bring_back(client: SyncPrefectClient, present: Iterable[DeploymentResponse]) -> Iterator[str]:
    """Resume the deployments that were paused because their files were gone, and say so."""
    for each in present:
        if TAG in each.tags:
            _tag(client, each, [tag for tag in each.tags if tag != TAG])
            client.resume_deployment(each.id)
            yield f"resumed {FLOW}/{each.name}: its channel file is back"


def prune(client: SyncPrefectClient, gone: Sequence[DeploymentResponse]) -> Iterator[str]:
    """Delete the deployments, except those with a run that has not ended: only its deployment can resume a run."""
    busy = _busy(client, gone)
    for each in gone:
        if each.id in busy:
            yield f"kept {FLOW}/{each.name}: one of its runs has not ended, or waits for a review"
            yield from pause(client, [each])
        else:
            client.delete_deployment(each.id)
            yield f"removed {FLOW}/{each.name}: its channel file is gone. Its films and its ledger are kept"


def _busy(client: SyncPrefectClient, deployments: Sequence[DeploymentResponse]) -> set[object]:
    """The ids of those deployments that have a run which has begun and not ended."""
    if not deployments:
        return set()
    runs = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[each.id for each in deployments])),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(LIVE)))),
    )
    return {run.deployment_id for run in runs}


def _folder_of(deployment: DeploymentResponse) -> str:
    channel = channel_of(deployment)
    return str(Path(channel).parent) if channel else ""


def _tag(client: SyncPrefectClient, deployment: DeploymentResponse, tags: Sequence[str]) -> None:
    client.request("PATCH", "/deployments/{id}", path_params={"id": deployment.id}, json={"tags": list(tags)})
