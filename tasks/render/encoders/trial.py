"""Which hardware encoders work here, found out by encoding: listed is not usable, and usable is not faster.

A verdict is kept for a week, for this ffmpeg, these drivers and devices, and this kind of output.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np

from tasks.domain.errors import ToolError
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Frozen
from tasks.machine.home import home
from tasks.machine.storage.assets import write_whole
from tasks.machine.tools.devices import devices
from tasks.machine.tools.ffmpeg import build, encoders, program
from tasks.render.encoders.frame_check import FrameSamples
from tasks.render.encoders.pipe import FramePipe, graph
from tasks.render.encoders.table import ENCODERS, SOFTWARE, X264, Encoder, encoder_named, open_encoder
from tasks.render.planes import Planes

FRAMES = 150  # a device takes longer to open than a few frames to encode, but only once a film
TURN = 30  # frames after which the picture moves back
SECONDS = 10.0  # one test encode
MIN_PSNR = 36.0  # dB, on frames where x264 at our settings has 48
WEEK = 7 * 86400


class Verdict(Frozen):
    """What came of a test encode. `speed` is in times what software does on all cores."""

    encoder: str
    usable: bool
    reason: str
    fps: float = 0.0
    speed: float = 0.0
    psnr: float = 0.0


def verdict(name: str, output: OutputSpec, workers: int, *, again: bool = False) -> Verdict:
    """This encoder's verdict: kept from before, unless `again`; else tried out now."""
    row = ENCODERS[name]
    asked = repr((program(), build(), devices(), astuple(row), X264, output, workers))
    path = home() / "encoders" / f"{name}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}.json"
    if not again and path.exists() and time.time() - path.stat().st_mtime < WEEK:
        return Verdict.model_validate_json(path.read_bytes())
    found = try_out(name, row, output, lambda: software_fps(output, workers))
    write_whole(path, found.model_dump_json(indent=1).encode())
    return found


def choose_encoder(setting: str, output: OutputSpec, workers: int) -> str:
    """The encoder for this output: what the operator set, or for `auto` the fastest that works, else software.

    Raises BadInput when what was set is no encoder for this output.
    """
    if setting != "auto":
        encoder_named(setting, output)
        return setting
    able = [name for name, row in ENCODERS.items() if row.hardware and row.makes == output.codec]
    usable = [found for found in (verdict(name, output, workers) for name in able) if found.usable]
    return max(usable, key=lambda found: found.fps).encoder if usable else SOFTWARE[output.codec]


def try_out(name: str, row: Encoder, output: OutputSpec, software: Callable[[], float]) -> Verdict:
    """Encode real-size frames as a film's would be, decode and check them, and time it against software's fps."""
    drawn = FrameSamples(output)
    starts = (0, FRAMES // 2)
    try:
        with TemporaryDirectory(dir=home()) as folder:
            path = Path(folder) / "film.mp4"
            began = time.perf_counter()
            _encode(graph(row, output, path, starts), trial_frames(output), drawn)
            fps = FRAMES / (time.perf_counter() - began)
            psnr = drawn.prove(path, starts)
    except ToolError as error:
        reason = error.message if row.codec in encoders() else "this ffmpeg was built without this encoder"
        return Verdict(encoder=name, usable=False, reason=reason)
    speed = fps / software()
    reason = "works"
    if psnr < MIN_PSNR:
        reason = f"its picture is poor: {psnr:.1f} dB, wanted {MIN_PSNR:g}"
    elif speed <= 1.0:
        reason = "works, but software is faster here"
    return Verdict(
        encoder=name,
        usable=reason == "works",
        reason=reason,
        fps=round(fps, 1),
        speed=round(speed, 2),
        psnr=round(psnr, 1),
    )


def _encode(stream: object, frames: Iterator[Planes], drawn: FrameSamples | None = None) -> None:
    with FramePipe(stream, seconds=SECONDS, patience=SECONDS) as pipe:
        for planes in frames:
            pipe.write(planes)
            if drawn:
                drawn.note(planes)
        pipe.finish()


@cache
def software_fps(output: OutputSpec, workers: int) -> float:
    """What software does with the same frames: x264 with a segment on each core, the others as they are piped."""
    frames = trial_frames(output)
    name = SOFTWARE[output.codec]
    began = time.perf_counter()
    if ENCODERS[name].piped:
        with TemporaryDirectory(dir=home()) as folder:
            _encode(graph(ENCODERS[name], output, Path(folder) / "film.mp4", (0,)), frames)
        return FRAMES / (time.perf_counter() - began)
    context = open_encoder(name, output)
    for number, planes in enumerate(frames):
        frame = av.VideoFrame.from_dlpack(planes, "nv12")
        frame.pts = number
        context.encode(frame)
    context.encode(None)
    return workers * FRAMES / (time.perf_counter() - began)


def trial_frames(output: OutputSpec, count: int = FRAMES) -> Iterator[Planes]:
    """A picture with structure of every size that moves by two pixels a frame, as ours do, there and back again."""
    width, height, room = output.width, output.height, 2 * TURN
    luma = _texture(height + room, width + room, seed=1)
    chroma = [_texture((height + room) // 2, (width + room) // 2, seed) for seed in (2, 3)]
    colour = np.stack([128 + (plane.astype(np.int16) - 128) // 4 for plane in chroma], 2).astype(np.uint8)
    for number in range(count):
        half = abs((number + TURN) % (2 * TURN) - TURN)
        at = 2 * half
        yield luma[at : at + height, at : at + width], colour[half:, half:][: height // 2, : width // 2]


def _texture(height: int, width: int, seed: int) -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    rng = np.random.default_rng(seed)
    total = np.full((height, width), 126.0, np.float32)
    for cells, strength in ((6, 36), (24, 16), (96, 7), (384, 2)):
        coarse = rng.normal(0, strength, (cells, max(2, cells * width // height))).astype(np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(total, 16, 235).astype(np.uint8)


def verdicts(output: OutputSpec, workers: int, *, again: bool = False) -> Sequence[Verdict]:
    """One for each hardware encoder, whatever it makes."""
    return [
        verdict(name, output.model_copy(update={"codec": row.makes}), workers, again=again)
        for name, row in ENCODERS.items()
        if row.hardware
    ]
