"""Turns any picture into one that the renderer can trust: fully decoded, upright, RGB, of the frame's size.

A picture of another shape is cropped around what matters. Where that would lose a subject, it is shown before a blurred
copy of itself, or stacked with a second one. A cut-out, whose ground is transparent, stands whole on one of its own.
A panorama stays wider than the frame, and the camera moves along it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tasks.domain.story import MARGIN
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.framing import Attention, attention, cut, inside, largest
from tasks.machine.media.grounds import Standing, framed, ground_of, standing
from tasks.machine.media.pixels import ground_tone
from tasks.machine.media.untrusted import open_picture

MAX_BLOW_UP = 2.2  # scale in a frame 1080 wide; beyond it a picture is shown smaller, over a blurred copy of itself
MUST_KEEP = 0.7  # share of a picture's subjects; a crop that keeps less is not made
LONG = 2.0  # a panorama's longer side, in shorter ones
THIN = 0.25  # share of the frame that a panorama too small to fill it takes at least; a thinner one is framed
MIN_REACH, MAX_REACH = 1.25, 3.0  # length of a panorama in frames: a shorter one is cropped, a longer one, too
GAP = 0.008  # between two stacked pictures, of the frame's longer side

REFERENCE = (1024, 1024)  # pixels, at most, of a picture whose style a model follows
ALIKE = 9  # of 64 bits in which the hashes of two copies of one picture may differ

RGB = NDArray[np.uint8]


@dataclass(frozen=True)
class Print:
    """A picture with its shadow, cut out: what stands before a ground, at (left, top) in pixels, on even sides.

    `jpeg` has its opaque colours, `alpha` is a grey PNG of the same size.
    """

    jpeg: bytes
    alpha: bytes
    left: int
    top: int
    size: tuple[int, int]


@dataclass(frozen=True)
class Prepared:
    """A picture ready to render.

    `jpeg` is MARGIN times the size of the frame, times `reach`, which is above 1 along a panorama. `focus` is where
    its subject is, as shares of width and height. `hash` is the difference hash of the original. What does not fill the
    frame is a `print` laid over a `ground`, a JPEG of the same size.
    """

    jpeg: bytes
    focus: tuple[float, float]
    hash: str = ""
    note: str = ""
    reach: tuple[float, float] = (1.0, 1.0)
    ground: bytes = b""
    print: Print | None = None


def reference(data: bytes, name: str) -> bytes:
    """A picture as a model gets it to follow its style: a JPEG of moderate size. Raises BadInput if it is none."""
    image = open_picture(data, REFERENCE, name)
    image.thumbnail(REFERENCE)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def picture_size(output: OutputSpec) -> tuple[int, int]:
    """Width and height of a prepared picture, in pixels."""
    return round(output.width * MARGIN / 2) * 2, round(output.height * MARGIN / 2) * 2


def prepare(data: bytes, output: OutputSpec, *, name: str) -> Prepared:
    """Decode a picture and fit it to the output. Raises BadInput, naming picture and reason, if it cannot be used."""
    size = width, height = picture_size(output)
    image = open_picture(data, size, name, cut_out=True)
    if image.mode == "RGBA":
        whole = Image.new("RGB", image.size, ground_tone(image))
        whole.paste(image, (0, 0), image)
        return _layered(standing(image, size, tall=output.tall, fair=_fair(output)), likeness(whole))
    seen, fingerprint, fair = attention(image), likeness(image), _fair(output)
    if reach := _reach(image, size, fair):
        window, _ = seen.best(*largest(image, width * reach[0], height * reach[1]))
        long = round(width * reach[0] / 2) * 2, round(height * reach[1] / 2) * 2
        exact = long[0] / width, long[1] / height
        return Prepared(jpeg(cut(image, window, *long)), inside(seen.focus, window), fingerprint, reach=exact)
    if length := _strip_length(image, size, fair):
        strip, focus = _strip(image, seen, size, length, fair=fair, tall=output.tall)
        exact = strip.width / width, strip.height / height
        return Prepared(jpeg(strip), focus, fingerprint, reach=exact)
    window, kept = seen.best(*largest(image, width, height))
    if kept >= MUST_KEEP and width / (window.width * image.width) <= fair:
        return Prepared(jpeg(cut(image, window, width, height)), inside(seen.focus, window), fingerprint)
    return _layered(framed(image, seen, size, tall=output.tall, fair=fair), fingerprint)


def prepare_pair(data: Sequence[bytes], output: OutputSpec, *, names: Sequence[str]) -> Prepared | None:
    """Two pictures as one: one above the other, or side by side in a wide frame.

    None unless both fill their half and would not fill the frame. Raises BadInput, naming picture and reason, if one
    cannot be used.
    """
    size = width, height = picture_size(output)
    images = [open_picture(one, size, name, cut_out=True) for one, name in zip(data, names, strict=True)]
    if any(image.mode == "RGBA" for image in images):
        return None
    attentions = [attention(image) for image in images]
    fair = _fair(output)
    gap = round(GAP * max(size) / 2) * 2
    wide = width > height or (width == height and all(image.height > image.width for image in images))
    half = ((width - gap) // 2, height) if wide else (width, (height - gap) // 2)
    fits = [_fits(image, seen, half, fair) for image, seen in zip(images, attentions, strict=True)]
    filled = [_fits(image, seen, size, fair) for image, seen in zip(images, attentions, strict=True)]
    if not all(fits) or any(filled) or any(_reach(image, size, fair) for image in images):
        return None
    whole = Image.new("RGB", size, (244, 241, 235))
    for number, (image, seen) in enumerate(zip(images, attentions, strict=True)):
        window, _ = seen.best(*largest(image, *half))
        place = (number * (width - half[0]), 0) if wide else (0, number * (height - half[1]))
        whole.paste(cut(image, window, *half), place)
    return Prepared(jpeg(whole), (0.5, 0.5), likeness(whole))


def _layered(made: Standing, fingerprint: str) -> Prepared:
    alpha = io.BytesIO()
    made.alpha.save(alpha, "PNG", compress_level=1)
    part = Print(jpeg(made.colours), alpha.getvalue(), made.left, made.top, made.colours.size)
    return Prepared(jpeg(made.flat), made.focus, fingerprint, ground=jpeg(made.ground), print=part)


def jpeg(image: Image.Image) -> bytes:
    """Encode at the quality of prepared pictures: 95, without chroma subsampling."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def likeness(image: Image.Image) -> str:
    """A 64-bit difference hash in hex: whether each of 8 x 8 cells is darker than its right neighbour."""
    small = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)).astype(int)
    bits = (small[:, :-1] < small[:, 1:]).ravel()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def alike(a: str, b: str) -> bool:
    """Whether two difference hashes belong to the same picture, whatever its size and compression."""
    return (int(a, 16) ^ int(b, 16)).bit_count() <= ALIKE


