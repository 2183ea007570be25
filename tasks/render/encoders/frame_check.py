"""What an encoder of somebody else's made, held against what it was given: a driver may fail and say nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import ToolError
from tasks.domain.film.verdict import PROFILES
from tasks.domain.timeline import OutputSpec
from tasks.render.planes import Plane, Planes

STEP = 16  # every so many pixels of a plane are compared: 8000 points of a frame of 1080x1920
LEAST = 22.0  # dB of PSNR under which a frame is not the one that was drawn
Points = tuple[NDArray[np.uint8], ...]


@dataclass
class FrameSamples:
    """Points of every frame that was handed over."""

    output: OutputSpec
    frames: list[Points] = field(default_factory=list)

    def note(self, planes: Planes) -> None:
        luma, chroma = planes
        self.frames.append(tuple(_points(plane) for plane in (luma, chroma[..., 0], chroma[..., 1])))

    def prove(self, film: Path, starts: Sequence[int]) -> float:
        """Decode the film, every frame; the mean PSNR. Raises ToolError with what is wrong with it."""
        try:
            with av.open(str(film), "r") as file:
                stream = file.streams.video[0]
                stream.thread_type = "AUTO"
                self._check_stream(stream)
                keys, levels = set(), []
                for number, frame in enumerate(file.decode(stream)):
                    if number >= len(self.frames):
                        raise ToolError(f"The encoder made more than the {len(self.frames)} frames it was given.")
                    if abs((frame.time or 0.0) - number / self.output.fps) > 0.001:
                        raise ToolError(f"The encoder put frame {number} at {frame.time:.3f} s.")
                    if frame.key_frame:
                        keys.add(number)
                    levels.append(self._level(frame, number))
        except (av.FFmpegError, IndexError) as error:
            raise ToolError(f"What the encoder made cannot be decoded: {error}.") from error
        if len(levels) < len(self.frames):
            raise ToolError(f"The encoder made {len(levels)} of {len(self.frames)} frames.")
        if missing := sorted(set(starts) - keys):
            raise ToolError(f"The encoder made no key frame at {', '.join(map(str, missing[:5]))}.")
        return float(np.mean(levels))

    def _check_stream(self, stream: av.VideoStream) -> None:
        context, output = stream.codec_context, self.output
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        got = {
            "size": (context.width, context.height),
            "codec and profile": (context.codec.canonical_name, context.profile),
            "pixel format": context.pix_fmt,
            "colour": tags,
        }
        wanted = {
            "size": (output.width, output.height),
            "codec and profile": PROFILES[output.codec],
            "pixel format": "yuv420p",
            "colour": (1, 1, 1, 1),
        }
        for name, value in wanted.items():
            if got[name] != value:
                raise ToolError(f"The encoder made another {name} than asked for: {got[name]}, not {value}.")

    def _level(self, frame: av.VideoFrame, number: int) -> float:
        """PSNR of the worst plane. Raises ToolError when it is another picture."""
        worst = 99.0
        for plane, wanted in zip(frame.planes, self.frames[number], strict=True):
            data = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]  # PyAV's planes are buffers
            full = data.reshape(plane.height, plane.line_size)[:, : plane.width]
            error = float(np.square(_points(full).astype(np.int16) - wanted).mean())
            worst = min(worst, 10 * float(np.log10(255**2 / max(error, 0.01))))
        if worst < LEAST:
            raise ToolError(f"The encoder made something else of frame {number} ({worst:.0f} dB).")
        return worst


def _points(plane: Plane) -> NDArray[np.uint8]:
    return plane[STEP // 2 :: STEP, STEP // 2 :: STEP].copy()
