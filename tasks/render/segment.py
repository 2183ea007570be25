"""Encodes one segment: draws its frames into one canvas and feeds them to an encoder in this process."""

from __future__ import annotations  # av.Packet is generic for type checkers only

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

import av

from tasks.domain.errors import ToolError
from tasks.domain.film.segments import Segment, Take, parts
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.machine.tools.memory import keep_freed
from tasks.render.camera import Canvas, move
from tasks.render.captions.drawing import patch
from tasks.render.captions.patches import Patch, lay_over
from tasks.render.clip_reader import ClipReader
from tasks.render.encoders.table import BT709, LIMITED, open_encoder
from tasks.render.planes import CACHE, Planes, draw_on_one_thread, size_of
from tasks.render.segment_file import StoredSegment, Tails, packed
from tasks.render.stage import Play
from tasks.render.transitions import blend, progress

PROGRESS_EVERY = 10  # frames between two progress reports

_thread = threading.local()


def encode_segment(
    segment: Segment,
    store: AssetStore,
    on_frame: Callable[[float], None] | None = None,
    tails: Tails | None = None,
) -> Artifact:
    """Draw, encode and store a segment. Reuses the tail after the transition if `tails` has it.

    `on_frame` receives the number of frames encoded. Raises ToolError if the encoder fails.
    """
    keep_freed()
    report = on_frame or (lambda _: None)
    first, *others = parts(segment)
    encoded = [_encode(first, store, report)]
    for tail in others:
        cached = tails.find(tail, encoded[0].extradata) if tails else None
        encoded.append(cached or _encode(tail, store, lambda frames: report(first.frames + frames)))
    stored = store.put(packed(encoded), ".seg")
    if tails:
        for tail in others:
            tails.keep(tail, stored)
    return stored


def _encode(segment: Segment, store: AssetStore, on_frame: Callable[[float], None]) -> StoredSegment:
    context = open_encoder(segment.encoder, segment.output)
    base = Fraction(1, segment.output.fps)
    packets: list[av.Packet[av.VideoStream]] = []
    try:
        for number, planes in enumerate(draw(segment, store)):
            frame = av.VideoFrame.from_dlpack(planes, "nv12")
            frame.pts, frame.time_base = number, base
            frame.colorspace, frame.color_range = BT709, LIMITED
            packets += context.encode(frame)
            if (number + 1) % PROGRESS_EVERY == 0 or number + 1 == segment.frames:
                on_frame(number + 1)
        packets += context.encode(None)
    except av.FFmpegError as error:
        raise ToolError(f"The encoder {segment.encoder} failed: {error}.", advice="Run it again.") from error
    rows = [(packet.pts or 0, packet.dts or 0, packet.size, packet.is_keyframe) for packet in packets]
    body = b"".join(bytes(packet) for packet in packets)
    return StoredSegment(segment.encoder, segment.frames, bytes(context.extradata or b""), rows, body)


def draw(segment: Segment, store: AssetStore) -> Iterator[Planes]:
    """Draw the segment's frames as NV12 planes. Each frame is valid until the next one is drawn.

    Encoders must copy a frame before they return, as x264 does with one thread.
    """
    draw_on_one_thread()
    main, other = _canvases(segment)
    play = Play(segment.take.stage, segment.output.fps, store) if segment.take.stage else None
    came = _reader(segment.take, segment.output, store)
    arriving = came.planes(segment.take.at) if came else play.sky if play else CACHE.get(segment.take.picture, store)
    arriving_move = move(segment.take, segment.output, size_of(arriving))
    kind, fading = segment.transition.kind, segment.transition.frames
    if segment.leaving:
        left = _reader(segment.leaving, segment.output, store)
        leaving = left.planes(segment.leaving.at) if left else _left_behind(segment.leaving, segment.output, store)
        leaving_move = move(segment.leaving, segment.output, size_of(leaving))
    captions = list(_captions(segment))
    for number in range(segment.frames):
        now = segment.take.at + number
        if play:
            poses = play.poses(now)
            arriving, moving = play.base(poses, now)
        if came:
            came.planes(now)  # into the planes that `arriving` names
        if segment.leaving and left and number < fading:
            left.planes(segment.leaving.at + number)
        if not segment.leaving or number >= fading:
            planes = main.draw(arriving, arriving_move, now)
        elif kind == "crossfade" and main.resample:
            main.draw(leaving, leaving_move, segment.leaving.at + number)
            planes = main.mix(arriving, arriving_move, now, progress(number, fading))
        else:
            planes = main.draw(arriving, arriving_move, now)
            blend(kind, planes, other.draw(leaving, leaving_move, segment.leaving.at + number), number, fading)
        if play:
            play.lay_moving(moving, poses, planes, arriving_move.frames[now], main.resample)
        for first, end, caption in captions:
            if first <= number < end:
                lay_over(caption, planes)
        yield planes


def _reader(take: Take, output: OutputSpec, store: AssetStore) -> ClipReader | None:
    """The reader of the take's clip; None if it shows a picture or a stage."""
    return ClipReader(take.clip, output.fps, store) if take.clip else None


def _left_behind(take: Take, output: OutputSpec, store: AssetStore) -> Planes:
    """What a transition leads away from: a picture, or a stage that all have left."""
    if take.stage is None:
        return CACHE.get(take.picture, store)
    play = Play(take.stage, output.fps, store)
    return play.base(play.poses(take.at), take.at)[0]


def _captions(segment: Segment) -> Iterator[tuple[int, int, Patch]]:
    """First frame, end frame (exclusive) and patch for each cue and spoken word.

    A cue that appears before its first word is spoken already highlights that word.
    """
    for cue in segment.cues:
        words = tuple(word.text for word in cue.words)
        turns = (cue.first, *(word.first for word in cue.words[1:]), cue.end)
        for spoken, (first, end) in enumerate(pairwise(turns)):
            if max(first, 0) < min(end, segment.frames):
                yield first, end, patch(words, spoken, segment.style, segment.accent, segment.output, segment.language)


def _canvases(segment: Segment) -> tuple[Canvas, Canvas]:
    """This thread's two canvases, reused from segment to segment while the output size stays the same."""
    canvases: tuple[Canvas, Canvas] | None = getattr(_thread, "canvases", None)
    if canvases is None or (canvases[0].width, canvases[0].height) != (segment.output.width, segment.output.height):
        canvases = _thread.canvases = Canvas(segment.output), Canvas(segment.output)
    return canvases
