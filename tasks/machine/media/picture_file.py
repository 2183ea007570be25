"""Opens a picture's file: any format that people have becomes upright RGB, and its captions and keywords words.

Files are untrusted: formats are allow-listed, sizes are bounded, and warnings are errors.
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from lxml import etree
from PIL import ExifTags, Image, ImageCms, ImageOps, IptcImagePlugin

from tasks.domain.errors import BadInput
from tasks.machine.media.heif import HeifError, decode, is_heif, read_boxes

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
NAMES: Final = "JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC"
MAX_PIXELS = 80_000_000
MIN_SIDE = 200  # pixels; smaller pictures look too blurred on a phone
FREE = 0.12  # share of a picture that is transparent, from which it is a cut-out
MAX_CAPTION = 2000  # characters of a caption that are read
MAX_KEYWORDS = 100

XP_TITLE, XP_COMMENT, XP_KEYWORDS, XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F  # Windows' own tags, in UTF-16
IPTC_TITLE, IPTC_KEYWORDS, IPTC_HEADLINE, IPTC_CAPTION = (2, 5), (2, 25), (2, 105), (2, 120)
DC, LIST_ITEM = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
# Pillow's decoders raise any of these on hostile or broken files.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    EOFError,
    KeyError,
    IndexError,
    MemoryError,
    Image.DecompressionBombError,
)


@dataclass(frozen=True)
class Described:
    """What a picture's file says about it: titles and captions as one text, and keywords one by one."""

    caption: str = ""
    keywords: tuple[str, ...] = ()


def open_picture(
    data: bytes, wanted: tuple[int, int], name: str, *, cut_out: bool = False, least: int = MIN_SIDE
) -> Image.Image:
    """The picture, decoded, upright and in RGB; of an animation, the first frame.

    With `cut_out`, a picture on a transparent ground is RGBA; without, it gets a ground of one tone. A JPEG may be
    decoded smaller, but not below twice the `wanted` width and height. Raises BadInput, naming picture and reason, also
    if its shorter side has not the `least` pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if is_heif(data):
                heif = read_boxes(data)
                _check_size(heif.size, name, least)
                return _to_rgb(decode(heif))
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image.size, name, least)
                image.draft("RGB", (wanted[0] * 2, wanted[1] * 2))
                image.load()
                upright = ImageOps.exif_transpose(image)
                if cut_out and upright.has_transparency_data and _stands_free(upright.convert("RGBA")):
                    return upright.convert("RGBA")
                return _to_rgb(upright)
    except BadInput:
        raise
    except BROKEN as error:
        raise BadInput(f"The picture {name} cannot be read: {_reason(error)}.") from error
    except Image.DecompressionBombWarning as error:
        raise BadInput(f"The picture {name} has too many pixels.") from error


def describe(data: bytes, name: str) -> Described:
    """What the file says about its picture, from its head alone. Raises BadInput if no scene could show it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if is_heif(data):
                heif = read_boxes(data)
                _check_size(heif.size, name)
                exif = Image.Exif()
                if (block := heif.first(b"Exif")) and (at := block.find(b"Exif\x00\x00")) >= 0:
                    exif.load(block[at:])
                return _described(exif, {}, heif.first(b"mime"), {})
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image.size, name)
                iptc = IptcImagePlugin.getiptcinfo(image) or {}
                texts = {str(key): value for key, value in image.info.items() if isinstance(value, str)}
                return _described(image.getexif(), iptc, image.info.get("xmp") or b"", texts)
    except BadInput:
        raise
    except BROKEN as error:
        raise BadInput(f"The picture {name} cannot be read: {_reason(error)}.") from error
    except Image.DecompressionBombWarning as error:
        raise BadInput(f"The picture {name} has too many pixels.") from error


def _check_size(size: tuple[int, int], name: str, least: int = MIN_SIDE) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise BadInput(f"The picture {name} has more than {MAX_PIXELS // 1_000_000} million pixels.")
    if min(size) < least:
        raise BadInput(f"The picture {name} is only {width} x {height} pixels.")


def _reason(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, MemoryError):
        return "it needs too much memory"
    if "cannot identify" in text or text.strip(" .") in {"", "None"}:
        return "its format is not supported"
    if "truncated" in text:
        return "a part of the file is missing"
    return text.rstrip(".") if isinstance(error, HeifError) else text.rstrip(".").lower()


