"""Reads HEIC, the format of phones' photographs, whose decoder Pillow lacks.

FFmpeg decodes the HEVC inside, but of a phone's picture it gives the tiles alone: how they lie, and how the whole is
turned, stands in the boxes of the file (ISO/IEC 23008-12), which this module reads.
"""

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
CODED: Final = frozenset({b"hvc1"})
MAX_TILES = 1024

Box = tuple[bytes, bytes]  # type and payload


class HeifError(ValueError):
    """The file is damaged, or of a kind that is not supported."""


@dataclass
class Heif:
    """What the boxes say. `size` is the picture's width and height before it is turned; items are named by number."""

    data: bytes
    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # start and length in the file
    inside: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # the same in `idat`
    parts: dict[int, tuple[int, ...]] = field(default_factory=dict)  # the tiles of a grid
    properties: dict[int, list[Box]] = field(default_factory=dict)
    idat: bytes = b""

    @property
    def size(self) -> tuple[int, int]:
        for name, body in self.properties.get(self.primary, ()):
            if name == b"ispe":
                width, height = struct.unpack_from(">II", body, 4)
                return width, height
        raise HeifError("it names no size")

    def payload(self, item: int) -> bytes:
        """The bytes of an item."""
        inside = item in self.inside
        source = self.idat if inside else self.data
        spans = (self.inside if inside else self.places).get(item, [])
        return b"".join(source[at : at + length] if length else source[at:] for at, length in spans)

    def first(self, kind: bytes) -> bytes:
        """The bytes of the first item of this kind, or none."""
        return next((self.payload(item) for item, named in self.kinds.items() if named == kind), b"")


