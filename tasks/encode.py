"""Encode the timeline: segments in parallel, the sound beside them, joined without encoding again."""

import time

from tasks.domain.models import Artifact, OutputSpec, Sound, Timeline, Video
from tasks.domain.segments import Segment
from tasks.machine.assets import assets
from tasks.render.join import join as join_packets
from tasks.render.segment import encode_segment
from tasks.render.sound import mix
from tasks.stagecraft import routing, telemetry
from tasks.stagecraft.stage import stage


@stage(retries=1, version=2)
def encode(timeline: Timeline) -> Video:
    """Encode the timeline where it is done best: today in this process, by the flow `encode-short`."""
    began = time.monotonic()
    telemetry.expect("encode", timeline.frames)
    video = routing.encode(timeline)
    frames = telemetry.counted("encode")
    if frames:
        telemetry.metric("ffmpeg_encoding_fps", frames / (time.monotonic() - began))
    return video


@stage(part_of="encode", version=2)
def segment(part: Segment) -> Artifact:
    """Encode one scene's frames."""
    with telemetry.counting("encode", "frames") as count:
        return encode_segment(part, assets(), count)


@stage(part_of="encode", version=2)
def soundtrack(sound: Sound, frames: int, output: OutputSpec) -> Artifact:
    """Mix voice and music to the loudness asked for."""
    return mix(sound, frames, output, assets())


@stage(part_of="encode")
def join(parts: tuple[Artifact, ...], sound: Artifact, output: OutputSpec) -> Artifact:
    """Join segments and sound into one MP4; packets are copied."""
    return join_packets(parts, sound, output, assets())
