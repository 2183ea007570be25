"""One segment: its frames drawn one after the other into one canvas, straight into an encoder in this process."""

from __future__ import annotations  # av.Packet is generic for type checkers only

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

import av

from tasks.domain.errors import ToolError
from tasks.domain.film.segments import Segment, parts
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.machine.tools.memory import keep_freed
from tasks.render.camera import Canvas, move
from tasks.render.captions.drawing import patch
from tasks.render.captions.patches import Patch, lay_over
from tasks.render.encoders.table import BT709, LIMITED, open_encoder
from tasks.render.planes import CACHE, Planes, draw_on_one_thread
from tasks.render.segment_file import StoredSegment, Tails, packed
from tasks.render.transitions import blend, progress

EVERY = 10  # frames between two signs of progress

_thread = threading.local()


def encode_segment(
    segment: Segment,
    store: AssetStore,
    on_frame: Callable[[float], None] | None = None,
    rests: Tails | None = None,
) -> Artifact:
    """Draw and encode a segment; `on_frame` is told the frames encoded. A rest that `rests` has is taken from there.

    Raises ToolError when the encoder fails.
    """
    keep_freed()
    tell = on_frame or (lambda _: None)
    first, *others = parts(segment)
    made = [_encoded(first, store, tell)]
    for rest in others:
        kept = rests.find(rest, made[0].extradata) if rests else None
        made.append(kept or _encoded(rest, store, lambda frames: tell(first.frames + frames)))
    stored = store.put(packed(made), ".seg")
    if rests:
        for rest in others:
            rests.keep(rest, stored)
    return stored


def _encoded(segment: Segment, store: AssetStore, on_frame: Callable[[float], None]) -> StoredSegment:
    context = open_encoder(segment.encoder, segment.output)
    base = Fraction(1, segment.output.fps)
    packets: list[av.Packet[av.VideoStream]] = []
    try:
        for number, planes in enumerate(draw(segment, store)):
            frame = av.VideoFrame.from_dlpack(planes, "nv12")
            frame.pts, frame.time_base = number, base
            frame.colorspace, frame.color_range = BT709, LIMITED
            packets += context.encode(frame)
            if (number + 1) % EVERY == 0 or number + 1 == segment.frames:
                on_frame(number + 1)
        packets += context.encode(None)
    except av.FFmpegError as error:
        raise ToolError(f"The encoder {segment.encoder} failed: {error}.", advice="Run it again.") from error
    rows = [(packet.pts or 0, packet.dts or 0, packet.size, packet.is_keyframe) for packet in packets]
    body = b"".join(bytes(packet) for packet in packets)
    return StoredSegment(segment.encoder, segment.frames, bytes(context.extradata or b""), rows, body)


def draw(segment: Segment, store: AssetStore) -> Iterator[Planes]:
    """The segment's frames as NV12 planes; each is valid until the next is asked for.

    Safe to hand to x264 with one thread: it copies a frame before encode() returns.
    """
    draw_on_one_thread()
    main, other = _canvases(segment)
    arriving = CACHE.get(segment.take.picture, store)
    comes = move(segment.take, segment.output)
    kind, fading = segment.transition.kind, segment.transition.frames
    if segment.leaving:
        leaving = CACHE.get(segment.leaving.picture, store)
        goes = move(segment.leaving, segment.output)
    said = list(_said(segment))
    for number in range(segment.frames):
        now = segment.take.at + number
        if not segment.leaving or number >= fading:
            planes = main.draw(arriving, comes, now)
        elif kind == "crossfade" and main.resample:
            main.draw(leaving, goes, segment.leaving.at + number)
            planes = main.mix(arriving, comes, now, progress(number, fading))
        else:
            planes = main.draw(arriving, comes, now)
            blend(kind, planes, other.draw(leaving, goes, segment.leaving.at + number), number, fading)
        for first, end, words in said:
            if first <= number < end:
                lay_over(words, planes)
        yield planes


def _said(segment: Segment) -> Iterator[tuple[int, int, Patch]]:
    """From which frame to which (end) a cue is seen with one of its words lit; before its first is spoken, that one."""
    for cue in segment.cues:
        words = tuple(word.text for word in cue.words)
        turns = (cue.first, *(word.first for word in cue.words[1:]), cue.end)
        for spoken, (first, end) in enumerate(pairwise(turns)):
            if max(first, 0) < min(end, segment.frames):
                yield first, end, patch(words, spoken, segment.style, segment.accent, segment.output)


def _canvases(segment: Segment) -> tuple[Canvas, Canvas]:
    kept: tuple[Canvas, Canvas] | None = getattr(_thread, "canvases", None)
    if kept is None or (kept[0].width, kept[0].height) != (segment.output.width, segment.output.height):
        kept = _thread.canvases = Canvas(segment.output), Canvas(segment.output)
    return kept
