"""Encode the timeline: its picture as parallel segments or one film, and its sound; mux both without re-encoding."""

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
from tasks.machine.tools.memory import give_back
from tasks.render.encoders.table import SOFTWARE, encoder_named
from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch import routing
from tasks.stagecraft.stage import stage

SEGMENT_VERSION = 8  # of the code that encodes segments


def _encoder_setting(_: Mapping[str, Any]) -> str:
    """DAILIES_ENCODER as it is set, for the cache key. `auto` is not resolved: hosts resolve it differently, and a film
    that one of them encoded serves them all."""
    return settings().encoder


@stage(retries=1, version=4, varies=_encoder_setting)
def encode(timeline: Timeline) -> Video:
    """Encode the timeline with the flow `encode-short`, on the best host available."""
    began, before = time.monotonic(), telemetry.counted("encode")  # a film may be encoded again, in part
    telemetry.expect("encode", before + timeline.frames)
    video = routing.encode(timeline)
    frames = telemetry.counted("encode") - before
    if frames:
        telemetry.metric("ffmpeg_encoding_fps", frames / (time.monotonic() - began))
    return video


def picture(timeline: Timeline, encoder: str) -> tuple[Artifact, ...]:
    """The encoded picture without sound: one file for each segment, or one file from an encoder that is a process."""
    parts = segments(timeline, encoder)
    if encoder_named(encoder, timeline.output).piped:
        return (film(parts),)
    return tuple(segment.map(list(parts)).result())


def software_instead(encoder: str, output: OutputSpec, error: ToolError) -> tuple[str, str]:
    """The software encoder that replaces a failed one, and a note on it. Re-raises the error of a software encoder."""
    software = SOFTWARE[output.codec]
    if encoder == software:
        raise error
    note = f"{software} encoded the film instead of {encoder}: {error.message}"
    telemetry.metric("encoder_replaced", 1, add=True)
    telemetry.warn(note)
    return software, note


@stage(part_of="encode", version=SEGMENT_VERSION)
def segment(part: Segment) -> Artifact:
    """Encode one scene. If only the previous scene's picture changed, re-encode just the transition."""
    from tasks.render.segment import encode_segment  # noqa: PLC0415 - slow imports, which a run may begin without
    from tasks.render.segment_file import Tails  # noqa: PLC0415

    store = assets()
    with telemetry.part_counter("encode", "frames") as count:
        return encode_segment(part, store, count, Tails(store, SEGMENT_VERSION))


@stage(part_of="encode", version=3)
def film(parts: tuple[Segment, ...]) -> Artifact:
    """Encode all scenes as one film, for an encoder that runs in a process of its own."""
    from tasks.render.film import encode_film  # noqa: PLC0415 - see segment

    with telemetry.part_counter("encode", "frames") as count:
        try:
            return encode_film(parts, assets(), count)
        except ToolError:
            count(0)
            raise


@stage(part_of="encode", version=2)
def soundtrack(sound: Sound, frames: int, output: OutputSpec) -> Artifact:
    """Mix voice and music to the target loudness."""
    from tasks.render.sound.mix import mix  # noqa: PLC0415 - see segment

    return mix(sound, frames, output, assets())


@stage(part_of="encode")
def mux(parts: tuple[Artifact, ...], sound: Artifact, output: OutputSpec) -> Artifact:
    """Mux picture and sound into one MP4 by copying packets."""
    from tasks.render.mux import mux as join_packets  # noqa: PLC0415 - see segment

    made = join_packets(parts, sound, output, assets())
    give_back()
    return made
