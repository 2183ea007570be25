"""A flow that asks for an encode and nothing else, deployed by the tests of where encodes run."""

from prefect import flow

from tasks.domain.edition import Video
from tasks.domain.timeline import Timeline
from tasks.encode import encode
from tasks.stagecraft.daily.cancelling import cancel_children


@flow(name="asking", on_cancellation=[cancel_children])
def asking(timeline: Timeline) -> Video:
    return encode(timeline)
