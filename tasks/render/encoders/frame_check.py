"""Checks an external encoder's output against the frames it was fed, because a driver can fail silently."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import ToolError
from tasks.domain.film.verdict import PROFILES
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.frames import plane_of
from tasks.render.planes import Plane, Planes

STEP = 16  # compare every 16th pixel of a plane in both directions: 8000 points of a 1080x1920 frame
MIN_FRAME_PSNR = 22.0  # dB; below this the frame is not the one that was drawn
Points = tuple[NDArray[np.uint8], ...]


@dataclass
class FrameSamples:
    """Sampled points of every frame given to an encoder."""

    output: OutputSpec
    frames: list[Points] = field(default_factory=list)

    def add(self, planes: Planes) -> None:
        """Sample the next frame (NV12)."""
        luma, chroma = planes
        self.frames.append(tuple(_points(plane) for plane in (luma, chroma[..., 0], chroma[..., 1])))

    def check(self, film: Path, starts: Sequence[int]) -> float:
        """Decode the whole film and compare it. Returns the mean PSNR in dB.

        Raises ToolError for a wrong format, frame count, timestamp or picture, or no key frame at one of `starts`.
        """
        try:
            with av.open(str(film), "r") as file:
                stream = file.streams.video[0]
                stream.thread_type = "AUTO"
                self._check_stream(stream)
                keys, psnrs = set(), []
                for number, frame in enumerate(file.decode(stream)):
                    if number >= len(self.frames):
                        raise ToolError(f"The encoder wrote more than the {len(self.frames)} frames it was given.")
                    if abs((frame.time or 0.0) - number / self.output.fps) > 0.001:
                        raise ToolError(f"The encoder put frame {number} at {frame.time:.3f} s.")
                    if frame.key_frame:
                        keys.add(number)
                    psnrs.append(self._psnr(frame, number))
        except (av.FFmpegError, IndexError) as error:
            raise ToolError(f"The encoder's output cannot be decoded: {error}.") from error
        if len(psnrs) < len(self.frames):
            raise ToolError(f"The encoder wrote only {len(psnrs)} of {len(self.frames)} frames.")
        if missing := sorted(set(starts) - keys):
            raise ToolError(f"The encoder wrote no key frame at frame {', '.join(map(str, missing[:5]))}.")
        return float(np.mean(psnrs))

    def _check_stream(self, stream: av.VideoStream) -> None:
        context, output = stream.codec_context, self.output
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        actual = {
            "size": (context.width, context.height),
            "codec and profile": (context.codec.canonical_name, context.profile),
            "pixel format": context.pix_fmt,
            "colour": tags,
        }
        expected = {
            "size": (output.width, output.height),
            "codec and profile": PROFILES[output.codec],
            "pixel format": "yuv420p",
            "colour": (1, 1, 1, 1),
        }
        for name, value in expected.items():
            if actual[name] != value:
                raise ToolError(f"The encoder's output has the wrong {name}: {actual[name]}, expected {value}.")

    def _psnr(self, frame: av.VideoFrame, number: int) -> float:
        """PSNR of the worst plane, in dB. Raises ToolError if the frame shows something else."""
        worst = 99.0
        for plane, drawn in zip(range(len(frame.planes)), self.frames[number], strict=True):
            error = float(np.square(_points(plane_of(frame, plane)).astype(np.int16) - drawn).mean())
            worst = min(worst, 10 * float(np.log10(255**2 / max(error, 0.01))))
        if worst < MIN_FRAME_PSNR:
            raise ToolError(f"The encoder corrupted frame {number} (PSNR {worst:.0f} dB).")
        return worst


def _points(plane: Plane) -> NDArray[np.uint8]:
    return plane[STEP // 2 :: STEP, STEP // 2 :: STEP].copy()
