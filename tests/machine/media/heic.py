"""Writes HEIC files as phones do: a grid of HEVC tiles that share their settings, turned by a property."""

import io
import struct
from collections.abc import Sequence

import av
import numpy as np
from PIL import Image


def heic(
    image: Image.Image, *, tile: int = 256, turns: int = 0, exif: Image.Exif | None = None, xmp: bytes = b""
) -> bytes:
    """The picture in square tiles of this many pixels. It is to be turned by 90 degrees to the left, `turns` times."""
    rows, columns = -(-image.height // tile), -(-image.width // tile)
    padded = Image.new("RGB", (columns * tile, rows * tile))
    padded.paste(image, (0, 0))
    boxes = [(x * tile, y * tile, (x + 1) * tile, (y + 1) * tile) for y in range(rows) for x in range(columns)]
    coded = [_hevc(padded.crop(box)) for box in boxes]
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *image.size)
    extra = [(b"Exif", b"\x00\x00\x00\x06Exif\x00\x00" + exif.tobytes().removeprefix(b"Exif\x00\x00"))] if exif else []
    extra += [(b"mime", xmp)] if xmp else []
    return _file(coded, grid, (tile, tile), image.size, turns, extra)


def _hevc(image: Image.Image) -> tuple[bytes, bytes]:
    """The settings (the body of hvcC) and the data of one coded picture, from an MP4 that holds it alone."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=1)
        stream.width, stream.height, stream.pix_fmt = image.width, image.height, "yuv420p"
        stream.codec_context.codec_tag = "hvc1"
        stream.options = {"x265-params": "log-level=none:keyint=1", "crf": "12", "preset": "fast"}
        for packet in stream.encode(av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")):
            container.mux(packet)
        container.mux(stream.encode(None))
    data = out.getvalue()
    at = data.index(b"hvcC")
    settings = data[at + 4 : at - 4 + struct.unpack_from(">I", data, at - 4)[0]]
    at = data.index(b"mdat")
    return settings, data[at + 4 : at - 4 + struct.unpack_from(">I", data, at - 4)[0]]


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def _file(
    coded: Sequence[tuple[bytes, bytes]],
    grid: bytes,
    tile: tuple[int, int],
    size: tuple[int, int],
    turns: int,
    extra: Sequence[tuple[bytes, bytes]],
) -> bytes:
    """The items are: the grid (1), which is the main picture and stands in `idat`, the tiles (2 ...), then the rest."""
    count = len(coded)
    kinds = [b"grid", *(b"hvc1" for _ in coded), *(kind for kind, _ in extra)]
    names = [
        _box(
            b"infe",
            struct.pack(">BBHHH4s", 2, 0, 0, item, 0, kind),
            b"\x00application/rdf+xml\x00" if kind == b"mime" else b"\x00",
        )
        for item, kind in enumerate(kinds, 1)
    ]
    properties = _box(
        b"ipco",
        _box(b"hvcC", coded[0][0]),
        _box(b"ispe", struct.pack(">III", 0, *tile)),
        _box(b"ispe", struct.pack(">III", 0, *size)),
        _box(b"irot", bytes([turns])),
    )
    mine = [struct.pack(">HB2B", 1, 2, 3, 0x84), *(struct.pack(">HB2B", n, 2, 0x81, 2) for n in range(2, count + 2))]
    owned = _box(b"ipma", struct.pack(">II", 0, len(mine)), *mine)
    bodies = [data for _, data in coded] + [data for _, data in extra]

    def meta(start: int) -> bytes:
        places, at = [struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid))], start
        for item, body in enumerate(bodies, 2):
            places.append(struct.pack(">HHHHII", item, 0, 0, 1, at, len(body)))
            at += len(body)
        return _box(
            b"meta",
            b"\x00" * 4,
            _box(b"hdlr", struct.pack(">II4s", 0, 0, b"pict"), b"\x00" * 13),
            _box(b"pitm", struct.pack(">IH", 0, 1)),
            _box(b"iloc", struct.pack(">IBBH", 1 << 24, 0x44, 0, len(places)), *places),
            _box(b"iinf", struct.pack(">IH", 0, len(names)), *names),
            _box(b"iref", b"\x00" * 4, _box(b"dimg", struct.pack(f">HH{count}H", 1, count, *range(2, count + 2)))),
            _box(b"iprp", properties, owned),
            _box(b"idat", grid),
        )

    head = _box(b"ftyp", b"heic", b"\x00" * 4, b"mif1heic")
    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + _box(b"mdat", *bodies)
