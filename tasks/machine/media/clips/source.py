"""Opens a stranger's clip, and looks at it once: what it is, where it cuts, how it moves, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.machine.media.clips.limits import LEAST_SIDE, MOST_FRAMES, MOST_PIXELS
from tasks.machine.media.clips.shake import LONG, Shift, shift_between
from tasks.machine.media.frames import plane_of

# A text that calls itself a clip could name other files of this machine, and some formats open network addresses.
SAFE = {
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,avi,mpegts,mpeg,asf",
    "protocol_whitelist": "file",
}
ACROSS = 96  # pixels of the small pictures that are compared
LOOKS = 6  # small pictures a second
LARGE, LARGE_LOOKS = 640, 2  # longer side and number in a second of the pictures in which writing is looked for
HDR = frozenset({16, 18})  # transfer characteristics: PQ and HLG

Small = NDArray[np.uint8]


class Unfit(Exception):
    """This clip cannot be shown. The message is a clause: the caller names the clip."""


@dataclass
class Look:
    """What one decode found. Sides are upright and of square pixels; times are in seconds of the file's clock."""

    width: int = 0
    height: int = 0
    stored: tuple[int, int] = (0, 0)  # as decoded, before turning
    turned: int = 0  # degrees, counter-clockwise
    fps: float = 0.0
    start: float = 0.0
    seconds: float = 0.0
    steady: bool = True  # frames come at even times
    hdr: bool = False
    interlaced: bool = False
    damage: str = ""
    times: list[float] = field(default_factory=list)  # of the small pictures
    small: list[Small] = field(default_factory=list)  # luma, upright
    large: list[tuple[float, Small]] = field(default_factory=list)  # the same, but fewer and larger, with their times
    shifts: list[tuple[float, Shift]] = field(default_factory=list)  # of each frame from the one before, with its time
    bars: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)  # left, top, right, bottom of what is not black

    @property
    def changes(self) -> NDArray[np.float32]:
        """Mean difference in levels of each small picture from the one before; the first has none."""
        stack = np.stack(self.small).astype(np.float32)
        return np.concatenate([[0.0], np.abs(np.diff(stack, axis=0)).mean((1, 2))]).astype(np.float32)


def opened(file: Path) -> "av.container.InputContainer":
    """The clip's container, to be closed by the caller. Raises Unfit."""
    try:
        container = av.open(str(file), "r", options=SAFE)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Unfit("it is no clip that can be opened, or a part of it is missing") from error
    if not container.streams.video:
        container.close()
        raise Unfit("there is no picture in it")
    # More threads change what a damaged frame looks like from run to run.
    container.streams.video[0].codec_context.thread_count = 1
    return container


def check(file: Path) -> dict[str, object]:
    """Read the clip's head and its first frame. Raises Unfit."""
    with opened(file) as container:
        stream = container.streams.video[0]
        _check_size(stream.width, stream.height)
        try:
            next(container.decode(stream))
        except (av.FFmpegError, StopIteration) as error:
            raise Unfit("its first frame cannot be decoded") from error
    return {}


def look(file: Path) -> Look:
    """Decode the clip once, without its loop filter. Raises Unfit."""
    found = Look()
    with opened(file) as container:
        stream = container.streams.video[0]
        stream.codec_context.options = {"skip_loop_filter": "all"}
        found.stored = stream.width, stream.height
        _check_size(*found.stored)
        stamps = list(_stamps(container, found))
    if len(stamps) < 2:
        raise Unfit(found.damage or "it holds a single frame")
    steps = np.diff(stamps)
    middle = float(np.median(steps))
    near = np.abs(steps - middle) < 0.35 * middle
    # The mean, since many files count in milliseconds: 24 frames a second are then 41 or 42 apart.
    found.fps = 1 / float(steps[near].mean())
    found.start, found.seconds = stamps[0], stamps[-1] - stamps[0] + middle
    found.steady = float(near.mean()) > 0.9
    found.bars = _bars(found.small)
    return found


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unfit(f"its frames of {width} x {height} are larger than 4K")
    if min(width, height) < LEAST_SIDE:
        raise Unfit(f"its frames are only {width} x {height}")


