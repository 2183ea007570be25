"""Assembles a whole timeline in one call without Prefect, for benches and tests."""

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
    """Encode all segments on `workers` threads, mix the sound in parallel, and mux.

    `progress` gets the number of encoded frames and of all frames.
    """
    parts = segments(timeline, encoder)
    done = [0.0] * len(parts)
    lock = threading.Lock()

    def encode(number: int) -> Artifact:
        def update(frames: float) -> None:
            with lock:
                done[number] = frames
                if progress:
                    progress(sum(done), timeline.frames)

        return encode_segment(parts[number], store, update)

    with ThreadPoolExecutor(workers) as pool, ThreadPoolExecutor(1) as sound_pool:
        sound = sound_pool.submit(mix, timeline.sound, timeline.frames, timeline.output, store)
        encoded = list(pool.map(encode, range(len(parts))))
    return Video(file=mux(encoded, sound.result(), timeline.output, store), encoder=encoder)
