"""Bring the server in line with the plan: pools, queues, automations and deployments. Idempotent."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client

from deployments.addresses import addresses
from deployments.automations import ensure_automations
from deployments.plan import DeploymentPlan, Entry, read_plan
from deployments.pools import ensure_pools
from tasks.domain.errors import SetupError
from tasks.machine.home import CHECKOUT
from tasks.machine.settings import settings
from tasks.stagecraft.results import ensure_result_storage


@dataclass(frozen=True)
class Deployed:
    """Messages for the operator: what was done, and which channel files cannot be used. `told`: whether anybody is."""

    done: tuple[str, ...]
    problems: tuple[str, ...]
    told: bool


def deploy(channels: Path, served: Collection[str], *, own_server: bool) -> Deployed:
    """Create what is missing, and update the deployments that have changed.

    `channels` is a folder of channel files, and `served` the pools that this host can serve. Deployments of a pool that
    no host serves are left out. `own_server`: whether this host runs the server, and not only joins it.
    """
    plan, tell = read_plan(channels), addresses(settings())
    decides = own_server or "DAILIES_NOTIFY" in os.environ
    ensure_result_storage()
    with get_client(sync_client=True) as client:
        pools = ensure_pools(client, served)
        told = ensure_automations(client, tell, decides=decides)
        deployed = versions(client)
        entries = [entry for entry in plan.entries if entry["work_pool"]["name"] in pools]
        changed = [entry for entry in entries if deployed.get(full_name(entry)) != entry["version"]]
    if changed:
        _deploy(plan, changed)
    wanted = {full_name(entry) for entry in plan.entries}
    gone = [name for name in sorted(deployed) if name.startswith("daily-short/") and name not in wanted]
    return Deployed(
        done=(
            *(f"deployed {full_name(entry)}" for entry in changed),
            *(f"{name} has no channel file here: if the channel is gone, delete its deployment" for name in gone),
        ),
        problems=tuple(f"left out: {problem}" for problem in plan.problems),
        told=told,
    )


def full_name(entry: Entry) -> str:
    """The deployment's name with its flow's, such as daily-short/demo."""
    flow = entry["entrypoint"].rpartition(":")[2].replace("_", "-")
    return f"{flow}/{entry['name']}"


def versions(client: SyncPrefectClient) -> dict[str, str | None]:
    """The versions of all deployments on the server, by their full names."""
    deployed: dict[str, str | None] = {}
    flows: dict[object, str] = {}
    while page := client.read_deployments(limit=200, offset=len(deployed)):
        for deployment in page:
            if deployment.flow_id not in flows:
                flows[deployment.flow_id] = client.read_flow(deployment.flow_id).name
            deployed[f"{flows[deployment.flow_id]}/{deployment.name}"] = deployment.version
    return deployed


def _deploy(plan: DeploymentPlan, entries: Sequence[Entry]) -> None:
    """Run `prefect deploy` for these entries. Raises SetupError with its output if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "prefect.yaml"
        file.write_text(yaml.safe_dump({**plan.document, "deployments": list(entries)}, sort_keys=False))
        # Without DAILIES_CHECKOUT here, it stays a placeholder in `pull`, which each worker fills with its own.
        env = {name: value for name, value in os.environ.items() if name != "DAILIES_CHECKOUT"}
        argv = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
        done = subprocess.run(argv, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"`prefect deploy` failed: {(done.stdout + done.stderr).strip()[-1500:]}")