def _fair(output: OutputSpec) -> float:
    """The largest scale at which a picture is still sharp enough in this frame."""
    return MAX_BLOW_UP * max(1.0, min(output.width, output.height) / 1080)


def _fits(image: Image.Image, seen: Attention, size: tuple[int, int], fair: float) -> bool:
    window, kept = seen.best(*largest(image, *size))
    return kept >= MUST_KEEP and size[0] / (window.width * image.width) <= fair


def _reach(image: Image.Image, size: tuple[int, int], fair: float) -> tuple[float, float] | None:
    """The length of a panorama in frames, across or down. None for other pictures, and small ones."""
    across, down = image.width / size[0], image.height / size[1]
    if max(image.size) < LONG * min(image.size) or 1 / min(across, down) > fair:
        return None
    length = min(MAX_REACH, max(across, down) / min(across, down))
    if length < MIN_REACH:
        return None
    return (length, 1.0) if across > down else (1.0, length)


def _strip_length(image: Image.Image, size: tuple[int, int], fair: float) -> float:
    """The length in frames of a panorama that is too small to fill them: at its largest scale; 0 for other pictures."""
    way = 0 if image.width > image.height else 1
    if image.size[way] < LONG * image.size[1 - way]:
        return 0.0
    if not THIN * size[1 - way] <= image.size[1 - way] * fair < size[1 - way]:
        return 0.0
    length = min(MAX_REACH, image.size[way] * fair / size[way])
    return length if length >= MIN_REACH else 0.0


def _strip(
    image: Image.Image, seen: Attention, size: tuple[int, int], length: float, *, fair: float, tall: bool
) -> tuple[Image.Image, tuple[float, float]]:
    """A small panorama as large as it may be, `length` frames long, before a blurred copy of itself; and its focus."""
    across = image.width > image.height
    width, height = (
        round(side * (length if at == across else 1) / 2) * 2 for at, side in zip((1, 0), size, strict=True)
    )
    shown = (width, round(image.height * fair)) if across else (round(image.width * fair), height)
    window, _ = seen.best(min(1.0, shown[0] / fair / image.width), min(1.0, shown[1] / fair / image.height))
    left, top = (width - shown[0]) // 2, 0
    if across:
        top = round(height * (0.44 if tall else 0.42) - shown[1] / 2)
    whole = ground_of(image, (width, height))
    whole.paste(cut(image, window, *shown), (left, top))
    x, y = inside(seen.focus, window)
    return whole, ((left + x * shown[0]) / width, (top + y * shown[1]) / height)
