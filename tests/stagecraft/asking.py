"""A flow that only requests an encode. The routing tests deploy it."""

from prefect import flow

from flows.encode_short import encode_short
from tasks.domain.edition import Video
from tasks.domain.timeline import Timeline
from tasks.encode import encode
from tasks.stagecraft.daily.cancelling import cancel_children
from tasks.stagecraft.dispatch.routing import encoding_here


@flow(name="asking", on_cancellation=[cancel_children])
def asking(timeline: Timeline) -> Video:
    with encoding_here(encode_short):
        return encode(timeline)