# ------------------------------------------------------------------ words


def _described(
    exif: Image.Exif, iptc: dict[tuple[int, int], bytes | list[bytes]], xmp: bytes | str, texts: dict[str, str]
) -> Described:
    """The words of all three standards, each only once: programs write the same caption into every one of them."""
    captions = [
        _text(exif.get(ExifTags.Base.ImageDescription)),
        *(_wide(exif.get(tag)) for tag in (XP_TITLE, XP_SUBJECT, XP_COMMENT)),
        *(_text(part) for tag in (IPTC_TITLE, IPTC_HEADLINE, IPTC_CAPTION) for part in _each(iptc.get(tag))),
        *(texts.get(key, "") for key in ("Title", "Description")),
    ]
    keywords = [*_wide(exif.get(XP_KEYWORDS)).split(";"), *(_text(part) for part in _each(iptc.get(IPTC_KEYWORDS)))]
    for kind, text in _xmp(xmp):
        (keywords if kind == "subject" else captions).append(text)
    return Described(caption=". ".join(_once(captions))[:MAX_CAPTION], keywords=tuple(_once(keywords))[:MAX_KEYWORDS])


def _xmp(packet: bytes | str) -> Iterator[tuple[str, str]]:
    """The title, description and subject of an XMP packet, with the name of each. None of a packet that is broken."""
    raw = packet.encode() if isinstance(packet, str) else packet
    if not raw.strip():
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(raw.strip(b"\x00 \n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is None:
        return
    for kind in ("title", "description", "subject"):
        for element in root.iter(DC + kind):
            for item in element.iter(LIST_ITEM):
                yield kind, item.text or ""


def _each(value: bytes | list[bytes] | None) -> list[bytes]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _once(texts: list[str]) -> Iterator[str]:
    yield from dict.fromkeys(tidy for text in texts if (tidy := " ".join(text.replace("\x00", " ").split())))


def _text(value: object) -> str:
    """A text that may be bytes in UTF-8 or in Latin-1, or in UTF-8 that Pillow took for Latin-1."""
    try:
        raw = value.encode("latin-1") if isinstance(value, str) else value
    except UnicodeEncodeError:
        return str(value)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _wide(value: object) -> str:
    return value.decode("utf-16-le", "ignore") if isinstance(value, bytes) else ""


# ------------------------------------------------------------------ pixels


def _to_rgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode in {"I;16", "I;16B", "I;16L", "I;16N", "I"}:
        deep = np.asarray(image).astype(np.float32)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return Image.fromarray(np.clip(deep / top * 255, 0, 255).astype(np.uint8)).convert("RGB")
    if image.mode == "F":
        deep = np.asarray(image)
        if not np.isfinite(deep).all():
            raise ValueError("it holds values that are no numbers")
        low, high = float(deep.min()), float(deep.max())
        return Image.fromarray(((deep - low) / max(high - low, 1e-9) * 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, (*ground_tone(layered), 255))
        return Image.alpha_composite(ground, layered).convert("RGB")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return image.convert("RGB")  # ignore a profile that does not fit its picture
        return converted if converted is not None else image.convert("RGB")
    return image.convert("RGB")


def _stands_free(image: Image.Image) -> bool:
    """Whether enough of an RGBA picture's ground is transparent, and enough is not: rounded corners make no cut-out."""
    alpha = np.asarray(image.getchannel("A").resize((64, 64), Image.Resampling.BOX))
    return bool((alpha < 64).mean() >= FREE and alpha.max() > 128)


def ground_tone(image: Image.Image) -> tuple[int, int, int]:
    """A ground for an RGBA picture's transparent parts in its mean colour: dark for light pictures, light for dark."""
    pixels = np.asarray(image.resize((32, 32))).reshape(-1, 4).astype(np.float32)
    weight = pixels[:, 3:] / 255
    mean = (pixels[:, :3] * weight).sum(0) / max(float(weight.sum()), 1.0)
    tone = 40 + 0.25 * mean if mean.mean() > 110 else 235 - 0.25 * (255 - mean)
    return int(tone[0]), int(tone[1]), int(tone[2])
