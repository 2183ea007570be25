"""Measures films with clips: 4 of 14 scenes play ones of 1080 or 2160 lines, prepared as the images stage does it.

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
FPS, SECONDS = 25, 6  # of a source; a scene lasts four
RATES = {1080: "6000000", 2160: "22000000"}  # bits a second by lines, as stock services send them
MOST, MOST_MB = {1080: 1.15, 2160: 1.20}, 1100.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=55.0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--lines", type=int, choices=[*RATES], action="append", help="only sources of so many lines")
    options = parser.parse_args()
    missed = False
    for lines in options.lines or RATES:
        with tempfile.TemporaryDirectory() as name:
            figures = measured(Path(name), lines, options.seconds, options.rounds)
        for what, value in figures.items():
            sys.stdout.write(f"{lines} lines: {what:16}{value:9.2f}\n")
        missed |= figures["of_limit"] > MOST[lines] or figures["peak_mb"] > MOST_MB
    return int(missed)


def measured(folder: Path, lines: int, seconds: float, rounds: int) -> Figures:
    """The picture's figures in its own process, its ratio to the limit, and `prepare_cpu_s`."""
    store = AssetStore(folder / "assets")
    still = timeline(store, seconds=seconds, scenes=SCENES)
    source = {"preset": "veryfast", "b": RATES[lines], "g": "250"}
    files = [clip(folder / f"{n}.mp4", walking(n, lines), fps=FPS, options=source) for n in range(len(CLIPS))]
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


def walking(seed: int, lines: int) -> Iterator[NDArray[np.uint8]]:
    """A textured disc that crosses a textured ground, which pans: both with grain of their own in each frame."""
    width, height = lines * 16 // 9, lines
    rng = np.random.default_rng(seed)
    ground = photograph(900 + seed, width + 2 * FPS * SECONDS, height)
    disc = photograph(950 + seed, height // 2, height // 2)
    mask = np.zeros(disc.shape[:2], np.uint8)
    cv2.circle(mask, (height // 4, height // 4), height // 4, 255, -1, cv2.LINE_AA)
    grain = cv2.merge([np.round(rng.normal(0, 2.0, (height + 64, width + 64))).astype(np.int16)] * 3)
    for number in range(FPS * SECONDS):
        picture = ground[:, 2 * number : 2 * number + width].copy()
        x, y = width // 4 + 3 * number % (width // 2), height // 4 + round(20 * np.sin(number / 4))
        part = picture[y : y + height // 2, x : x + height // 2]
        part[mask > 0] = disc[mask > 0]
        down, right = rng.integers(0, 64, 2)
        grained = cv2.add(picture, grain[down : down + height, right : right + width], dtype=cv2.CV_8U)
        yield np.asarray(grained, np.uint8)


if __name__ == "__main__":
    sys.exit(main())
