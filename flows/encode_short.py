"""The one flow that encodes: a timeline in, a finished MP4 out. It runs wherever the encoder is."""

from prefect import flow

from tasks.domain.edition import Video
from tasks.domain.errors import ToolError
from tasks.domain.timeline import Timeline
from tasks.encode import mux, picture, software_instead, soundtrack
from tasks.stagecraft.dispatch.encoder_choice import encoder_for
from tasks.stagecraft.dispatch.heartbeat import beating, still_wanted
from tasks.stagecraft.results import CheckedJSON
from tasks.stagecraft.threads import HostThreads


@flow(
    name="encode-short",
    task_runner=HostThreads("encode_workers"),  # type: ignore[arg-type]
    persist_result=True,
    result_serializer=CheckedJSON(),
)
def encode_short(timeline: Timeline, encoder: str = "auto") -> Video:
    """Encode the picture and the sound beside it, then join them. Where hardware fails, software makes it again."""
    with beating():
        sound = soundtrack.submit(timeline.sound, timeline.frames, timeline.output)
        encoder, note = encoder_for(timeline.output, encoder), ""
        try:
            parts = picture(timeline, encoder)
        except ToolError as error:
            encoder, note = software_instead(encoder, timeline.output, error)
            parts = picture(timeline, encoder)
        heard = sound.result()
        still_wanted()
        return Video(file=mux(parts, heard, timeline.output), encoder=encoder, note=note)
