"""Finds the hardware encoders that work here by test encodes: a listed one may fail, and a working one may be slower.

A verdict is cached for a week per ffmpeg build, drivers and devices, and output format.
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
from tasks.machine.storage.helper_files import read_or_make
from tasks.machine.tools.devices import devices
from tasks.machine.tools.ffmpeg import build, encoders, program
from tasks.render.encoders.frame_check import FrameSamples
from tasks.render.encoders.pipe import FramePipe, graph
from tasks.render.encoders.table import ENCODERS, SOFTWARE, X264, Encoder, encoder_named, open_encoder
from tasks.render.planes import Planes

FRAMES = 150  # enough that the time to open the device, once per film, does not dominate
TURN = 30  # frames after which the picture moves back
SECONDS = 10.0  # deadline of one test encode
MIN_PSNR = 36.0  # dB; x264 reaches 48 on the same frames
MAX_AGE = 7 * 86400  # seconds that a verdict is cached


class Verdict(Frozen):
    """The result of a test encode. `speed` is relative to software on all cores; `psnr` is in dB."""

    encoder: str
    usable: bool
    reason: str
    fps: float = 0.0
    speed: float = 0.0
    psnr: float = 0.0


def verdict(name: str, output: OutputSpec, workers: int, *, again: bool = False) -> Verdict:
    """The encoder's cached verdict; runs a test encode if there is none, or if `again` is set."""
    row = ENCODERS[name]
    key = repr((program(), build(), devices(), astuple(row), X264, output, workers))
    path = home() / "encoders" / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"
    return read_or_make(
        path,
        Verdict,
        lambda: try_out(name, row, output, lambda: software_fps(output, workers)),
        max_age=0 if again else MAX_AGE,
    )


def choose_encoder(setting: str, output: OutputSpec, workers: int) -> str:
    """The encoder for this output: the one set by name, or for `auto` the fastest usable hardware, else software.

    Raises BadInput if the named encoder cannot make this output.
    """
    if setting != "auto":
        encoder_named(setting, output)
        return setting
    candidates = [name for name, row in ENCODERS.items() if row.hardware and row.makes == output.codec]
    usable = [trial for trial in (verdict(name, output, workers) for name in candidates) if trial.usable]
    return max(usable, key=lambda trial: trial.fps).encoder if usable else SOFTWARE[output.codec]


def try_out(name: str, row: Encoder, output: OutputSpec, software: Callable[[], float]) -> Verdict:
    """Encode full-size frames as a film would be, check the output, and compare the speed with software's fps."""
    samples = FrameSamples(output)
    starts = (0, FRAMES // 2)
    try:
        with TemporaryDirectory(dir=home()) as folder:
            path = Path(folder) / "film.mp4"
            began = time.perf_counter()
            _encode(graph(row, output, path, starts), trial_frames(output), samples)
            fps = FRAMES / (time.perf_counter() - began)
            psnr = samples.check(path, starts)
    except ToolError as error:
        reason = error.message if row.codec in encoders() else "this ffmpeg was built without this encoder"
        return Verdict(encoder=name, usable=False, reason=reason)
    speed = fps / software()
    reason = "works"
    if psnr < MIN_PSNR:
        reason = f"its picture is poor: {psnr:.1f} dB, needs {MIN_PSNR:g}"
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


def _encode(stream: object, frames: Iterator[Planes], samples: FrameSamples | None = None) -> None:
    with FramePipe(stream, seconds=SECONDS, patience=SECONDS) as pipe:
        for planes in frames:
            pipe.write(planes)
            if samples:
                samples.add(planes)
        pipe.finish()


@cache
def software_fps(output: OutputSpec, workers: int) -> float:
    """Software's frames per second on the same frames: x264 with one segment per worker, other codecs piped."""
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
    """A picture with structure of every size, panning back and forth by two pixels a frame, like a real camera move."""
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
    """A verdict for every hardware encoder, each with its own codec."""
    return [
        verdict(name, output.model_copy(update={"codec": row.makes}), workers, again=again)
        for name, row in ENCODERS.items()
        if row.hardware
    ]
