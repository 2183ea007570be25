"""A whole timeline in one call, without Prefect: what the bench and the tests measure."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tasks.domain.edition import Video
from tasks.domain.film.segments import segments
from tasks.domain.timeline import Timeline
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.render.mux import mux
from tasks.render.segment import encode_segment
from tasks.render.sound.mix import mix


def assemble(
    timeline: Timeline,
    store: AssetStore,
    *,
    workers: int = 2,
    encoder: str = "libx264",
    progress: Callable[[float, float], None] | None = None,
) -> Video:
    """Encode all segments on `workers` threads with the sound beside them, and join. Progress: frames done, of all."""
    parts = segments(timeline, encoder)
    done = [0.0] * len(parts)
    lock = threading.Lock()

    def encode(number: int) -> Artifact:
        def tell(frames: float) -> None:
            with lock:
                done[number] = frames
                if progress:
                    progress(sum(done), timeline.frames)

        return encode_segment(parts[number], store, tell)

    with ThreadPoolExecutor(workers) as pool, ThreadPoolExecutor(1) as beside:
        sound = beside.submit(mix, timeline.sound, timeline.frames, timeline.output, store)
        encoded = list(pool.map(encode, range(len(parts))))
    return Video(file=mux(encoded, sound.result(), timeline.output, store), encoder=encoder)
