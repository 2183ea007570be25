"""What the pipe to another process costs, in one run: `make bench-pipe`.

The same x264 with the same settings and one thread encodes the same frames, in this process and through ffmpeg's stdin,
in turn. ffmpeg has an x264 of its own build: the difference is the pipe's and the builds' together; a run whose frames
are thrown away shows the pipe alone.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, cycle, islice
from pathlib import Path

import av

from tasks.domain.models import OutputSpec
from tasks.domain.segments import segments
from tasks.machine.assets import AssetStore
from tasks.render.encoders import ENCODERS, Encoder, open_encoder
from tasks.render.pipe import FramePipe, graph
from tasks.render.planes import Planes
from tasks.render.segment import draw
from tests.bench.inputs import timeline

KEPT = 60  # frames held in memory, shown there and back again
OUTPUT = OutputSpec()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=360)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = timeline(AssetStore(folder), seconds=KEPT / 30, scenes=1)
        kept = [(luma.copy(), chroma.copy()) for luma, chroma in draw(segments(plan, "libx264")[0], AssetStore(folder))]
        frames = list(islice(cycle(chain(kept, reversed(kept))), options.frames))
        piped = ENCODERS["libx264-pipe"]
        one = replace(piped, options=piped.options | {"threads": "1"})
        nothing = Encoder("wrapped_avframe", {}, piped=True)
        sides: dict[str, Callable[[], None]] = {
            "in process": lambda: in_process(frames),
            "through the pipe": lambda: through(one, frames, folder / "film.mp4"),
            "pipe to nowhere": lambda: through(nothing, frames, folder / "film.null"),
        }
        rounds: list[dict[str, dict[str, float]]] = []
        for _ in range(options.rounds):
            rounds.append({})
            for side, run in sides.items():
                with cost() as rounds[-1][side]:
                    run()
    return report(rounds, options.frames)


def in_process(frames: list[Planes]) -> None:
    context = open_encoder("libx264", OUTPUT)
    for number, planes in enumerate(frames):
        frame = av.VideoFrame.from_dlpack(planes, "nv12")
        frame.pts = number
        context.encode(frame)
    context.encode(None)


def through(row: Encoder, frames: list[Planes], target: Path) -> None:
    with FramePipe(graph(row, OUTPUT, target, (0,), form=target.suffix[1:]), seconds=600) as pipe:
        for planes in frames:
            pipe.write(planes)
        pipe.finish()


@contextmanager
def cost() -> Iterator[dict[str, float]]:
    """User, total and wall seconds of what is done inside, by this process and those it started."""
    found: dict[str, float] = {}
    before = os.times()
    yield found
    spent = [b - a for a, b in zip(before, os.times(), strict=True)]
    user, system = spent[0] + spent[2], spent[1] + spent[3]
    found |= {"user_s": user, "cpu_s": user + system, "wall_s": spent[4]}


def report(rounds: list[dict[str, dict[str, float]]], frames: int) -> int:
    middle = {
        side: {key: statistics.median(each[side][key] for each in rounds) for key in rounds[0][side]}
        for side in rounds[0]
    }
    lines = [
        "",
        f"{frames} frames of 1080x1920, median of {len(rounds)}",
        f"{'':20}{'user s':>9}{'CPU s':>9}{'wall s':>9}",
    ]
    lines += [f"{side:20}" + "".join(f"{value:9.2f}" for value in row.values()) for side, row in middle.items()]
    ratios = {
        key: round(statistics.median(each["through the pipe"][key] / each["in process"][key] for each in rounds), 3)
        for key in ("user_s", "cpu_s")
    }
    lines += ["", f"Through the pipe, of in process: user {ratios['user_s']:.3f}, CPU {ratios['cpu_s']:.3f}"]
    sys.stdout.write("\n".join(lines) + "\n")
    Path("bench").mkdir(exist_ok=True)
    Path("bench/pipe.json").write_text(json.dumps({**middle, "ratios": ratios}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
