"""Writes a clip's stretch as the file that the renderer reads: one rate, one codec, BT.709, short groups of frames."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from tasks.machine.media.clips.limits import FEWEST_SECONDS
from tasks.machine.media.clips.source import Look, Unfit, opened
from tasks.machine.media.clips.steadying import Steady
from tasks.machine.media.clips.stretch import MIDDLE, Crop, Stretch
from tasks.machine.media.clips.window import window_of
from tasks.machine.media.flashes import Flashes
from tasks.machine.media.frames import plane_of

GROUP = 15  # frames: a segment that begins within a clip decodes at most 14 for nothing
# Fast to read, and 0.2 dB of the film's quality: with a coarser one the film itself would take more bytes.
OPTIONS = {
    "preset": "ultrafast",
    "crf": "14",
    "tune": "fastdecode",
    "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:open-gop=0:sliced-threads=0",
}
COARSE = (96, 54)  # width and height of the pictures that are searched for flashes
SHADE = 0.55  # brightness of the blurred ground behind a clip that is shown whole


@dataclass
class Written:
    """What was written: the number of frames, some of them as RGB, and the flashes among them."""

    flashes: Flashes
    frames: int = 0
    kept: list[NDArray[np.uint8]] = field(default_factory=list)


def write(
    file: Path,
    out: Path,
    look: Look,
    stretch: Stretch,
    crop: Crop,
    steady: Steady,
    frames: int,
    fps: int,
    *,
    whole: bool,
) -> Written:
    """Write up to `frames` of the stretch, held steady; `whole` lays it over a blurred copy. Raises Unfit."""
    written = Written(Flashes(fps))
    every = max(1, frames // 6)
    with opened(file) as container, av.open(str(out), "w", format="mp4") as box:
        target = box.add_stream("libx264", rate=fps, options=dict(OPTIONS))
        target.width, target.height, target.pix_fmt = crop.to_width, crop.to_height, "yuv420p"
        context = target.codec_context
        context.color_primaries = context.color_trc = context.colorspace = 1
        context.color_range = 1
        context.thread_count = 1
        context.max_b_frames = 0
        ground: NDArray[np.uint8] | None = None
        try:
            for times, shown in _shown(container, look, stretch, steady, frames, fps):
                picture = shown
                if whole:
                    if ground is None:
                        ground = _ground(shown, crop)
                    picture = _laid(shown, ground)
                for _ in range(times):
                    picture.pts, picture.time_base = written.frames, Fraction(1, fps)
                    picture.pict_type = av.video.frame.PictureType.NONE
                    if written.frames % every == every // 2:
                        written.kept.append(np.asarray(picture.to_ndarray(format="rgb24"), np.uint8))
                    small = cv2.resize(plane_of(picture, 0), COARSE, interpolation=cv2.INTER_AREA)
                    written.flashes.see(written.frames, np.asarray(small, np.uint8))
                    box.mux(target.encode(picture))
                    written.frames += 1
        except av.FFmpegError as error:
            if written.frames < FEWEST_SECONDS * fps:
                raise Unfit(f"it breaks after {written.frames / fps:.1f} s of what would be shown") from error
        box.mux(target.encode(None))
    if written.frames < FEWEST_SECONDS * fps:
        raise Unfit(look.damage or f"only {written.frames / fps:.1f} s of it can be shown")
    if written.flashes.found:
        raise Unfit("it flashes more often than is safe to look at")
    return written


def _shown(
    container: "av.container.InputContainer",
    look: Look,
    stretch: Stretch,
    steady: Steady,
    frames: int,
    fps: int,
) -> Iterator[tuple[int, av.VideoFrame]]:
    """The frames to be shown, cropped and in BT.709, with how often each is shown."""
    stream = container.streams.video[0]
    graph: Graph | None = None
    waiting: deque[float] = deque()
    for times, at, frame in _chosen(container, look, stretch, frames, fps):
        if graph is None:
            graph = _graph(frame, stream, look, steady.part)
        graph.push(frame)
        waiting.append(at)
        try:
            shown = cast("av.VideoFrame", graph.pull())
        except (av.BlockingIOError, BlockingIOError):
            continue  # deinterlacing wants the next frame first
        corner = steady.corner(waiting.popleft())
        yield times, window_of(shown, *corner, *steady.size) if steady.follows else shown


def _chosen(
    container: "av.container.InputContainer", look: Look, stretch: Stretch, frames: int, fps: int
) -> Iterator[tuple[int, float, av.VideoFrame]]:
    """Frames from the in-point on, and their times: by count where the rates fit, else held until the next is due."""
    stream = container.streams.video[0]
    if stretch.start > look.start + 0.5:
        container.seek(int((stretch.start - 0.2) * av.time_base), backward=True)
    end = stretch.start + stretch.seconds
    every, shown, taken, newest = stretch.pace.every, 0, 0, -1e9
    held: tuple[float, av.VideoFrame] | None = None
    for number, frame in enumerate(container.decode(stream)):
        at = frame.time if frame.time is not None else number / look.fps
        if at <= newest or (every and at < stretch.start - 1e-3):
            continue
        newest = at
        if shown >= frames or at > end + 1e-3:
            break
        if every:
            if taken % every == 0:
                yield 1, at, frame
                shown += 1
            taken += 1
            continue
        due = round((at - stretch.start) * fps)
        if held is not None and due > shown:
            times = min(due, frames) - shown
            yield times, *held
            shown += times
        held = at, frame
    if held is not None and shown < frames:
        left = max(1, min(frames, round(stretch.seconds * fps)) - shown)
        yield left, *held


def _graph(frame: av.VideoFrame, stream: "av.VideoStream", look: Look, part: Crop) -> Graph:
    """Upright, without bars, cropped, at the stored size, in limited BT.709."""
    graph = Graph()
    chain = [graph.add_buffer(template=stream, width=frame.width, height=frame.height, format=frame.format)]

    def add(name: str, arguments: str = "") -> None:
        node = graph.add(name, arguments)
        chain[-1].link_to(node)
        chain.append(node)

    if look.interlaced:
        add("bwdif", "mode=send_frame:deint=interlaced")
    turns = {90: ("transpose=cclock",), 180: ("hflip", "vflip"), 270: ("transpose=clock",)}
    for turn in turns.get(look.turned, ()):
        add(*turn.partition("=")[::2])
    upright = look.stored[::-1] if look.turned % 180 else look.stored
    x, y = upright[0] / look.width, upright[1] / look.height  # pixels that are not square
    w, h = round(part.width * x / 2) * 2, round(part.height * y / 2) * 2
    add("crop", f"{min(w, upright[0])}:{min(h, upright[1])}:{round(part.left * x)}:{round(part.top * y)}:exact=1")
    colours = "out_primaries=bt709:out_transfer=bt709:out_color_matrix=bt709:intent=perceptual"
    add(
        "scale",
        f"{part.to_width}:{part.to_height}:flags=bicubic+accurate_rnd:out_range=tv:"
        + (colours if look.hdr else "out_color_matrix=bt709"),
    )
    add("setsar", "1")
    add("format", "yuv420p")
    add("buffersink")
    graph.configure()
    return graph


def _ground(shown: av.VideoFrame, crop: Crop) -> NDArray[np.uint8]:
    """A blurred, darker copy that fills the frame, as planar YUV: one for the whole clip, or it would flicker."""
    rgb = np.asarray(shown.to_ndarray(format="rgb24"), np.uint8)
    scale = max(crop.to_width / rgb.shape[1], crop.to_height / rgb.shape[0])
    large = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top = (large.shape[1] - crop.to_width) // 2, (large.shape[0] - crop.to_height) // 2
    part = large[top : top + crop.to_height, left : left + crop.to_width]
    blurred = cv2.GaussianBlur(part, (0, 0), crop.to_width / 24)
    dim = np.ascontiguousarray(np.clip(blurred.astype(np.float32) * SHADE, 0, 255).astype(np.uint8))
    return np.asarray(
        av.VideoFrame.from_ndarray(dim, format="rgb24")
        .reformat(format="yuv420p", dst_colorspace="ITU709")
        .to_ndarray(),
        np.uint8,
    )


def _laid(shown: av.VideoFrame, ground: NDArray[np.uint8]) -> av.VideoFrame:
    """The picture over its ground; both are planar YUV."""
    height, width = ground.shape[0] * 2 // 3, ground.shape[1]
    planes = ground.copy()
    small = shown.to_ndarray()
    rows, columns = small.shape[0] * 2 // 3, small.shape[1]
    left = (width - columns) // 4 * 2
    top = int(MIDDLE * height - rows / 2) // 4 * 4
    planes[top : top + rows, left : left + columns] = small[:rows]
    for number in (0, 1):
        colour = planes[height:].reshape(2, height // 2, width // 2)[number]
        own = small[rows:].reshape(2, rows // 2, columns // 2)[number]
        colour[top // 2 : (top + rows) // 2, left // 2 : (left + columns) // 2] = own
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")
