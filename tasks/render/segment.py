"""Encodes one segment: draws its frames into one canvas and feeds them to an encoder in this process."""

from __future__ import annotations  # av.Packet is generic for type checkers only

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

import av

from tasks.domain.errors import ToolError
from tasks.domain.film.motion import receding
from tasks.domain.film.poses import Pose
from tasks.domain.film.segments import Segment, Take, parts
from tasks.domain.stage import FAR
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact, replaced
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
    arriving = _Shown(segment.take, segment.output, store)
    leaving = _Shown(segment.leaving, segment.output, store) if segment.leaving else None
    kind, fading = segment.transition.kind, segment.transition.frames
    captions = list(_captions(segment))
    for number in range(segment.frames):
        now = segment.take.at + number
        arriving.turn_to(now)
        if leaving and segment.leaving and leaving.clip and number < fading:
            leaving.turn_to(segment.leaving.at + number)
        if not leaving or not segment.leaving or number >= fading:
            planes = arriving.draw(main, now)
        elif kind == "crossfade" and main.resample and not arriving.prints:
            leaving.draw(main, segment.leaving.at + number)
            planes = main.mix(arriving.planes, arriving.sky_move, now, progress(number, fading))
        else:
            planes = arriving.draw(main, now)
            blend(kind, planes, leaving.draw(other, segment.leaving.at + number), number, fading)
        arriving.lay_moving(planes, now, main)
        for first, end, caption in captions:
            if first <= number < end:
                lay_over(caption, planes)
        yield planes


class _Shown:
    """A take's picture, clip or stage under its camera. A photograph before its ground moves more than the ground."""

    def __init__(self, take: Take, output: OutputSpec, store: AssetStore) -> None:
        self.play = Play(take.stage, output.fps, store) if take.stage else None
        self.clip = ClipReader(take.clip, output.fps, store) if take.clip else None
        self.prints = bool(take.stage and take.stage.prints)
        if self.clip:
            self.planes = self.clip.planes(take.at)
        else:
            self.planes = self.play.sky if self.play else CACHE.get(take.picture, store)
        self.move = move(take, output, size_of(self.planes))
        far = replaced(take, motion=receding(take.motion, FAR)) if self.prints else take
        self.sky_move = move(far, output, size_of(self.planes))
        self.poses: list[Pose | None] = []
        self.moving: list[int] = []
        if self.play:
            self.turn_to(take.at)

    def turn_to(self, now: int) -> None:
        """Move on to frame `now` of the shot: what rests on the stage is painted into its planes."""
        if self.clip:
            self.clip.planes(now)  # into the planes that it gave at first
        elif self.play:
            self.poses = self.play.poses(now)
            self.planes, self.moving = self.play.base(self.poses, now)

    def draw(self, canvas: Canvas, now: int) -> Planes:
        """Draw frame `now` without what moves on the stage."""
        planes = canvas.draw(self.planes, self.sky_move, now)
        if self.play:
            self.play.lay_print(planes, self.move.frames[now], canvas.resample)
        return planes

    def lay_moving(self, planes: Planes, now: int, canvas: Canvas) -> None:
        """Lay what moves on the stage over the frame, in place."""
        if self.play:
            self.play.lay_moving(self.moving, self.poses, planes, self.move.frames[now], canvas.resample)


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
