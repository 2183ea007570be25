"""Bring the server in line with the plan: pools, queues, automations and deployments. Idempotent.

Prefect's own `prefect deploy` loads the flow and asks for the work pool again for each deployment, which takes seconds.
Here each changed deployment is one request.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import PrefectHTTPStatusError

from deployments.addresses import addresses
from deployments.automations import ensure_automations
from deployments.form import flow_of
from deployments.gone import bring_back, of_other_folders, pause, prune, without_a_file
from deployments.plan import DeploymentPlan, Entry, asks_ahead, read_plan, schedules_version
from deployments.pools import ensure_pools
from deployments.terminal import say, show_progress
from tasks.domain.errors import SetupError
from tasks.machine.settings import settings
from tasks.stagecraft.results import ensure_result_storage

Deployments = Mapping[str, DeploymentResponse]  # by full names
PAGE = 200  # deployments that one request returns


@dataclass(frozen=True)
class Deployed:
    """What was done, and a sentence on each channel file that was left out. `told`: whether anybody is told of runs."""

    done: tuple[str, ...]
    problems: tuple[str, ...]
    told: bool


def deploy(
    channels: Path, served: Collection[str], *, own_server: bool, pauses: bool = True, prunes: bool = False
) -> Deployed:
    """Create what is missing and update what has changed, saying so. `channels` is a folder of channel files.

    `served`: the pools that this host can serve. Deployments of a pool that no host serves are left out. `own_server`:
    whether this host runs the server, and not only joins it. A channel whose file is gone is paused if `pauses`, and
    its deployment is deleted if `prunes`. Raises BadInput if there is no such folder, SetupError if the server refuses.
    """
    plan, tell = read_plan(channels), addresses(settings())
    decides = own_server or "DAILIES_NOTIFY" in os.environ
    ensure_result_storage()
    done = []
    with get_client(sync_client=True) as client:
        pools = ensure_pools(client, served)
        told = ensure_automations(client, tell, decides=decides)
        plan = replace(plan, entries=[entry for entry in plan.entries if entry["work_pool"]["name"] in pools])
        for line in _apply(client, plan, deployments(client), pauses=pauses, prunes=prunes):
            say(line)
            done.append(line)
    return Deployed(tuple(done), tuple(f"left out: {problem}" for problem in plan.problems), told)


def full_name(entry: Entry) -> str:
    """The deployment's name with its flow's, such as daily-short/demo."""
    return f"{flow_of(entry['entrypoint']).name}/{entry['name']}"


def deployments(client: SyncPrefectClient) -> Deployments:
    """All deployments on the server, by their full names."""
    flows = {flow.id: flow.name for flow in client.read_flows(limit=PAGE)}
    found: dict[str, DeploymentResponse] = {}
    while page := client.read_deployments(limit=PAGE, offset=len(found)):
        found |= {f"{flows.get(each.flow_id, each.flow_id)}/{each.name}": each for each in page}
    return found


def _apply(
    client: SyncPrefectClient, plan: DeploymentPlan, present: Deployments, *, pauses: bool, prunes: bool
) -> Iterator[str]:
    """Carry out the plan, and say what was done. `present`: the deployments on the server."""
    wanted = {full_name(entry): entry for entry in plan.entries}
    versions = {name: each.version for name, each in present.items()}
    changed = [name for name, entry in wanted.items() if versions.get(name) != entry["version"]]
    for number, name in enumerate(changed, 1):
        show_progress(f"deploying {number} of {len(changed)}: {name}")
        _send(client, plan, wanted[name], present.get(name))
        show_progress("")
        yield f"deployed {name}"
    yield from bring_back(client, [each for name, each in present.items() if name in wanted])
    gone = without_a_file(present, plan, wanted)
    if gone and not plan.channels and not plan.broken:
        yield f"{plan.folder} holds no channel file, so no channel was paused: is it the right folder?"
    elif prunes:
        yield from prune(client, gone)
    elif pauses:
        yield from pause(client, gone)
    else:
        yield from (f"daily-short/{each.name} has no channel file on this host" for each in gone)
    if others := of_other_folders(present, plan, wanted):
        yield f"left as they are, because their files are in other folders: {', '.join(others)}"


def _send(client: SyncPrefectClient, plan: DeploymentPlan, entry: Entry, present: DeploymentResponse | None) -> None:
    """Create or update one deployment. Raises SetupError, with the server's answer, if it refuses."""
    body = _body(plan, entry)
    try:
        if present is None:
            flow = client.create_flow(flow_of(entry["entrypoint"]))
            client.request("POST", "/deployments/", json={**body, "name": entry["name"], "flow_id": str(flow)})
            return
        if schedules_version(present.version) == schedules_version(entry["version"]):
            del body["schedules"]  # an operator's own schedule survives a change of something else
        client.request("PATCH", "/deployments/{id}", path_params={"id": present.id}, json=body)
        if asks_ahead(entry):
            _drop_schedules(client, plan, entry, present)
    except PrefectHTTPStatusError as error:
        answer = error.response.text if isinstance(error, httpx.HTTPStatusError) else str(error)
        raise SetupError(f"The server refuses the deployment {entry['name']}: {answer[:500]}") from error


def _drop_schedules(client: SyncPrefectClient, plan: DeploymentPlan, entry: Entry, present: DeploymentResponse) -> None:
    """Delete the schedules of channels of the plan's folder that want none any more: an update deletes none.

    A file that cannot be used at the moment is not gone, and a file of another folder is none of this plan's business.
    """
    wanted = {each["slug"] for each in entry["schedules"]}
    for schedule in client.read_deployment_schedules(present.id):
        file = str(schedule.parameters.get("channel") or "")
        ours = bool(file) and str(Path(file).parent) == plan.folder
        if ours and schedule.slug not in wanted and file not in plan.broken:
            client.delete_deployment_schedule(present.id, schedule.id)


def _body(plan: DeploymentPlan, entry: Entry) -> dict[str, Any]:
    """What the API takes for an entry of prefect.yaml."""
    pool, limit = entry["work_pool"], entry.get("concurrency_limit")
    return {
        "version": entry["version"],
        "description": entry["description"],
        "entrypoint": entry["entrypoint"],
        "tags": entry.get("tags", []),
        "parameters": entry.get("parameters", {}),
        "parameter_openapi_schema": entry["schema"],
        "enforce_parameter_schema": True,
        "pull_steps": list(plan.pull),
        "work_pool_name": pool["name"],
        "work_queue_name": pool["work_queue_name"],
        "job_variables": pool["job_variables"],
        "concurrency_limit": limit["limit"] if limit else None,
        "concurrency_options": {"collision_strategy": limit["collision_strategy"]} if limit else None,
        "schedules": [
            {
                "slug": each["slug"],
                "schedule": {"cron": each["cron"], "timezone": each["timezone"]},
                "parameters": each.get("parameters", {}),
            }
            for each in entry.get("schedules", ())
        ],
    }
