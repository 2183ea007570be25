"""Files that call themselves pictures: made by hand to hurt what opens them, and good ones with bytes changed."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from tests.machine.media.heic import heic

SIDE = 260
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = f"{ENTITIES}]><x>&i;</x>".encode()


def photo(width: int = SIDE, height: int = SIDE, mode: str = "RGB") -> Image.Image:
    """A picture of noise, which no format packs into a few bytes."""
    pixels = np.random.default_rng(3).integers(0, 255, (height // 4 + 1, width // 4 + 1, 3), np.uint8)
    return Image.fromarray(pixels).resize((width, height)).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def good() -> dict[str, bytes]:
    """One small picture of every kind that is read."""
    return {
        "jpeg": saved(photo(), "JPEG"),
        "progressive": saved(photo(), "JPEG", progressive=True),
        "cmyk": saved(photo(mode="CMYK"), "JPEG"),
        "png": saved(photo(), "PNG"),
        "palette": saved(photo(mode="P"), "PNG", transparency=3),
        "webp": saved(photo(), "WEBP"),
        "lossless": saved(photo(mode="RGBA"), "WEBP", lossless=True),
        "gif": saved(photo(), "GIF", save_all=True, append_images=[photo(mode="L")]),
        "bmp": saved(photo(), "BMP"),
        "tiff": saved(photo(), "TIFF"),
        "deflated": saved(photo(), "TIFF", compression="tiff_deflate"),
        "avif": saved(photo(), "AVIF"),
        "heic": heic(photo()),
    }


def by_hand() -> Iterator[tuple[str, bytes]]:
    """Each file's name and bytes."""
    kinds = good()
    for kind in ("jpeg", "progressive", "png", "webp", "gif", "bmp", "deflated", "avif", "heic"):
        for tenths in (1, 3, 5, 7, 9):
            yield f"{kind} cut at {tenths}0 %", kinds[kind][: len(kinds[kind]) * tenths // 10]
    for family in (_bombs, _attached, _others, _odd, _broken_heic):
        yield from family(kinds)


def mutated(count: int) -> Iterator[tuple[str, bytes]]:
    """Good pictures with a few bytes changed, a stretch taken out, doubled or set to one value."""
    kinds = good()
    names = sorted(kinds)
    for seed in range(count):
        dice = random.Random(seed)
        name = names[seed % len(names)]
        data = bytearray(kinds[name])
        for _ in range(dice.randint(1, 4)):
            # Half of the damage hits the head, where sizes and offsets are.
            at = dice.randrange(min(len(data), 200) if dice.random() < 0.5 else len(data))
            dice.choice(CHANGES)(data, at, dice)
        yield f"{name} {seed}", bytes(data)


def _byte(data: bytearray, at: int, dice: random.Random) -> None:
    data[at] = dice.randrange(256)


def _extreme(data: bytearray, at: int, dice: random.Random) -> None:
    size = dice.choice((1, 2, 4))
    data[at : at + size] = dice.choice((b"\x00", b"\xff", b"\x7f", b"\x80")) * size


def _taken_out(data: bytearray, at: int, dice: random.Random) -> None:
    if len(data) > 400:
        del data[at : at + dice.randint(1, 100)]


def _doubled(data: bytearray, at: int, dice: random.Random) -> None:
    data[at:at] = data[at : at + dice.randint(1, 200)]


CHANGES: tuple[Callable[[bytearray, int, random.Random], None], ...] = (_byte, _byte, _extreme, _taken_out, _doubled)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, colours: int, data: bytes, *more: bytes, bits: int = 8) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _zeros(count: int) -> bytes:
    """So many zeros, packed, without ever holding them."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(min(1 << 20, count - at))) for at in range(0, count, 1 << 20)]
    return b"".join([*parts, packer.flush()])


def _bombs(kinds: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Small files that become large."""
    yield "png of 79 MP with alpha", _png(8900, 8900, 6, _zeros(8900 * 8901 * 4))
    yield "png of 49 MP with alpha", _png(7000, 7000, 6, _zeros(7000 * 7001 * 4))
    yield "png of 49 MP", _png(7000, 7000, 2, _zeros(7000 * 7001 * 3))
    yield "png of 49 MP in sixteen bits", _png(7000, 7000, 0, _zeros(7000 * 7001 * 2), bits=16)
    yield "png of 144 MP in one bit", _png(12000, 12000, 0, _zeros(1501 * 12000), bits=1)
    yield "strip of 399,999", _png(200, 399_999, 6, _zeros(399_999 * 801))
    yield "strip of 240,000", _png(200, 240_000, 2, _zeros(240_000 * 601))
    yield "png that claims all", _png(0x7FFFFFFF, 0x7FFFFFFF, 6, _zeros(1000))
    yield "png that claims none", _png(0, 0, 6, _zeros(1000))
    yield "png whose data go on", _png(300, 300, 2, _zeros(300 * 301 * 3 + 100_000_000))
    for name, body in (("zTXt", b"k\x00\x00"), ("iTXt", b"k\x00\x01\x00\x00\x00"), ("iCCP", b"k\x00\x00")):
        chunk = _chunk(name.encode(), body + _zeros(100_000_000))
        yield f"{name} of 100 MB", _png(300, 300, 2, _zeros(300 * 301 * 3), chunk)
    jpeg = bytearray(kinds["jpeg"])
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 65535, 65535)
    yield "jpeg that claims 4 GP", bytes(jpeg)
    jpeg = bytearray(kinds["progressive"])
    at = jpeg.index(b"\xff\xc2")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 20000, 20000)
    yield "progressive jpeg that claims 400 MP", bytes(jpeg)
    bmp = bytearray(kinds["bmp"])
    bmp[18:26] = struct.pack("<ii", 40000, 40000)
    yield "bmp that claims 1.6 GP", bytes(bmp)
    bmp[18:26] = struct.pack("<ii", 300, -(1 << 31))
    yield "bmp of negative height", bytes(bmp)
    gif = bytearray(kinds["gif"])
    gif[6:10] = struct.pack("<HH", 65535, 65535)
    yield "gif that claims 4 GP", bytes(gif)
    yield "webp of 16383 x 3000", saved(Image.new("RGB", (16383, 3000)), "WEBP")
    yield (
        "gif of 3000 frames",
        saved(
            photo(mode="P"),
            "GIF",
            save_all=True,
            append_images=[Image.new("P", (SIDE, SIDE), n % 251) for n in range(3000)],
        ),
    )


