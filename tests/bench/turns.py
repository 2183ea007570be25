"""Compares our picture with the limit (encoding alone) two segments at a time, as the machine's speed drifts.

Each side is its own process: `python -m tests.bench.turns SIDE FOLDER` takes one step for each line on stdin and prints
the figures of that step. Our figures include decoding the pictures and the final mux.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av

from tasks.domain.film.segments import Segment, segments
from tasks.domain.timeline import Timeline
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.render.encoders.table import BT709, LIMITED, open_encoder
from tasks.render.mux import mux
from tasks.render.planes import Planes
from tasks.render.segment import draw, encode_segment
from tests.bench.meter import Figures, Meter, summed
from tests.bench.sides import load, ready_sound

STEP = 2  # segments; for the limit, their frames take 0.8 GB of memory
LIMIT = "limit"

Steps = Iterator[Figures]
Environments = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Side:
    """A side's folder and environment. The part of its name before an underscore says which of STEPS it takes."""

    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)


def in_turn(sides: Mapping[str, Side], rounds: int) -> dict[str, Figures]:
    """Each side's figures, averaged over the rounds. Their films have as many shots."""
    figures = [_round(sides) for _ in range(rounds)]
    total = {side: summed([of_round[side] for of_round in figures]) for side in sides}
    return {side: {name: value / rounds for name, value in total[side].items()} for side in sides}


def against_the_limit(folder: Path, rounds: int, sides: Environments) -> dict[str, Figures]:
    """CPU of each side divided by the limit's, over all rounds and for the best and worst round; and the limit's own
    figures, averaged over the rounds."""
    places = {side: Side(folder, env) for side, env in {**sides, LIMIT: {}}.items()}
    figures = [_round(places) for _ in range(rounds)]
    total = {side: summed([of_round[side] for of_round in figures]) for side in (*sides, LIMIT)}
    against = {side: total[side]["cpu_s"] / total[LIMIT]["cpu_s"] for side in sides}
    each = {side: [of_round[side]["cpu_s"] / of_round[LIMIT]["cpu_s"] for of_round in figures] for side in sides}
    ratios = {
        side: {"of_limit": against[side], "of_limit_least": min(each[side]), "of_limit_most": max(each[side])}
        for side in sides
    }
    return {**ratios, LIMIT: {name: value / rounds for name, value in total[LIMIT].items()}}


def _round(sides: Mapping[str, Side]) -> dict[str, Figures]:
    """The whole film on each side. The side that goes first rotates from step to step."""
    plan, _ = load(next(iter(sides.values())).folder)
    names, steps = list(sides), dict[str, list[Figures]]()
    with ExitStack() as running:
        processes = {name: running.enter_context(_process(name, side)) for name, side in sides.items()}
        for number in range(len(_steps(segments(plan, "libx264")))):
            first = number % len(names)
            for side in names[first:] + names[:first]:
                steps.setdefault(side, []).append(_next(processes[side]))
    return {side: summed(taken) for side, taken in steps.items()}


def _process(name: str, side: Side) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.turns", name, str(side.folder)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, bufsize=1, env={**os.environ, **side.env})


def _next(process: subprocess.Popen[str]) -> Figures:
    """Let the process take its next step. Raises RuntimeError if it has ended."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"{process.args!r} ended with {process.wait()}")
    figures: Figures = json.loads(answer)
    return figures


def _steps(parts: tuple[Segment, ...]) -> list[tuple[Segment, ...]]:
    """The segments in groups of STEP."""
    return [parts[at : at + STEP] for at in range(0, len(parts), STEP)]


def picture(folder: Path) -> Steps:
    """Our assembly without mixing the sound."""
    plan, store = load(folder)
    sound = ready_sound(plan.sound, plan, store)
    encoded: list[Artifact] = []
    with ThreadPoolExecutor(2) as pool:
        for batch in _steps(segments(plan, "libx264")):
            meter, before = Meter(), len(encoded)
            encoded += pool.map(lambda part: encode_segment(part, store), batch)
            if len(encoded) == len(plan.shots):
                mux(encoded, sound, plan.output, store)
            yield meter.read() | {"bytes": sum(part.bytes for part in encoded[before:])}


def limit(folder: Path) -> Steps:
    """The same encoder and settings on frames in memory, two segments in parallel."""
    plan, store = load(folder)
    with ThreadPoolExecutor(2) as pool:
        for batch in _steps(segments(plan, "libx264")):
            drawn = list(pool.map(lambda part: _drawn(part, store), batch))
            meter = Meter()
            size = sum(pool.map(lambda frames: _encoded_size(frames, plan), drawn))
            yield meter.read() | {"bytes": size}


def _drawn(part: Segment, store: AssetStore) -> list[Planes]:
    return [(luma.copy(), chroma.copy()) for luma, chroma in draw(part, store)]


def _encoded_size(frames: list[Planes], plan: Timeline) -> int:
    """Encode the frames and return the size of the packets in bytes."""
    context, size = open_encoder("libx264", plan.output), 0
    for number, planes in enumerate(frames):
        frame = av.VideoFrame.from_dlpack(planes, "nv12")
        frame.pts, frame.time_base = number, Fraction(1, plan.output.fps)
        frame.colorspace, frame.color_range = BT709, LIMITED
        size += sum(packet.size for packet in context.encode(frame))
    return size + sum(packet.size for packet in context.encode(None))


STEPS: dict[str, Callable[[Path], Steps]] = {"picture": picture, LIMIT: limit}

if __name__ == "__main__":
    steps = STEPS[sys.argv[1].partition("_")[0]](Path(sys.argv[2]))
    for _, figures in zip(sys.stdin, steps, strict=False):
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
