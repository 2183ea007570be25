"""Clips as people have them, made for tests: a disc that moves over a drifting ground, in any codec, rate and shape."""

import os
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

RGB = NDArray[np.uint8]
FADED = (74, 96, 110)


def moving(width: int, height: int, frames: int, *, seed: int = 1, right: float = 0.7) -> Iterator[RGB]:
    """A disc that swings about `right` (share of the width), before a ground of soft shapes that drift."""
    rng = np.random.default_rng(seed)
    noise = cv2.resize(
        rng.integers(40, 200, (9, 16, 3), np.uint8), (width * 2, height * 2), interpolation=cv2.INTER_CUBIC
    )
    for number in range(frames):
        shift = number * 2 % width
        picture = np.ascontiguousarray(noise[height // 4 : height // 4 + height, shift : shift + width])
        x = round(width * (right + 0.06 * np.sin(number / 6)))
        cv2.circle(picture, (x, height // 2), height // 5, (250, 240, 90), -1, cv2.LINE_AA)
        cv2.circle(picture, (x, height // 2), height // 9, (30, 20, 120), -1, cv2.LINE_AA)
        yield np.asarray(picture, np.uint8)


def clip(
    file: Path,
    pictures: Iterator[RGB],
    *,
    fps: int = 30,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    times: Callable[[int], int] | None = None,
    trc: int = 1,
    sound: bool = False,
    tone: float = 0.0,
    box: dict[str, str] | None = None,
) -> Path:
    """Write the pictures as a clip. `times` gives each frame's time in milliseconds, for one of uneven rate.

    With `sound`, it is as long as the pictures: a tone of so many hertz, or silence. `box`: options of the container.
    """
    with av.open(str(file), "w", container_options=box or {}) as container:
        stream: av.VideoStream | None = None
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if stream is None:
                stream = cast("av.VideoStream", container.add_stream(codec, rate=fps, options=options or {}))
                stream.width, stream.height, stream.pix_fmt = picture.shape[1], picture.shape[0], pixels
                stream.codec_context.color_trc = trc
                if times:
                    stream.codec_context.time_base = Fraction(1, 1000)
                noise = container.add_stream("aac", rate=48000) if sound else None
            frame = frame.reformat(format=pixels, dst_colorspace="ITU709")
            frame.pts, frame.time_base = (times(number), Fraction(1, 1000)) if times else (number, Fraction(1, fps))
            container.mux(stream.encode(frame))
        assert stream
        container.mux(stream.encode(None))
        if noise:
            wave = 0.1 * np.sin(2 * np.pi * tone * np.arange(48000 * (number + 1) // fps // 1024 * 1024) / 48000)
            for first in range(0, len(wave), 1024):
                part = np.asarray(wave[None, first : first + 1024], np.float32)
                heard = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
                heard.rate, heard.pts = 48000, first
                container.mux(noise.encode(heard))
            container.mux(noise.encode(None))
    if hasattr(os, "sched_setscheduler"):  # SVT-AV1 gives whoever calls it real-time priority, for good
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return file


def turned(file: Path, out: Path) -> Path:
    """The same MP4, marked as held upright while filming: turned by a quarter, as phones do."""
    data = bytearray(file.read_bytes())
    at = data.find(b"tkhd") + 4 + 40
    one, minus, zero, w = (
        (0x10000).to_bytes(4, "big"),
        (0xFFFF0000).to_bytes(4, "big"),
        bytes(4),
        (0x40000000).to_bytes(4, "big"),
    )
    data[at : at + 36] = zero + one + zero + minus + zero + zero + zero + zero + w
    out.write_bytes(data)
    return out


def barred(pictures: Iterator[RGB], bar: int) -> Iterator[RGB]:
    """With black bars of this height above and below."""
    for picture in pictures:
        made = picture.copy()
        made[:bar] = made[-bar:] = 0
        yield made


def captioned(pictures: Iterator[RGB], text: str, *, down: float = 0.88, tall: float = 0.06) -> Iterator[RGB]:
    """With a line burnt in: white with a dark edge, in the middle of its row, at this share of the height."""
    for picture in pictures:
        height, width = picture.shape[:2]
        image = Image.fromarray(picture)
        font, edge = ImageFont.load_default(tall * height), max(1, round(tall * height / 14))
        at = width / 2, down * height
        ImageDraw.Draw(image).text(
            at, text, font=font, fill="white", stroke_width=edge, stroke_fill="black", anchor="mm"
        )
        yield np.asarray(image, np.uint8)


def flashing(width: int, height: int, frames: int, fps: int) -> Iterator[RGB]:
    """Light and dark, six times a second."""
    for number in range(frames):
        level = 230 if number * 12 // fps % 2 else 20
        yield np.full((height, width, 3), level, np.uint8)


def cut_up(parts: Sequence[Iterator[RGB]]) -> Iterator[RGB]:
    """One after the other."""
    for part in parts:
        yield from part
