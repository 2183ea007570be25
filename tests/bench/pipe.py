"""Measures the cost of piping frames to an encoder in another process: `make bench-pipe`.

x264 with the same settings and one thread encodes the same frames, in this process and through ffmpeg's stdin, in turn.
ffmpeg has its own build of x264, so the difference includes that of the builds; a run that discards its frames shows
the cost of the pipe alone.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, cycle, islice
from pathlib import Path

import av

from tasks.domain.film.segments import segments
from tasks.domain.timeline import OutputSpec
from tasks.machine.storage.assets import AssetStore
from tasks.render.encoders.pipe import FramePipe, graph
from tasks.render.encoders.table import ENCODERS, Encoder, open_encoder
from tasks.render.planes import Planes
from tasks.render.segment import draw
from tests.bench.inputs import timeline
from tests.bench.meter import Figures, Meter

FRAMES = 360
FRAMES_IN_MEMORY = 60  # frames held in memory and fed forwards, then backwards
OUTPUT = OutputSpec()
IN_PROCESS, PIPED = "in process", "through the pipe"


Rounds = list[dict[str, Figures]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    return report(measure(options.frames, options.rounds), options.frames)


def measure(count: int = FRAMES, times: int = 3) -> Rounds:
    """Figures of each side, for `times` rounds of `count` frames."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = timeline(AssetStore(folder), seconds=FRAMES_IN_MEMORY / 30, scenes=1)
        drawn = [
            (luma.copy(), chroma.copy()) for luma, chroma in draw(segments(plan, "libx264")[0], AssetStore(folder))
        ]
        frames = list(islice(cycle(chain(drawn, reversed(drawn))), count))
        piped = ENCODERS["libx264-pipe"]
        single_threaded = replace(piped, options=piped.options | {"threads": "1"})
        discarding = Encoder("wrapped_avframe", {}, piped=True)
        sides: dict[str, Callable[[], None]] = {
            IN_PROCESS: lambda: in_process(frames),
            PIPED: lambda: through_pipe(single_threaded, frames, folder / "film.mp4"),
            "pipe to nowhere": lambda: through_pipe(discarding, frames, folder / "film.null"),
        }
        rounds: Rounds = []
        for _ in range(times):
            rounds.append({})
            for side, run in sides.items():
                meter = Meter()
                run()
                rounds[-1][side] = meter.read()
    return rounds


def in_process(frames: list[Planes]) -> None:
    """Encode the frames with libx264 in this process and discard the packets."""
    context = open_encoder("libx264", OUTPUT)
    for number, planes in enumerate(frames):
        frame = av.VideoFrame.from_dlpack(planes, "nv12")
        frame.pts = number
        context.encode(frame)
    context.encode(None)


def through_pipe(row: Encoder, frames: list[Planes], target: Path) -> None:
    """Encode the frames with ffmpeg, fed through its stdin."""
    with FramePipe(graph(row, OUTPUT, target, (0,), form=target.suffix[1:]), seconds=600) as pipe:
        for planes in frames:
            pipe.write(planes)
        pipe.finish()


def medians(rounds: Rounds) -> dict[str, Figures]:
    """Median of each figure over the rounds, by side."""
    return {
        side: {key: statistics.median(of_round[side][key] for of_round in rounds) for key in rounds[0][side]}
        for side in rounds[0]
    }


def ratio(rounds: Rounds, key: str) -> float:
    """Median of the figure through the pipe divided by the one in process."""
    return statistics.median(of_round[PIPED][key] / of_round[IN_PROCESS][key] for of_round in rounds)


def report(rounds: Rounds, frames: int) -> int:
    """Print the table and write bench/pipe.json."""
    middle = medians(rounds)
    lines = [
        "",
        f"{frames} frames of 1080x1920, median of {len(rounds)}",
        f"{'':20}{'user s':>9}{'CPU s':>9}{'wall s':>9}",
    ]
    lines += [f"{side:20}" + "".join(f"{value:9.2f}" for value in row.values()) for side, row in middle.items()]
    ratios = {key: round(ratio(rounds, key), 3) for key in ("user_s", "cpu_s")}
    lines += ["", f"Through the pipe, of in process: user {ratios['user_s']:.3f}, CPU {ratios['cpu_s']:.3f}"]
    sys.stdout.write("\n".join(lines) + "\n")
    Path("bench").mkdir(exist_ok=True)
    Path("bench/pipe.json").write_text(json.dumps({**middle, "ratios": ratios}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
