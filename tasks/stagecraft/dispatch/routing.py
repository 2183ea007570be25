"""Routes an encode to the first place that delivers: the hardware pool, the CPU pool, then this process.

The same flow, `encode_short`, encodes in every place. A remote run that goes silent or fails is given up, and the next
place reuses the segments that it stored, unless the encode would fail anywhere. The film's note names the runs that did
not deliver.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import Worker, WorkerStatus
from prefect.exceptions import PrefectHTTPStatusError
from prefect.transactions import CommitMode, transaction

from tasks.domain.edition import Video
from tasks.domain.timeline import Timeline
from tasks.domain.values import replaced
from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch.remote_encode import EncodeLost, RemoteEncode
from tasks.stagecraft.environment import server_to_keep

ENCODE_POOLS = {
    "encode-hw": "Encodes on hosts with a hardware encoder.",
    "encode-cpu": "Encodes on hosts with spare cores.",
}
EncodeHere = Callable[[Timeline], Video]
_encode_here: ContextVar[EncodeHere] = ContextVar("encode_here")
TODAY, BATCH = "today", "batch"  # the queues of every pool; runs in TODAY go first


@contextmanager
def encoding_here(flow: EncodeHere) -> Iterator[None]:
    """Inside, `encode` falls back to this flow. The caller passes it in, because this layer cannot import flows."""
    token = _encode_here.set(flow)
    try:
        yield
    finally:
        _encode_here.reset(token)


def encode(timeline: Timeline) -> Video:
    """The timeline's film, from the first place that delivers it. Call it inside `encoding_here`."""
    losses: list[str] = []
    video = _encode_anywhere(timeline, losses)
    return replaced(video, note=" ".join(filter(None, [*losses, video.note])))


def _encode_anywhere(timeline: Timeline, losses: list[str]) -> Video:
    if server_to_keep():  # an embedded server has no workers
        with get_client(sync_client=True) as client:
            for pool in ENCODE_POOLS:
                if not _workers(client, pool):
                    continue  # no host ever served it, so nothing is wrong
                if not online_workers(client, pool):
                    telemetry.warn(f"Not encoded in pool {pool}: none of its workers is online.")
                    continue
                try:
                    return _encode_in_pool(client, pool, timeline, losses)
                except EncodeLost:  # what was lost is told already
                    continue
    # To Prefect a stage is a transaction: without EAGER, finished segments would be kept only if all of them succeed.
    with transaction(commit_mode=CommitMode.EAGER):
        return _encode_here.get()(timeline)


def online_workers(client: SyncPrefectClient, pool: str) -> frozenset[str]:
    """Workers that the server lists as ONLINE. A dead worker stays in the list for several of its heartbeats."""
    return frozenset(worker.name for worker in _workers(client, pool) if worker.status == WorkerStatus.ONLINE)


def _workers(client: SyncPrefectClient, pool: str) -> list[Worker]:
    """Every worker that has ever served the pool."""
    try:
        return client.read_workers_for_work_pool(pool)
    except PrefectHTTPStatusError as error:
        if error.response.status_code != HTTPStatus.NOT_FOUND:
            raise
        return []  # a pool is made when a host that can serve it deploys


def _encode_in_pool(client: SyncPrefectClient, pool: str, timeline: Timeline, losses: list[str]) -> Video:
    """Try the pool's workers, and add every loss to `losses`. Raises EncodeLost when no worker is left to try."""
    avoided: frozenset[str] = frozenset()
    while online_workers(client, pool) - avoided:
        try:
            return RemoteEncode(client, pool, timeline, queues=(TODAY, BATCH)).result()
        except EncodeLost as error:
            telemetry.warn(str(error))
            telemetry.metric("fallbacks", 1, add=True)
            losses.append(str(error))
            avoided |= error.workers or online_workers(client, pool)
    raise EncodeLost("no worker is online", workers=avoided)
