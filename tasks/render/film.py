"""Encodes a whole film, without sound, by piping frames to ffmpeg: for encoders that cannot run in this process."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

from tasks.domain.film.segments import Segment
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.render.encoders.frame_check import FrameSamples
from tasks.render.encoders.pipe import PATIENCE, FramePipe, graph
from tasks.render.encoders.table import Encoder, encoder_named
from tasks.render.segment import PROGRESS_EVERY, draw

MIN_FPS = 4.0  # give up on an encoder slower than this


def encode_film(
    parts: Sequence[Segment],
    store: AssetStore,
    on_frame: Callable[[float], None] | None = None,
    *,
    row: Encoder | None = None,
    patience: float = PATIENCE,
) -> Artifact:
    """Encode all segments, each starting with a key frame, as one MP4, then check its frames against those drawn.

    `row` overrides the segments' own encoder; `patience` is the longest wait for one frame, in seconds; `on_frame`
    receives the number of frames done. Raises ToolError if the encoder fails or its output is wrong.
    """
    output = parts[0].output
    row = row or encoder_named(parts[0].encoder, output)
    starts = [0, *accumulate(part.frames for part in parts[:-1])]
    samples = FrameSamples(output)
    seconds = 60 + (starts[-1] + parts[-1].frames) / MIN_FPS
    with store.scratch() as folder:
        path = Path(folder) / "film.mp4"
        with FramePipe(graph(row, output, path, starts), seconds=seconds, patience=patience) as pipe:
            for part in parts:
                for planes in draw(part, store):
                    pipe.write(planes)
                    samples.add(planes)
                    if on_frame and len(samples.frames) % PROGRESS_EVERY == 0:
                        on_frame(len(samples.frames))
            pipe.finish()
        samples.check(path, starts)
        if on_frame:
            on_frame(len(samples.frames))
        return store.take(path)
