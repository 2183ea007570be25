"""Pipes raw NV12 frames to an encoder in an ffmpeg process, through a pipe large enough that neither side stalls."""

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

PIPE_BYTES = 1 << 20  # Linux's limit for unprivileged users; its default of 64 KiB costs 50 context switches a frame
PATIENCE = 20.0  # seconds to wait for one frame to be taken, or for ffmpeg to exit
CHECK_DRIVER = "Check the GPU driver (nvidia-smi, vainfo), or set DAILIES_ENCODER=libx264."
TAGS = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv"}


def graph(row: Encoder, output: OutputSpec, target: Path, starts: Sequence[int], form: str = "mp4") -> Any:
    """An ffmpeg-python graph from raw frames on stdin to a silent film with a key frame at each of `starts`."""
    source = {"format": "rawvideo", "pix_fmt": "nv12", "s": f"{output.width}x{output.height}", "framerate": output.fps}
    frames = ffmpeg.input("pipe:0", **row.device, **source).video
    # Since ffmpeg 7 the frames' colour tags override the encoder's, so tag the frames too.
    frames = frames.filter("setparams", range="tv", colorspace="bt709", color_primaries="bt709", color_trc="bt709")
    frames = frames.filter("setsar", "1")
    if row.upload:
        frames = frames.filter("format", "nv12").filter("hwupload")
    # Half a frame early: ffmpeg picks the first frame at or after a time, and rounding could move it past the frame.
    keys = ",".join(f"{max(0.0, first - 0.5) / output.fps:.6f}" for first in starts)
    options = {"vcodec": row.codec, **row.options, "force_key_frames": keys, "video_track_timescale": 30000}
    return frames.output(str(target), format=form, **options, **TAGS)


class FramePipe:
    """An ffmpeg process that takes frame after frame on stdin. Leaving the `with` block kills it if it still runs.

    Every method raises ToolError if ffmpeg fails or takes too long.
    """

    def __init__(self, stream: Any, *, seconds: float, patience: float = PATIENCE) -> None:
        """`seconds` is the deadline for the whole film, `patience` the limit for one frame."""
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self.patience = patience
        self.buffer = bytearray()
        self.stderr = bytearray()
        self.child = start_graph(stream)
        assert self.child.stdin  # noqa: S101 - it was asked for
        self.stdin = self.child.stdin.fileno()
        os.set_blocking(self.stdin, False)
        with contextlib.suppress(AttributeError, PermissionError):  # not Linux, or over the user's limit: only slower
            fcntl.fcntl(self.stdin, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.listener = threading.Thread(target=self._drain_stderr, daemon=True)
        self.listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.child.poll() is None:
            kill(self.child)
        self._close()
        self.listener.join(1.0)

    def write(self, planes: Planes) -> None:
        """Send one frame. The whole frame is copied before this returns, so its planes can be reused."""
        sizes = [plane.size for plane in planes]
        if len(self.buffer) != sum(sizes):
            self.buffer = bytearray(sum(sizes))
        at = 0
        for plane, size in zip(planes, sizes, strict=True):
            np.copyto(np.frombuffer(self.buffer, np.uint8, size, at).reshape(plane.shape), plane)
            at += size
        self._send(memoryview(self.buffer))

    def finish(self) -> None:
        """Close stdin and wait for the encoder to flush its frames and exit."""
        self._close()
        self._wait(min(self.patience, self.deadline - time.monotonic()))

    def _send(self, data: memoryview) -> None:
        until = min(self.deadline, time.monotonic() + self.patience)
        ready = select.poll()
        ready.register(self.stdin, select.POLLOUT)
        while data:
            left = until - time.monotonic()
            if left <= 0 or not ready.poll(left * 1000):
                raise self._timed_out("took no frame")
            try:
                data = data[os.write(self.stdin, data) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                self._wait(self.patience)
                raise ToolError("The encoder exited before the last frame.", advice=CHECK_DRIVER) from None

    def _wait(self, seconds: float) -> None:
        """Raises ToolError unless ffmpeg exits with code 0 within `seconds`."""
        try:
            code = self.child.wait(max(0.1, seconds))
        except subprocess.TimeoutExpired:
            raise self._timed_out("did not exit") from None
        self.listener.join(1.0)
        if code != 0:
            how = f"failed with code {code}" if code > 0 else f"was killed by signal {-code}"
            raise ToolError(f"The encoder {how}: {self._cause()}.", advice=CHECK_DRIVER)

    def _timed_out(self, what: str) -> ToolError:
        kill(self.child)
        late = time.monotonic() >= self.deadline
        when = f"by its deadline of {self.seconds:g} s" if late else f"within {self.patience:g} s"
        return ToolError(f"The encoder {what} {when}.", advice=CHECK_DRIVER)

    def _cause(self) -> str:
        """ffmpeg's first error line: the later ones are consequences."""
        lines = [line.strip() for line in self.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        return re.sub(r"^(\[[^]]*\]\s*|implib-gen:\s*)+", "", lines[0]).rstrip(".") if lines else "no error message"

    def _close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            if self.child.stdin:
                self.child.stdin.close()

    def _drain_stderr(self) -> None:
        """Read stderr to its end, or ffmpeg blocks on a full pipe. Keeps the last TAIL bytes."""
        assert self.child.stderr  # noqa: S101 - it was asked for
        while chunk := os.read(self.child.stderr.fileno(), 1 << 16):
            self.stderr += chunk
            del self.stderr[:-TAIL]
