"""Creates work pools and their queues. Existing ones are not changed: an operator may have edited them in the UI.

Pools whose runs are containers are made from `deployments/templates` instead: see docs/containers.md.

A pool that no host can serve would be shown as Not Ready for ever, so a pool is created by a host that serves it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate

from deployments.workers import HEARTBEATS, SHORTS
from tasks.stagecraft.dispatch.routing import BATCH, ENCODE_POOLS, TODAY

POOLS = {
    SHORTS: "Makes whole shorts, from a channel's brief to publication.",
    **ENCODE_POOLS,
}

# Prefect's own template lets every run name the command, environment and folder of its process. Ours lets none do so,
# and the server refuses a run that tries.
TEMPLATE: dict[str, Any] = {
    "job_configuration": {"stream_output": "{{ stream_output }}", "env": HEARTBEATS},
    "variables": {
        "type": "object",
        "properties": {
            "stream_output": {
                "title": "Stream output",
                "description": "Copy the run's output to the worker's. Its log goes to the server in any case.",
                "type": "boolean",
                "default": False,
            }
        },
        "additionalProperties": False,
    },
}


@dataclass(frozen=True)
class Queue:
    """A queue of a work pool. Workers take runs from the queue with the lowest priority number first."""

    name: str
    priority: int
    limit: int | None = None  # concurrent runs, over all hosts
    description: str = ""


QUEUES = (
    Queue(TODAY, 1, description="The day's shorts."),
    # Priority only orders waiting runs. The limit keeps a slot free for the day's shorts while a batch runs.
    Queue(BATCH, 2, limit=1, description="Shorts that can wait: made ahead or made again."),
)


def ensure_pools(client: SyncPrefectClient, served: Collection[str]) -> set[str]:
    """Create the pool of shorts and those that this host serves, with their queues. Returns all pools that exist."""
    present = {pool.name for pool in client.read_work_pools()}
    pools = {name for name in POOLS if name in {SHORTS, *served, *present}}
    for name in pools:
        if name not in present:
            pool = WorkPoolCreate(name=name, type="process", description=POOLS[name], base_job_template=TEMPLATE)
            client.create_work_pool(pool)
        ensure_queues(client, name)
    return pools


def ensure_queues(client: SyncPrefectClient, pool: str) -> None:
    """Create the pool's missing queues."""
    present = {queue.name for queue in client.read_work_queues(work_pool_name=pool)}
    for queue in QUEUES:
        if queue.name not in present:
            client.create_work_queue(
                name=queue.name,
                description=queue.description,
                priority=queue.priority,
                concurrency_limit=queue.limit if pool == SHORTS else None,
                work_pool_name=pool,
            )