def _stamps(container: "av.container.InputContainer", found: Look) -> Iterator[float]:
    """The frames' times, while the small pictures are collected. Frames that go back in time are passed over."""
    stream = container.streams.video[0]
    newest, kept = -1e9, -1e9
    before: Small | None = None
    rate = float(stream.average_rate or 30)
    try:
        for number, frame in enumerate(container.decode(stream)):
            if number >= MOST_FRAMES:
                return
            if number == 0:
                _note(frame, found)
            if (frame.width, frame.height) != found.stored:
                raise Unfit("the size of its frames changes")
            found.interlaced |= frame.interlaced_frame
            at = frame.time if frame.time is not None else number / rate
            if at <= newest:
                continue
            newest = at
            seen = _shrunk(frame, found, min(1.0, LONG / max(frame.width, frame.height)))
            found.shifts.append((at, Shift() if before is None else shift_between(before, seen)))
            before = seen
            if at - kept >= 1 / LOOKS - 1e-6:
                kept = at
                found.times.append(at)
                found.small.append(_shrunk(frame, found, ACROSS / frame.width))
            if not found.large or at - found.large[-1][0] >= 1 / LARGE_LOOKS - 1e-6:
                found.large.append((at, _shrunk(frame, found, min(1.0, LARGE / max(frame.width, frame.height)))))
            yield at
    except av.FFmpegError as error:
        found.damage = f"it breaks after {max(0.0, newest):.1f} s ({error.strerror})"


def _note(frame: av.VideoFrame, found: Look) -> None:
    found.turned = frame.rotation % 360
    if found.turned % 90:
        raise Unfit(f"it is turned by {found.turned} degrees")
    found.hdr = int(frame.color_trc or 0) in HDR
    shape = frame.sample_aspect_ratio if hasattr(frame, "sample_aspect_ratio") else None
    width = round(found.stored[0] * float(shape or 1) / 2) * 2
    upright = (found.stored[1], width) if found.turned % 180 else (width, found.stored[1])
    found.width, found.height = upright


def luma_of(frame: av.VideoFrame) -> Small:
    """A frame's luma at eight bits; a view of it where it has eight."""
    deep = frame.format.components[0].bits
    if deep <= 8:
        return plane_of(frame, 0)
    plane = frame.planes[0]
    raw = np.frombuffer(plane, np.uint16)  # type: ignore[call-overload]  # PyAV's planes are buffers
    return np.asarray(raw.reshape(plane.height, -1)[:, : plane.width] >> (deep - 8), np.uint8)


def _shrunk(frame: av.VideoFrame, found: Look, scale: float) -> Small:
    """The frame's luma, upright and this much smaller."""
    if not frame.format.is_planar or frame.format.is_rgb:
        frame = frame.reformat(format="yuv420p")
    size = max(8, round(frame.width * scale)), max(8, round(frame.height * scale))
    small = cv2.resize(luma_of(frame), size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(np.rot90(small, k=found.turned // 90)) if found.turned else np.asarray(small, np.uint8)


def _bars(small: list[Small]) -> tuple[float, float, float, float]:
    """The part without edges that are black in every look."""
    most = np.max(small, axis=0)
    rows, columns = np.flatnonzero((most > 30).mean(1) > 0.1), np.flatnonzero((most > 30).mean(0) > 0.1)
    if not len(rows) or not len(columns):
        return (0.0, 0.0, 1.0, 1.0)
    height, width = most.shape
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    # The edge of a bar lies somewhere within one pixel of these small pictures: cut that pixel off, too.
    return (
        float((left + (left > 0)) / width),
        float((top + (top > 0)) / height),
        float((right - (right < width)) / width),
        float((bottom - (bottom < height)) / height),
    )
