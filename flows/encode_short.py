"""The one flow that encodes: a timeline in, a finished MP4 out. It runs wherever the encoder is."""

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from tasks.domain.models import Timeline, Video
from tasks.domain.segments import segments
from tasks.encode import join, segment, soundtrack
from tasks.stagecraft.beat import beating, still_wanted
from tasks.stagecraft.results import CheckedJSON
from tasks.stagecraft.settings import settings


@flow(
    name="encode-short",
    task_runner=ThreadPoolTaskRunner(max_workers=settings().encode_workers),  # type: ignore[arg-type]
    persist_result=True,
    result_serializer=CheckedJSON(),
)
def encode_short(timeline: Timeline, encoder: str = "libx264") -> Video:
    """Encode every segment, and the sound beside them, then join them."""
    with beating():
        sound = soundtrack.submit(timeline.sound, timeline.frames, timeline.output)
        parts = segment.map(list(segments(timeline, encoder)))
        pieces = tuple(parts.result())
        still_wanted()
        return Video(file=join(pieces, sound.result(), timeline.output), encoder=encoder)
