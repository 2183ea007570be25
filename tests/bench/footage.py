"""Measures a film with clips: 4 of 14 scenes play ones of 1080 lines, prepared as the images stage prepares them.

`python -m tests.bench.footage` prints the CPU of the picture against x264 alone on the same frames, its peak memory,
and the CPU of preparing the clips, which is paid once and beside the voice. Exits with 1 if a target is missed.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.clip import Clip
from tasks.domain.timeline import Timeline
from tasks.machine.media.clips import prepare_clip
from tasks.machine.storage.assets import AssetStore
from tests.bench import turns
from tests.bench.inputs import photograph, timeline
from tests.bench.meter import Figures, Meter, run_measured
from tests.clips import clip

SCENES, CLIPS = 14, (1, 4, 8, 11)
SIZE, FPS, SECONDS = (1920, 1080), 25, 8
SOURCE = {"preset": "veryfast", "b": "6000000", "g": "250"}  # as stock services send them
MOST, MOST_MB = 1.15, 1100.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=55.0)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = measured(Path(name), options.seconds, options.rounds)
    for what, value in figures.items():
        sys.stdout.write(f"{what:16}{value:9.2f}\n")
    return int(figures["of_limit"] > MOST or figures["peak_mb"] > MOST_MB)


def measured(folder: Path, seconds: float, rounds: int) -> Figures:
    """The picture's figures in its own process, its ratio to the limit, and `prepare_cpu_s`."""
    store = AssetStore(folder / "assets")
    still = timeline(store, seconds=seconds, scenes=SCENES)
    files = [clip(folder / f"{n}.mp4", walking(n), fps=FPS, options=SOURCE) for n in range(len(CLIPS))]
    meter = Meter()
    plan = with_clips(still, dict(zip(CLIPS, files, strict=True)), store)
    prepared = meter.read()["cpu_s"]
    (folder / "timeline.json").write_text(plan.model_dump_json())
    alone = run_measured([sys.executable, "-m", "tests.bench.sides", "picture", str(folder)])
    ratios = turns.against_the_limit(folder, rounds, {"picture": {}})["picture"]
    return {**alone, **ratios, "prepare_cpu_s": prepared}


def with_clips(still: Timeline, files: dict[int, Path], store: AssetStore) -> Timeline:
    """The timeline with these files' clips in these shots."""
    shots = list(still.shots)
    for number, file in files.items():
        shot = shots[number]
        ready = prepare_clip(file, still.output, shot.frames / still.output.fps, name=file.name)
        made = Clip(
            file=store.put(ready.mp4, ".mp4"),
            frames=ready.frames,
            width=ready.width,
            height=ready.height,
            smooth=ready.smooth,
        )
        picture = store.put(ready.jpeg, ".jpg")
        shots[number] = shot.model_copy(update={"clip": made, "picture": picture, "focus": ready.focus})
    return still.model_copy(update={"shots": tuple(shots)})


def walking(seed: int) -> Iterator[NDArray[np.uint8]]:
    """A textured disc that crosses a textured ground, which pans: both with grain of their own in each frame."""
    width, height = SIZE
    rng = np.random.default_rng(seed)
    ground = photograph(900 + seed, width + 2 * FPS * SECONDS, height)
    disc = photograph(950 + seed, height // 2, height // 2)
    mask = np.zeros(disc.shape[:2], np.uint8)
    cv2.circle(mask, (height // 4, height // 4), height // 4, 255, -1, cv2.LINE_AA)
    grain = rng.normal(0, 2.0, (height + 64, width + 64, 1)).astype(np.float32)
    for number in range(FPS * SECONDS):
        picture = ground[:, 2 * number : 2 * number + width].astype(np.float32)
        x, y = width // 4 + 3 * number % (width // 2), height // 4 + round(20 * np.sin(number / 4))
        part = picture[y : y + height // 2, x : x + height // 2]
        part[mask > 0] = disc[mask > 0]
        down, right = rng.integers(0, 64, 2)
        picture += grain[down : down + height, right : right + width]
        yield np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    sys.exit(main())
