"""Decodes a picture of any format that people have into upright RGB or RGBA. Only the child with limits calls it.

Formats are allow-listed, sizes are bounded, and what is larger than can be shown is made smaller at once.
"""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import ExifTags, Image, ImageCms

from tasks.machine.media.heif import HeifError, decode, is_heif, read_boxes
from tasks.machine.media.untrusted.limits import FORMATS, MAX_PIXELS, MIN_SIDE

SHRINK = 1.5  # times twice what is wanted, from which a picture is made smaller
LARGE = 24_000_000  # pixels, above which it is made smaller at any rate: a copy of it takes much of the memory
BAND = 256  # rows of pixels that are reckoned with at a time
# What Exif calls the orientation.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = frozenset(TURNS[number] for number in (5, 6, 7, 8))
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


def decoded(file: io.BytesIO, wanted: tuple[int, int], least: int) -> Image.Image:
    """The picture, upright, in RGB, or in RGBA if parts of it are transparent; of an animation, the first frame.

    What is larger may be decoded or made smaller, but not below twice the `wanted` width and height; a JPEG of more
    than MAX_PIXELS even below that. Closes the file, which may be as large as the picture, once it is decoded. Raises
    Unfit, also if its shorter side is below `least`; or one of BROKEN.
    """
    twice = wanted[0] * 2, wanted[1] * 2
    if is_heif(file.getvalue()):
        heif = read_boxes(file.getvalue())
        check_size(heif.size, least)
        return _plain(_smaller(decode(heif), twice))
    smaller, turn = _read(file, twice, least)
    return _plain(smaller.transpose(turn) if turn is not None else smaller)


def _read(file: io.BytesIO, twice: tuple[int, int], least: int) -> tuple[Image.Image, Image.Transpose | None]:
    """The picture as it lies in the file, made smaller, and how to turn it. What was decoded is let go."""
    with Image.open(file, formats=FORMATS) as image:
        check_size(image.size, least, most=None)
        if image.format in {"JPEG", "MPO"}:
            image.draft("RGB", _draft(image.size, _as_it_lies(twice, _turn(image))))
        check_size(image.size, least=0)
        image.load()
        turn = _turn(image)
        file.close()
        flat = _levels(image) if image.mode in DEEP or image.mode == "F" else image
        return _smaller(flat, _as_it_lies(twice, turn)), turn


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How the picture is to be turned to stand upright, as its file says. One that was made smaller may not say it."""
    return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))


def _as_it_lies(size: tuple[int, int], turn: Image.Transpose | None) -> tuple[int, int]:
    """An upright width and height before the picture is turned."""
    return (size[1], size[0]) if turn in ON_ITS_SIDE else size


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
    if scale <= 1 or (scale < SHRINK and image.width * image.height <= LARGE):
        return image
    if image.mode in {"1", "P", "PA"}:  # there is nothing between two entries of a palette
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    width, height = round(image.width / scale), round(image.height / scale)
    smaller = Image.new(image.mode, (width, height))
    smaller.info = image.info
    for top in range(0, height, BAND):  # all at once, a copy of the whole picture would be held besides
        end = min(height, top + BAND)
        first, last = top * image.height / height, end * image.height / height
        rows = image.crop((0, int(first), image.width, math.ceil(last)))
        part = (0, first - int(first), image.width, last - int(first))
        smaller.paste(rows.resize((width, end - top), Image.Resampling.BOX, box=part), (0, top))
    return smaller


def _plain(image: Image.Image) -> Image.Image:
    """The picture in eight bits of sRGB, with its transparency."""
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
    """A picture of sixteen bits, or of any numbers, in eight bits. Band by band: as a whole it takes much memory."""
    import numpy as np  # noqa: PLC0415 - takes memory and time to load, for what few pictures are

    tops = range(0, image.height, BAND)

    def band(top: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
        part = image.crop((0, top, image.width, min(image.height, top + BAND)))
        return np.asarray(part).astype(np.float32)

    extremes = [(float(numbers.min()), float(numbers.max())) for numbers in map(band, tops)]
    low, high = min(least for least, _ in extremes), max(most for _, most in extremes)
    if image.mode != "F":
        low, high = 0.0, 65535.0 if high > 255 else 255.0
    elif not all(math.isfinite(number) for pair in extremes for number in pair):
        raise ValueError("it holds values that are no numbers")
    flat = Image.new("L", image.size)
    for top in tops:
        levels = (band(top) - low) / max(high - low, 1e-9) * 255
        flat.paste(Image.fromarray(levels.clip(0, 255).astype(np.uint8)), (0, top))
    return flat