def _attached(kinds: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What else stands in a picture's file: profiles, EXIF, XMP, IPTC."""
    image = photo()
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        yield f"{kind} with a junk profile", saved(image, kind, icc_profile=b"no profile at all" * 20)
    for kind in ("JPEG", "PNG", "WEBP"):
        yield f"{kind} with junk EXIF", saved(image, kind, exif=b"Exif\x00\x00" + bytes(range(256)))
    yield "profile of 400 kB", saved(image, "PNG", icc_profile=struct.pack(">I", 400_000) + b"acsp" * 100_000)
    loop = b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + struct.pack("<H", 1)
    loop += struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    yield "EXIF in a circle", saved(image, "JPEG", exif=loop)
    exif = Image.Exif()
    exif[0x0112] = 77
    yield "EXIF turned by no known angle", saved(image, "JPEG", exif=exif)
    exif[0x0112] = 6
    exif[0x010E] = "x" * 60_000
    yield "EXIF with a long caption", saved(image, "JPEG", exif=exif)
    for kind in ("JPEG", "WEBP"):
        yield f"{kind} with laughing XMP", saved(image, kind, xmp=LAUGHS)
    yield "XMP that is deep", saved(image, "WEBP", xmp=b"<a>" * 100_000)
    yield (
        "XMP that names a file",
        saved(image, "WEBP", xmp=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    )
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\xff\xff\xff\xff" + b"\x1c\x02\x05\xff\xff" * 50
    yield (
        "IPTC of a wrong length",
        kinds["jpeg"][:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + (kinds["jpeg"][2:]),
    )


def _others(kinds: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What is no picture that we read, or is also something else."""
    yield "nothing", b""
    yield "one byte", b"\xff"
    heads = {
        "text": b"a text",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='900' height='900'><script>1</script></svg>",
        "html": b"<!doctype html><img src=x onerror=alert(1)>",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 300\n(/etc/passwd) (r) file\n",
        "pdf": b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
        "fits": b"SIMPLE  =                    T".ljust(2880),
        "xbm": b"#define x_width 300\n#define x_height 300\nstatic char x_bits[] = {0x00};",
        "ppm": b"P6 300 300 255\n" + bytes(270_000),
        "psd": b"8BPS\x00\x01" + bytes(6) + struct.pack(">HIIHH", 3, 300, 300, 8, 3),
        "ico": b"\x00\x00\x01\x00\x01\x00" + bytes(16),
        "dds": b"DDS \x7c\x00\x00\x00" + bytes(120),
        "mp4": b"\x00\x00\x00\x20ftypisom" + bytes(24),
        "zip": b"PK\x03\x04" + bytes(26),
        "program": b"\x7fELF\x02\x01\x01" + bytes(57),
        "playlist": b"#EXTM3U\nfile:///etc/passwd\n",
    }
    yield from heads.items()
    yield "jpeg with an archive behind it", kinds["jpeg"] + b"PK\x03\x04" + bytes(400)
    yield "gif that is a script", kinds["gif"] + b"/*</script>*/alert(1)"
    yield "png with a page in it", kinds["png"] + b"<script>alert(1)</script>"


def _odd(kinds: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Rare kinds and sizes."""
    for mode, kind in (
        ("CMYK", "TIFF"),
        ("YCbCr", "JPEG"),
        ("LAB", "TIFF"),
        ("1", "PNG"),
        ("LA", "PNG"),
        ("I", "TIFF"),
    ):
        image = Image.new(mode, (SIDE, SIDE)) if mode == "LAB" else photo(mode=mode)
        yield f"{mode} in {kind}", saved(image, kind)
    for name, value in (("nan", np.nan), ("infinity", np.inf), ("1e38", 1e38)):
        pixels = np.zeros((SIDE, SIDE), np.float32)
        pixels[7, 7] = value
        yield f"tiff with {name}", saved(Image.fromarray(pixels), "TIFF")
    for size in ((1, 1), (199, 300), (1, 60_000), (60_000, 1), (200, 200)):
        yield f"{size[0]} x {size[1]}", saved(Image.new("RGB", size), "PNG")
    yield "tiff whose pages go in a circle", _circular(kinds["tiff"])
    yield "png with a wrong check sum", kinds["png"].replace(b"IDAT", b"IDAT\x00", 1)
    yield "png without its end", kinds["png"][:-12]
    yield "png in a wrong order", kinds["png"][:8] + kinds["png"][33:] + kinds["png"][8:33]


def _circular(tiff: bytes) -> bytes:
    """A TIFF whose first page says that it is also the next one."""
    (first,) = struct.unpack_from("<I", tiff, 4)
    (entries,) = struct.unpack_from("<H", tiff, first)
    at = first + 2 + 12 * entries
    return tiff[:at] + struct.pack("<I", first) + tiff[at + 4 :]


def _broken_heic(kinds: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Boxes that do not fit together."""
    data = kinds["heic"]
    yield "heic that is only a head", data[:32] + bytes(40)
    yield "heic whose box has no size", data.replace(b"meta", b"meta", 1)[:40] + b"\x00\x00\x00\x01meta" + bytes(60)
    size = data.index(b"ispe") + 8
    yield "heic that claims 4 GP", data[:size] + struct.pack(">II", 65535, 65535) + data[size + 8 :]
    for name in (b"pitm", b"iinf", b"iloc", b"iref", b"ipco", b"ipma", b"hvcC", b"dimg"):
        yield f"heic without {name.decode()}", data.replace(name, b"skip", 1)
    yield "heic with many tiles", data.replace(struct.pack(">BBBBHH", 0, 0, 1, 1, SIDE, SIDE), b"\x00\x00\xff\xff" * 2)
