"""The one flow that encodes: a timeline in, a finished MP4 out. It runs wherever the encoder is."""

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from tasks.domain.models import Timeline, Video
from tasks.domain.segments import segments
from tasks.encode import join, segment, soundtrack
from tasks.stagecraft.settings import settings


@flow(name="encode-short", task_runner=ThreadPoolTaskRunner(max_workers=settings().encode_workers))  # type: ignore[arg-type]
def encode_short(timeline: Timeline, encoder: str = "libx264") -> Video:
    """Encode every segment, and the sound beside them, then join them."""
    sound = soundtrack.submit(timeline.sound, timeline.frames, timeline.output)
    parts = segment.map(list(segments(timeline, encoder)))
    file = join(tuple(parts.result()), sound.result(), timeline.output)
    return Video(file=file, encoder=encoder)
