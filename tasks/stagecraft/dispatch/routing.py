"""Where a timeline is encoded: on a worker with hardware, on one with cores to spare, or in this process.

Whatever the place, `encode_short` is the one flow that encodes, and only the caller of `encode` says whose film is
used. A child that is not heard of for a while is given up and its work done elsewhere, with the segments it has stored;
so is one that failed, unless it would fail anywhere. The film's note says what did not deliver.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import WorkerStatus
from prefect.exceptions import PrefectHTTPStatusError
from prefect.logging import get_run_logger
from prefect.settings import PREFECT_API_URL
from prefect.transactions import CommitMode, transaction

from tasks.domain.edition import Video
from tasks.domain.timeline import Timeline
from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch.remote_encode import Lost, RemoteEncode

ENCODE_POOLS = {
    "encode-hw": "Encoding on hosts with an encoder in hardware.",
    "encode-cpu": "Encoding on hosts with cores to spare.",
}
EncodeHere = Callable[[Timeline], Video]
_here: ContextVar[EncodeHere] = ContextVar("encode_here")
TODAY, BATCH = "today", "batch"  # the queues of every pool, the first one's runs first


@contextmanager
def encoding_here(flow: EncodeHere) -> Iterator[None]:
    """Inside, `encode` runs this flow where no worker delivers. Flows are above this floor, so they hand it in."""
    token = _here.set(flow)
    try:
        yield
    finally:
        _here.reset(token)


def encode(timeline: Timeline) -> Video:
    """The timeline's film, from the first place that delivers it. Call it inside `encoding_here`."""
    losses: list[str] = []
    video = _somewhere(timeline, losses)
    return video.model_copy(update={"note": " ".join(filter(None, [*losses, video.note]))})


def _somewhere(timeline: Timeline, losses: list[str]) -> Video:
    if PREFECT_API_URL.value():  # an embedded server has no workers
        with get_client(sync_client=True) as client:
            for pool in ENCODE_POOLS:
                try:
                    return _at_pool(client, pool, timeline, losses)
                except Lost as error:
                    get_run_logger().warning("Not encoded in pool %s: %s", pool, error)
    # A stage is a transaction to Prefect: without this, the segments that are done would be kept only if all succeed.
    with transaction(commit_mode=CommitMode.EAGER):
        return _here.get()(timeline)


def online_workers(client: SyncPrefectClient, pool: str) -> frozenset[str]:
    """Workers that the server believes in: one that is gone is still ONLINE for several of its heartbeats."""
    try:
        workers = client.read_workers_for_work_pool(pool)
    except PrefectHTTPStatusError as error:
        if error.response.status_code != HTTPStatus.NOT_FOUND:
            raise
        return frozenset()  # a server that was never set up with `up` has no such pool
    return frozenset(worker.name for worker in workers if worker.status == WorkerStatus.ONLINE)


def _at_pool(client: SyncPrefectClient, pool: str, timeline: Timeline, losses: list[str]) -> Video:
    """Raises Lost when no worker of the pool is left to try."""
    lost: frozenset[str] = frozenset()
    while online_workers(client, pool) - lost:
        try:
            return RemoteEncode(client, pool, timeline, queues=(TODAY, BATCH)).result()
        except Lost as error:
            telemetry.warn(str(error))
            telemetry.metric("fallbacks", 1, add=True)
            losses.append(str(error))
            lost |= error.workers or online_workers(client, pool)
    raise Lost("no worker there", workers=lost)
