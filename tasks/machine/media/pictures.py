"""Turns any picture into one that the renderer can trust: fully decoded, upright, RGB, of one size.

Pictures are untrusted input: Pillow's formats are allow-listed, sizes are bounded, and warnings are errors.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageEnhance, ImageFilter, ImageOps

from tasks.domain.errors import BadInput
from tasks.domain.story import MARGIN
from tasks.domain.timeline import OutputSpec

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
MAX_PIXELS = 80_000_000
MIN_SIDE = 200  # pixels; smaller pictures look too blurred on a phone
MAX_BLOW_UP = 2.2  # scale in a frame 1080 wide; beyond it a picture is shown smaller, over a blurred copy of itself
MAX_LOST = 0.42  # share of a picture that may be cropped away; beyond it the picture is shown whole

ALIKE = 9  # of 64 bits in which the hashes of two copies of one picture may differ

RGB = NDArray[np.uint8]


@dataclass(frozen=True)
class Prepared:
    """A picture ready to render.

    `jpeg` is MARGIN times the size of the frame. `focus` is where its detail is, as shares of width and height. `hash`
    is the difference hash of the original.
    """

    jpeg: bytes
    focus: tuple[float, float]
    hash: str = ""
    note: str = ""


def picture_size(output: OutputSpec) -> tuple[int, int]:
    """Width and height of a prepared picture, in pixels."""
    return round(output.width * MARGIN / 2) * 2, round(output.height * MARGIN / 2) * 2


def prepare(data: bytes, output: OutputSpec, *, name: str) -> Prepared:
    """Decode a picture and fit it to the output. Raises BadInput, naming picture and reason, if it cannot be used."""
    image = _open(data, picture_size(output), name)
    width, height = picture_size(output)
    focus, fingerprint = _focus(np.asarray(image)), likeness(image)
    scale = max(width / image.width, height / image.height)
    lost = 1 - (width * height) / (image.width * image.height * scale * scale)
    fair = MAX_BLOW_UP * max(1.0, min(output.width, output.height) / 1080)
    if lost <= MAX_LOST and scale <= fair:
        image, focus = _cover(image, width, height, focus)
    else:
        image, focus = _whole(image, width, height, focus, tall=output.tall, fair=fair)
    return Prepared(jpeg(image), focus, fingerprint)


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


def _open(data: bytes, wanted: tuple[int, int], name: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image, name)
                image.draft("RGB", (wanted[0] * 2, wanted[1] * 2))
                image.load()
                return _to_rgb(ImageOps.exif_transpose(image))
    except BadInput:
        raise
    except (OSError, ValueError, SyntaxError, TypeError, EOFError, MemoryError, Image.DecompressionBombError) as error:
        # Pillow's decoders raise any of these on hostile or broken files.
        raise BadInput(f"The picture {name} cannot be read: {_reason(error)}.") from error
    except Image.DecompressionBombWarning as error:
        raise BadInput(f"The picture {name} has too many pixels.") from error


def _check_size(image: Image.Image, name: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise BadInput(f"The picture {name} has more than {MAX_PIXELS // 1_000_000} million pixels.")
    if min(image.size) < MIN_SIDE:
        raise BadInput(f"The picture {name} is only {image.width} x {image.height} pixels.")


def _reason(error: Exception) -> str:
    text = str(error)
    return "its format is not supported" if "cannot identify" in text else text.rstrip(".").lower()


def _to_rgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode in {"I;16", "I;16B", "I;16L", "I;16N", "I"}:
        deep = np.asarray(image).astype(np.float32)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return Image.fromarray(np.clip(deep / top * 255, 0, 255).astype(np.uint8)).convert("RGB")
    if image.mode == "F":
        deep = np.asarray(image)
        low, high = float(deep.min()), float(deep.max())
        return Image.fromarray(((deep - low) / max(high - low, 1e-9) * 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, (*_mean_tone(layered), 255))
        return Image.alpha_composite(ground, layered).convert("RGB")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except ImageCms.PyCMSError:
            return image.convert("RGB")  # ignore a profile that does not fit its picture
        return converted if converted is not None else image.convert("RGB")
    return image.convert("RGB")


def _mean_tone(image: Image.Image) -> tuple[int, int, int]:
    """A background for transparent parts in the picture's mean colour: dark for light pictures, light for dark ones."""
    pixels = np.asarray(image.resize((32, 32))).reshape(-1, 4).astype(np.float32)
    weight = pixels[:, 3:] / 255
    mean = (pixels[:, :3] * weight).sum(0) / max(float(weight.sum()), 1.0)
    tone = 40 + 0.25 * mean if mean.mean() > 110 else 235 - 0.25 * (255 - mean)
    return int(tone[0]), int(tone[1]), int(tone[2])


def _focus(pixels: RGB) -> tuple[float, float]:
    """Where the detail is: the centre of gradient energy, weighted to the upper middle, where subjects usually are."""
    grey = cv2.cvtColor(cv2.resize(pixels, (96, 96), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY).astype(
        np.float32
    )
    energy = cv2.GaussianBlur(np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)), (0, 0), 4)
    rows, columns = np.mgrid[0:96, 0:96] / 95.0
    energy = energy**2 * np.exp(-(((columns - 0.5) / 0.38) ** 2 + ((rows - 0.45) / 0.42) ** 2))
    total = float(energy.sum()) or 1.0
    if total <= 1.0:
        return 0.5, 0.45
    return float((energy * columns).sum() / total), float((energy * rows).sum() / total)


def _cover(
    image: Image.Image, width: int, height: int, focus: tuple[float, float]
) -> tuple[Image.Image, tuple[float, float]]:
    """Fill the frame, cropped around the focus. Returns the picture and the focus in it."""
    scale = max(width / image.width, height / image.height)
    wide, high = min(image.width, width / scale), min(image.height, height / scale)
    left = min(max(focus[0] * image.width - wide / 2, 0.0), image.width - wide)
    top = min(max(focus[1] * image.height - high / 2, 0.0), image.height - high)
    cut = image.resize(
        (width, height), Image.Resampling.LANCZOS, box=(left, top, left + wide, top + high), reducing_gap=2.0
    )
    inside = (focus[0] * image.width - left) / wide, (focus[1] * image.height - top) / high
    return cut, (min(1.0, max(0.0, inside[0])), min(1.0, max(0.0, inside[1])))


def _whole(
    image: Image.Image, width: int, height: int, focus: tuple[float, float], *, tall: bool, fair: float
) -> tuple[Image.Image, tuple[float, float]]:
    """Show the whole picture in the upper part, clear of the captions, over a blurred and darkened copy of itself."""
    ground, _ = _cover(image, width // 8, height // 8, (0.5, 0.5))
    ground = ground.filter(ImageFilter.GaussianBlur(14)).resize((width, height), Image.Resampling.BICUBIC)
    ground = ImageEnhance.Brightness(ImageEnhance.Color(ground).enhance(0.9)).enhance(0.42)
    # Sized so that the camera's closest view, aimed at the middle, still shows the whole width.
    scale = min(width * 0.84 / image.width, height * (0.62 if tall else 0.58) / image.height, fair)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    left, top = (width - size[0]) // 2, round(height * (0.44 if tall else 0.42) - size[1] / 2)
    shade = Image.new("L", (width, height), 0)
    shade.paste(190, (left - 6, top + 10, left + size[0] + 6, top + size[1] + 26))
    ground.paste(Image.new("RGB", (width, height)), (0, 0), shade.filter(ImageFilter.GaussianBlur(28)))
    ground.paste(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), (left, top))
    return ground, (0.5, (top + focus[1] * size[1]) / height)
