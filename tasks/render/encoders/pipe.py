"""Frames to an encoder in another process: ffmpeg reads raw NV12 from a pipe wide enough that neither side stalls."""

import contextlib
import fcntl
import os
import re
import select
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ffmpeg
import numpy as np

from tasks.domain.errors import ToolError
from tasks.domain.timeline import OutputSpec
from tasks.machine.tools.ffmpeg import TAIL, kill, start_graph
from tasks.render.encoders.table import Encoder
from tasks.render.planes import Planes

WIDE = 1 << 20  # bytes that Linux lets anybody's pipe hold; the default is 64 KiB, some fifty switches a frame
PATIENCE = 20.0  # seconds that one frame, or the end, may take
TAGS = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv"}


def graph(row: Encoder, output: OutputSpec, target: Path, starts: Sequence[int], form: str = "mp4") -> Any:
    """Raw frames on stdin to a film without sound, with a key frame at each of `starts`."""
    source = {"format": "rawvideo", "pix_fmt": "nv12", "s": f"{output.width}x{output.height}", "framerate": output.fps}
    frames = ffmpeg.input("pipe:0", **row.device, **source).video
    # Tags given to the encoder alone do not survive: since ffmpeg 7 it believes the frames.
    frames = frames.filter("setparams", range="tv", colorspace="bt709", color_primaries="bt709", color_trc="bt709")
    frames = frames.filter("setsar", "1")
    if row.upload:
        frames = frames.filter("format", "nv12").filter("hwupload")
    # Half a frame early: ffmpeg takes the first frame at or after a time, and a rounded time may lie just behind it.
    keys = ",".join(f"{max(0.0, first - 0.5) / output.fps:.6f}" for first in starts)
    options = {"vcodec": row.codec, **row.options, "force_key_frames": keys, "video_track_timescale": 30000}
    return frames.output(str(target), format=form, **options, **TAGS)


class FramePipe:
    """An ffmpeg that is fed frame by frame. Raises ToolError when it fails or takes too long; never outlives `with`."""

    def __init__(self, stream: Any, *, seconds: float, patience: float = PATIENCE) -> None:
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self.patience = patience
        self.buffer = bytearray()
        self.said = bytearray()
        self.child = start_graph(stream)
        assert self.child.stdin  # noqa: S101 - it was asked for
        self.stdin = self.child.stdin.fileno()
        os.set_blocking(self.stdin, False)
        with contextlib.suppress(AttributeError, PermissionError):  # not Linux, or too many wide pipes: only slower
            fcntl.fcntl(self.stdin, fcntl.F_SETPIPE_SZ, WIDE)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.child.poll() is None:
            kill(self.child)
        self._close()
        self.listener.join(1.0)

    def write(self, planes: Planes) -> None:
        """One frame, taken whole before this returns: its planes may be drawn over afterwards."""
        sizes = [plane.size for plane in planes]
        if len(self.buffer) != sum(sizes):
            self.buffer = bytearray(sum(sizes))
        at = 0
        for plane, size in zip(planes, sizes, strict=True):
            np.copyto(np.frombuffer(self.buffer, np.uint8, size, at).reshape(plane.shape), plane)
            at += size
        self._send(memoryview(self.buffer))

    def finish(self) -> None:
        """No more frames: wait for the encoder to write what it holds."""
        self._close()
        self._ended(min(self.patience, self.deadline - time.monotonic()))

    def _send(self, data: memoryview) -> None:
        until = min(self.deadline, time.monotonic() + self.patience)
        ready = select.poll()
        ready.register(self.stdin, select.POLLOUT)
        while data:
            left = until - time.monotonic()
            if left <= 0 or not ready.poll(left * 1000):
                raise self._given_up("took no frame")
            try:
                data = data[os.write(self.stdin, data) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                self._ended(self.patience)
                raise ToolError("The encoder ended before the film did.") from None

    def _ended(self, seconds: float) -> None:
        """Raises ToolError unless ffmpeg ends well within so many seconds."""
        try:
            code = self.child.wait(max(0.1, seconds))
        except subprocess.TimeoutExpired:
            raise self._given_up("did not end") from None
        self.listener.join(1.0)
        if code != 0:
            how = f"failed with code {code}" if code > 0 else f"was ended by signal {-code}"
            raise ToolError(f"The encoder {how}: {self._cause()}.", advice="Is its driver well?")

    def _given_up(self, what: str) -> ToolError:
        kill(self.child)
        late = time.monotonic() >= self.deadline
        when = f"by its deadline of {self.seconds:g} s" if late else f"within {self.patience:g} s"
        return ToolError(f"The encoder {what} {when}.", advice="Is its driver well?")

    def _cause(self) -> str:
        """The first thing that ffmpeg complains of; what follows are its consequences."""
        lines = [line.strip() for line in self.said.decode("utf-8", "replace").splitlines() if line.strip()]
        return re.sub(r"^(\[[^]]*\]\s*|implib-gen:\s*)+", "", lines[0]).rstrip(".") if lines else "it does not say why"

    def _close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            if self.child.stdin:
                self.child.stdin.close()

    def _listen(self) -> None:
        """Takes all that ffmpeg says, or it would wait for somebody to; keeps the end of it."""
        assert self.child.stderr  # noqa: S101 - it was asked for
        while chunk := os.read(self.child.stderr.fileno(), 1 << 16):
            self.said += chunk
            del self.said[:-TAIL]
