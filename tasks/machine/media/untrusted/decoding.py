"""Decodes a picture of any format that people have into upright RGB or RGBA. Only the child with limits calls it.

Formats are allow-listed, sizes are bounded, and what is larger than can be shown is made smaller at once.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageCms, ImageOps

from tasks.machine.media.heif import HeifError, decode, is_heif, read_boxes
from tasks.machine.media.untrusted.limits import FORMATS, MAX_PIXELS, MIN_SIDE

SHRINK = 1.5  # times twice what is wanted, from which a picture is made smaller
DEEP = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})
# Pillow's decoders raise any of these on hostile or broken files.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    EOFError,
    ArithmeticError,
    AttributeError,
    LookupError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    MemoryError,
    Image.DecompressionBombError,
)


class Unfit(Exception):
    """This picture cannot be shown. The message says what it does or is: the caller names it."""


@contextmanager
def reading() -> Iterator[None]:
    """Turns whatever a file makes a decoder raise into Unfit with a reason."""
    try:
        yield
    except BROKEN as error:
        raise Unfit(f"cannot be read: {reason(error)}") from error


def reason(error: BaseException) -> str:
    """Why a picture cannot be read, never empty."""
    text = str(error).strip(" .")
    if isinstance(error, MemoryError):
        return "it needs too much memory"
    if "cannot identify" in text or text in {"", "None"}:
        return "its format is not supported"
    if "truncated" in text:
        return "a part of the file is missing"
    return text if isinstance(error, HeifError) else text.lower()


def decoded(data: bytes, wanted: tuple[int, int], least: int) -> Image.Image:
    """The picture, upright, in RGB, or in RGBA if parts of it are transparent; of an animation, the first frame.

    What is larger may be decoded or made smaller, but not below twice the `wanted` width and height; a JPEG of more
    than MAX_PIXELS even below that. Raises Unfit, also if its shorter side is below `least`; or one of BROKEN.
    """
    twice = wanted[0] * 2, wanted[1] * 2
    if is_heif(data):
        heif = read_boxes(data)
        check_size(heif.size, least)
        return _plain(_smaller(decode(heif), twice))
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        check_size(image.size, least, most=None)
        image.draft("RGB", _draft(image.size, twice))  # does nothing unless it is a JPEG
        check_size(image.size, least=0)
        image.load()
        upright = _smaller(image, twice)
        ImageOps.exif_transpose(upright, in_place=True)
        return _plain(upright)


def check_size(size: tuple[int, int], least: int = MIN_SIDE, most: int | None = MAX_PIXELS) -> None:
    """Raises Unfit if a picture of this size is too large to decode, or too small to show."""
    width, height = size
    if most is not None and width * height > most:
        raise Unfit(f"has more than {most // 1_000_000} million pixels")
    if min(size) < least:
        raise Unfit(f"is only {width} x {height} pixels")


def _draft(size: tuple[int, int], twice: tuple[int, int]) -> tuple[int, int]:
    """The smallest width and height to decode from a JPEG, whose decoder can halve both sides up to three times."""
    width, height = size
    least = next((halved for halved in (1, 2, 4) if width * height <= MAX_PIXELS * halved**2), 8)
    return min(twice[0], width // least), min(twice[1], height // least)


def _smaller(image: Image.Image, twice: tuple[int, int]) -> Image.Image:
    scale = min(image.width / twice[0], image.height / twice[1])
    if scale < SHRINK or image.mode in DEEP:
        return image
    if image.mode in {"1", "P", "PA"}:  # there is nothing between two entries of a palette
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.resize((round(image.width / scale), round(image.height / scale)), Image.Resampling.BOX)


def _plain(image: Image.Image) -> Image.Image:
    """The picture in eight bits of sRGB, with its transparency."""
    if image.mode in DEEP or image.mode == "F":
        return _levels(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return image.convert("RGB")  # ignore a profile that does not fit its picture
        return converted if converted is not None else image.convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _levels(image: Image.Image) -> Image.Image:
    """A picture of sixteen bits, or of any numbers, in eight bits."""
    import numpy as np  # noqa: PLC0415 - takes memory and time to load, for what few pictures are

    deep = np.asarray(image).astype(np.float32)
    if image.mode == "F":
        if not np.isfinite(deep).all():
            raise ValueError("it holds values that are no numbers")
        low, high = float(deep.min()), float(deep.max())
    else:
        low, high = 0.0, 65535.0 if deep.max(initial=0) > 255 else 255.0
    deep -= low
    deep /= max(high - low, 1e-9)
    deep *= 255
    return Image.fromarray(deep.clip(0, 255, out=deep).astype(np.uint8)).convert("RGB")
