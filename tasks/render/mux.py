"""Muxes picture and sound into one MP4 that plays everywhere. Copies packets; never re-encodes."""

from __future__ import annotations  # av.Packet is generic for type checkers only

import heapq
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from operator import itemgetter
from pathlib import Path
from typing import Any

import av

from tasks.domain.errors import ToolError
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.render.encoders.table import ENCODERS, describe
from tasks.render.segment_file import StoredSegment, read_segment

# Phones and editors expect the brand mp42; faststart puts the index first, so that players start before the file has
# loaded; 30 fps divides the time scale, so that every timestamp is exact.
MUX = {"movflags": "+faststart", "brand": "mp42", "video_track_timescale": "30000"}


def mux(parts: Sequence[Artifact], sound: Artifact, output: OutputSpec, store: AssetStore) -> Artifact:
    """Mux segments (or one piped film) and sound. Raises ToolError if the segments' encoder settings differ."""
    with store.scratch() as folder:
        path = Path(folder) / "short.mp4"
        with (
            av.open(str(path), "w", format="mp4", options=MUX) as file,
            _pictures(parts, file, output, store) as pictures,
            av.open(str(store.path(sound)), "r") as source,
        ):
            audio = source.streams.audio[0]
            sounds = _redirected(source.demux(audio), file.add_stream_from_template(audio))
            # Interleave by time: players and upload services read both streams together.
            for _, packet in heapq.merge(_timed(sounds), _timed(pictures), key=itemgetter(0)):
                file.mux(packet)
        return store.take(path)


def _timed(packets: Iterator[av.Packet[Any]]) -> Iterator[tuple[float, av.Packet[Any]]]:
    """Pair each packet with its decode time in seconds. Converts the time base once, as Fraction arithmetic is slow."""
    tick = 0.0
    for packet in packets:
        tick = tick or float(packet.time_base)
        yield (packet.dts or 0) * tick, packet


def _redirected(packets: Iterator[av.Packet[Any]], stream: av.AudioStream | av.VideoStream) -> Iterator[av.Packet[Any]]:
    """The packets, assigned to an output stream; drops the empty one that ends demuxing."""
    for packet in packets:
        if packet.size:
            packet.stream = stream
            yield packet


@contextmanager
def _pictures(
    parts: Sequence[Artifact], file: av.container.OutputContainer, output: OutputSpec, store: AssetStore
) -> Iterator[Iterator[av.Packet[Any]]]:
    """Add a video stream to `file`, and give the packets for it."""
    if parts[0].suffix == ".mp4":
        with av.open(str(store.path(parts[0])), "r") as film:
            yield _film(film, file)
    else:
        yield _joined([read_segment(store.read(part)) for part in parts], file, output)


def _film(film: av.container.InputContainer, file: av.container.OutputContainer) -> Iterator[av.Packet[Any]]:
    source = film.streams.video[0]
    # opaque: copy the stream as it is; otherwise PyAV looks for an encoder with the decoder's name.
    return _redirected(film.demux(source), file.add_stream_from_template(source, opaque=True))


def _joined(
    parts: Sequence[StoredSegment], file: av.container.OutputContainer, output: OutputSpec
) -> Iterator[av.Packet[Any]]:
    if any(part.extradata != parts[0].extradata for part in parts):
        raise ToolError(
            "The segments were encoded with different settings and cannot be joined.", advice="Encode them again."
        )
    stream = _video_stream(file, parts[0], output)

    def packets() -> Iterator[av.Packet[Any]]:
        file.start_encoding()
        if bytes(stream.codec_context.extradata or b"") != parts[0].extradata:
            raise ToolError(
                "The container header does not match the encoder that made the segments.", advice="Encode them again."
            )
        yield from _video(parts, stream, output)

    return packets()


def _video_stream(file: av.container.OutputContainer, part: StoredSegment, output: OutputSpec) -> av.VideoStream:
    """The stream that says how to decode what follows: PyAV opens an encoder for it, which must be the segments'."""
    row = ENCODERS[part.encoder]
    stream = file.add_stream(row.codec, rate=output.fps)
    assert isinstance(stream, av.VideoStream)  # noqa: S101 - a video codec's name gives a video stream
    describe(stream.codec_context, output)
    stream.codec_context.options = dict(row.options)
    stream.codec_context.thread_count = 1
    stream.time_base = Fraction(1, output.fps)
    return stream


def _video(parts: Sequence[StoredSegment], stream: av.VideoStream, output: OutputSpec) -> Iterator[av.Packet[Any]]:
    """All packets, with timestamps shifted to their place in the film."""
    base, time_base = 0, Fraction(1, output.fps)
    lead = parts[0].packets[0][1]  # the encoder's reordering delay: the first packet's dts, zero or negative
    for part in parts:
        offset = 0
        for number, (pts, _, size, is_key) in enumerate(part.packets):
            packet = av.Packet(bytes(part.body[offset : offset + size]))
            offset += size
            packet.pts, packet.dts, packet.duration = base + pts, base + number + lead, 1
            packet.time_base, packet.stream, packet.is_keyframe = time_base, stream, is_key
            yield packet
        base += part.frames
