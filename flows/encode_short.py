"""The flow that encodes: from a timeline to a finished MP4. It runs on whichever host has the encoder."""

from prefect import flow

from tasks.domain.edition import Video
from tasks.domain.errors import ToolError
from tasks.domain.timeline import Timeline
from tasks.encode import mux, picture, software_instead, soundtrack
from tasks.stagecraft.daily.naming import encode_name
from tasks.stagecraft.dispatch.encoder_choice import encoder_for
from tasks.stagecraft.dispatch.heartbeat import check_still_wanted, sending_heartbeats
from tasks.stagecraft.endings import ends_in_a_sentence
from tasks.stagecraft.results import CheckedJSON
from tasks.stagecraft.threads import HostThreads


@flow(
    name="encode-short",
    flow_run_name=encode_name,
    task_runner=HostThreads("encode_workers"),  # type: ignore[arg-type]
    persist_result=True,
    result_serializer=CheckedJSON(),
)
@ends_in_a_sentence
def encode_short(timeline: Timeline, encoder: str = "auto") -> Video:
    """Encode picture and sound in parallel, then mux them. If a hardware encoder fails, encode again in software."""
    with sending_heartbeats():
        mixing = soundtrack.submit(timeline.sound, timeline.frames, timeline.output)
        encoder, note = encoder_for(timeline.output, encoder), ""
        try:
            parts = picture(timeline, encoder)
        except ToolError as error:
            encoder, note = software_instead(encoder, timeline.output, error)
            parts = picture(timeline, encoder)
        sound = mixing.result()
        check_still_wanted()
        return Video(file=mux(parts, sound, timeline.output), encoder=encoder, note=note)
