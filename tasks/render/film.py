"""A whole film in one go through ffmpeg's stdin, for encoders that this process cannot hold: no sound in it yet."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

from tasks.domain.film.segments import Segment
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.render.encoders.frame_check import FrameSamples
from tasks.render.encoders.pipe import PATIENCE, FramePipe, graph
from tasks.render.encoders.table import Encoder, encoder_named
from tasks.render.segment import EVERY, draw

SLOWEST = 4.0  # frames a second under which an encoder is given up


def encode_film(
    parts: Sequence[Segment],
    store: AssetStore,
    on_frame: Callable[[float], None] | None = None,
    *,
    row: Encoder | None = None,
    patience: float = PATIENCE,
) -> Artifact:
    """All segments, each starting with a key frame, as one MP4. Raises ToolError when the encoder fails in any way.

    `row` is the segments' own encoder unless given.
    """
    output = parts[0].output
    row = row or encoder_named(parts[0].encoder, output)
    starts = [0, *accumulate(part.frames for part in parts[:-1])]
    drawn = FrameSamples(output)
    seconds = 60 + (starts[-1] + parts[-1].frames) / SLOWEST
    with store.scratch() as folder:
        path = Path(folder) / "film.mp4"
        with FramePipe(graph(row, output, path, starts), seconds=seconds, patience=patience) as pipe:
            for part in parts:
                for planes in draw(part, store):
                    pipe.write(planes)
                    drawn.note(planes)
                    if on_frame and len(drawn.frames) % EVERY == 0:
                        on_frame(len(drawn.frames))
            pipe.finish()
        drawn.prove(path, starts)
        if on_frame:
            on_frame(len(drawn.frames))
        return store.take(path)
