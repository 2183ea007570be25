"""Makes a contact sheet: one frame of every scene of a finished film, in one small picture.

A scene that plays is empty when it begins, so each is shown where all of it is there.
"""

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from tasks.domain.errors import Damaged
from tasks.domain.timeline import Shot

ACROSS = 7
THUMB = (126, 224)
GAP = 6
GROUND = (24, 26, 32)


def contact_sheet(film: Path, shots: Sequence[Shot], fps: int) -> bytes:
    """A JPEG with one frame of every scene, in order, each taken where the scene is whole."""
    across = min(ACROSS, len(shots))
    rows = -(-len(shots) // across)
    width, height = (THUMB[side] + GAP for side in (0, 1))
    sheet = Image.new("RGB", (across * width + GAP, rows * height + GAP), GROUND)
    numbers = [shot.first + shot.whole for shot in shots]
    for number, image in enumerate(frames_of(film, numbers, fps)):
        image.thumbnail(THUMB, reducing_gap=2.0)
        left, top = GAP + number % across * width, GAP + number // across * height
        sheet.paste(image, (left + (THUMB[0] - image.width) // 2, top + (THUMB[1] - image.height) // 2))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=78, optimize=True)
    return out.getvalue()


def frames_of(film: Path, numbers: Sequence[int], fps: int) -> list[Image.Image]:
    """Small pictures of these frames, or of the next ones that others are predicted from: the rest is not decoded."""
    images = []
    with av.open(str(film)) as file:
        stream = file.streams.video[0]
        stream.thread_type = "AUTO"
        tick = stream.time_base or Fraction(1, 90_000)
        for number in numbers:
            at = (stream.start_time or 0) + round(number / fps / tick)
            file.seek(at, stream=stream)
            stream.codec_context.skip_frame = "NONREF"  # after each seek: it is reset
            frame = _first_from(at, file.decode(stream))
            scale = 2 * min(THUMB[0] / frame.width, THUMB[1] / frame.height)
            size = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
            small = frame.reformat(width=size[0], height=size[1], format="rgb24")
            images.append(Image.fromarray(small.to_ndarray()))
    return images


def _first_from(at: int, frames: Iterator[av.VideoFrame]) -> av.VideoFrame:
    """The first frame that is not before `at`, or else the last one: those behind it may have been left out."""
    last = None
    for frame in frames:
        last = frame
        if frame.pts is not None and frame.pts >= at:
            break
    if last is None:
        raise Damaged("The film ends before the last of its scenes.")
    return last
