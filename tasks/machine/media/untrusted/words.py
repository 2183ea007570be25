"""Reads what a picture's file says of itself: its captions and keywords, in all three standards, from its head alone.

Only the child with limits calls it: the head is as untrusted as the pixels.
"""

import io
from collections.abc import Iterator
from typing import Final

from lxml import etree
from PIL import ExifTags, Image, IptcImagePlugin

from tasks.machine.media.heif import is_heif, read_boxes
from tasks.machine.media.untrusted.decoding import check_size
from tasks.machine.media.untrusted.limits import FORMATS, MAX_PIXELS

MAX_CAPTION: Final = 2000  # characters of a caption that are read
MAX_KEYWORDS: Final = 100
MAX_KEYWORD: Final = 200  # characters

XP_TITLE, XP_COMMENT, XP_KEYWORDS, XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F  # Windows' own tags, in UTF-16
IPTC_TITLE, IPTC_KEYWORDS, IPTC_HEADLINE, IPTC_CAPTION = (2, 5), (2, 25), (2, 105), (2, 120)
DC, LIST_ITEM = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"

Words = tuple[str, list[str]]  # a caption and keywords


def words(data: bytes) -> Words:
    """The caption and the keywords. Raises Unfit, or one of BROKEN, if no scene could show the picture."""
    if is_heif(data):
        heif = read_boxes(data)
        check_size(heif.size)
        exif = Image.Exif()
        if (block := heif.first(b"Exif")) and (at := block.find(b"Exif\x00\x00")) >= 0:
            exif.load(block[at:])
        return _described(exif, {}, heif.first(b"mime"), {})
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        check_size(image.size, most=None if image.format in {"JPEG", "MPO"} else MAX_PIXELS)
        iptc = IptcImagePlugin.getiptcinfo(image) or {}
        texts = {str(key): value for key, value in image.info.items() if isinstance(value, str)}
        return _described(image.getexif(), iptc, image.info.get("xmp") or b"", texts)


def _described(
    exif: Image.Exif, iptc: dict[tuple[int, int], bytes | list[bytes]], xmp: bytes | str, texts: dict[str, str]
) -> Words:
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
    return ". ".join(_once(captions))[:MAX_CAPTION], [word[:MAX_KEYWORD] for word in _once(keywords)][:MAX_KEYWORDS]


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