def is_heif(data: bytes) -> bool:
    """Whether the file says that it is a HEIC. An AVIF, which Pillow reads, has the same boxes."""
    if data[4:8] != b"ftyp":
        return False
    end = min(struct.unpack_from(">I", data)[0], 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    return bool(brands & BRANDS) and not brands & {b"avif", b"avis"}


def read_boxes(data: bytes) -> Heif:
    """The boxes of a HEIC. Raises HeifError."""
    found = Heif(data)
    try:
        meta = next((body for name, body in _boxes(data) if name == b"meta"), None)
        if meta is None:
            raise HeifError("it has no list of its pictures")
        for name, body in _boxes(meta[4:]):
            if name == b"pitm":
                found.primary = struct.unpack_from(">I" if body[0] else ">H", body, 4)[0]
            elif name == b"iinf":
                found.kinds = dict(_kinds(body))
            elif name == b"iloc":
                _places(body, found)
            elif name == b"iref":
                found.parts = dict(_parts(body))
            elif name == b"iprp":
                found.properties = _properties(body)
            elif name == b"idat":
                found.idat = body
    except (struct.error, IndexError) as error:
        raise HeifError("its boxes are damaged") from error
    return found


def decode(heif: Heif) -> Image.Image:
    """The file's main picture, upright, with its colour profile and EXIF in `info`. Raises HeifError."""
    try:
        kind = heif.kinds.get(heif.primary)
        if kind == b"grid":
            image = _grid(heif)
        elif kind in CODED:
            image = _decoded(heif.data, (heif.primary,))[heif.primary]
        else:
            raise HeifError("its picture is not coded as HEVC")
        return _finished(image, heif)
    except (struct.error, IndexError) as error:
        raise HeifError("its boxes are damaged") from error


def _boxes(data: bytes) -> Iterator[Box]:
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or len(data) - at
        if size < head:
            raise HeifError("its boxes are damaged")
        yield name, data[at + head : at + size]
        at += size


def _kinds(body: bytes) -> Iterator[tuple[int, bytes]]:
    start = 8 if body[0] else 6
    for name, entry in _boxes(body[start:]):
        if name == b"infe" and entry[0] >= 2:
            wide = entry[0] >= 3
            (item,) = struct.unpack_from(">I" if wide else ">H", entry, 4)
            at = (8 if wide else 6) + 2
            yield item, entry[at : at + 4]


def _places(body: bytes, into: Heif) -> None:
    version, (sizes, more) = body[0], body[4:6]
    offset, length, base, index = sizes >> 4, sizes & 15, more >> 4, more & 15 if version else 0
    at = 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > len(body):
            raise HeifError("its boxes are damaged")
        return int.from_bytes(body[at - size : at])

    wide = 4 if version >= 2 else 2
    for _ in range(number(wide)):
        item = number(wide)
        method = number(2) & 15 if version else 0
        number(2)
        origin = number(base)
        spans = []
        for _ in range(number(2)):
            number(index)
            start = origin + number(offset)
            spans.append((start, number(length)))
        if method <= 1:
            (into.inside if method else into.places)[item] = spans


def _parts(body: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    each = "I" if body[0] else "H"
    for name, entry in _boxes(body[4:]):
        if name == b"dimg":
            item, count = struct.unpack_from(f">{each}H", entry)
            yield item, struct.unpack_from(f">{count}{each}", entry, struct.calcsize(f">{each}H"))


def _properties(body: bytes) -> dict[int, list[Box]]:
    known: list[Box] = []
    found: dict[int, list[Box]] = {}
    for name, entry in _boxes(body):
        if name == b"ipco":
            known = list(_boxes(entry))
        elif name == b"ipma":
            wide, long = entry[0] >= 1, entry[3] & 1
            at = 8
            for _ in range(struct.unpack_from(">I", entry, 4)[0]):
                (item,) = struct.unpack_from(">I" if wide else ">H", entry, at)
                at += 4 if wide else 2
                count = entry[at]
                numbers = struct.unpack_from(f">{count}{'H' if long else 'B'}", entry, at + 1)
                at += 1 + count * (2 if long else 1)
                places = [number & (0x7FFF if long else 0x7F) for number in numbers]
                found[item] = [known[place - 1] for place in places if 0 < place <= len(known)]
    return found


def _decoded(data: bytes, items: Sequence[int]) -> Mapping[int, Image.Image]:
    """These coded pictures; FFmpeg's streams are numbered by item."""
    import av  # noqa: PLC0415 - takes memory and time to load, for what few pictures are

    wanted, images = set(items), {}
    try:
        with av.open(io.BytesIO(data), mode="r", format="mov") as container:
            for packet in container.demux(*(s for s in container.streams.video if s.id in wanted)):
                item = packet.stream.id
                for frame in packet.decode() if item not in images else ():
                    if isinstance(frame, av.VideoFrame):
                        images[item] = Image.fromarray(frame.to_ndarray(format="rgb24"))
    except (av.FFmpegError, ValueError) as error:
        raise HeifError("its picture cannot be decoded") from error
    if wanted - set(images):
        raise HeifError("a part of its picture is missing")
    return images


def _grid(heif: Heif) -> Image.Image:
    """The tiles of the main picture, laid in rows; what stands over the edge is cut off."""
    payload, tiles = heif.payload(heif.primary), heif.parts.get(heif.primary, ())
    rows, columns = payload[2] + 1, payload[3] + 1
    width, height = struct.unpack_from(">II" if payload[1] & 1 else ">HH", payload, 4)
    if len(tiles) != rows * columns or len(tiles) > MAX_TILES or (width, height) != heif.size:
        raise HeifError("its tiles do not fit together")
    images = _decoded(heif.data, tiles)
    across, down = images[tiles[0]].size
    whole = Image.new("RGB", (width, height))
    for number, tile in enumerate(tiles):
        whole.paste(images[tile], (number % columns * across, number // columns * down))
    return whole


def _finished(image: Image.Image, heif: Heif) -> Image.Image:
    """Turned as the boxes say; EXIF's own orientation is about the camera, and has been applied by them."""
    turns = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
    for name, body in heif.properties.get(heif.primary, ()):
        if name == b"irot" and body[0] & 3:
            image = image.transpose(turns[body[0] & 3])
        elif name == b"imir":
            flips = Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM
            image = image.transpose(flips[body[0] & 1])
    for name, body in heif.properties.get(heif.primary, ()):
        if name == b"colr" and body[:4] in {b"prof", b"rICC"}:
            image.info["icc_profile"] = body[4:]
    return image
