"""Encode the timeline: segments in parallel or a film in one go, the sound beside it, joined without encoding again."""

import time
from collections.abc import Mapping
from typing import Any

from tasks.domain.edition import Video
from tasks.domain.errors import ToolError
from tasks.domain.film.segments import Segment, segments
from tasks.domain.timeline import OutputSpec, Sound, Timeline
from tasks.domain.values import Artifact
from tasks.machine.settings import settings
from tasks.machine.storage.assets import assets
from tasks.render.encoders.table import SOFTWARE, encoder_named
from tasks.render.film import encode_film
from tasks.render.mux import mux as join_packets
from tasks.render.segment import encode_segment
from tasks.render.segment_file import Tails
from tasks.render.sound.mix import mix
from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch import routing
from tasks.stagecraft.stage import stage

SEGMENTS = 4  # version of the code that encodes them


def _asked_for(_: Mapping[str, Any]) -> str:
    """Not what `auto` finds here: another host may encode, or retry, and a film that is there is a film."""
    return settings().encoder


@stage(retries=1, version=3, varies=_asked_for)
def encode(timeline: Timeline) -> Video:
    """Encode the timeline where it is done best, by the flow `encode-short`."""
    began = time.monotonic()
    telemetry.expect("encode", timeline.frames)
    video = routing.encode(timeline)
    frames = telemetry.counted("encode")
    if frames:
        telemetry.metric("ffmpeg_encoding_fps", frames / (time.monotonic() - began))
    return video


def picture(timeline: Timeline, encoder: str) -> tuple[Artifact, ...]:
    """The timeline without its sound, the encoder's way: its segments, or the one film that it makes."""
    parts = segments(timeline, encoder)
    if encoder_named(encoder, timeline.output).piped:
        return (film(parts),)
    return tuple(segment.map(list(parts)).result())


def software_instead(encoder: str, output: OutputSpec, error: ToolError) -> tuple[str, str]:
    """The software encoder to take after this one failed, and what to say of it; the error again if it was that."""
    software = SOFTWARE[output.codec]
    if encoder == software:
        raise error
    note = f"{software} encoded the film instead of {encoder}: {error.message}"
    telemetry.metric("encoder_replaced", 1, add=True)
    telemetry.warn(note)
    return software, note


@stage(part_of="encode", version=SEGMENTS)
def segment(part: Segment) -> Artifact:
    """Encode one scene's frames; of one of which only the picture before has changed, its transition."""
    store = assets()
    with telemetry.counting("encode", "frames") as count:
        return encode_segment(part, store, count, Tails(store, SEGMENTS))


@stage(part_of="encode", version=2)
def film(parts: tuple[Segment, ...]) -> Artifact:
    """Encode all scenes in one go, where the encoder is not in this process."""
    with telemetry.counting("encode", "frames") as count:
        try:
            return encode_film(parts, assets(), count)
        except ToolError:
            count(0)
            raise


@stage(part_of="encode", version=2)
def soundtrack(sound: Sound, frames: int, output: OutputSpec) -> Artifact:
    """Mix voice and music to the loudness asked for."""
    return mix(sound, frames, output, assets())


@stage(part_of="encode")
def mux(parts: tuple[Artifact, ...], sound: Artifact, output: OutputSpec) -> Artifact:
    """Join picture and sound into one MP4; packets are copied."""
    return join_packets(parts, sound, output, assets())
