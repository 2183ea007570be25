"""Preparing foreign pictures: supported formats become upright RGB JPEGs of one size, anything else is refused."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from tasks.domain.channel import Shape
from tasks.domain.errors import BadInput
from tasks.domain.timeline import SHAPES, OutputSpec
from tasks.machine.media.pictures import MAX_BLOW_UP, picture_size, prepare
from tasks.machine.media.untrusted import Described, describe
from tests.machine.media.heic import heic

OUTPUT = OutputSpec()


def picture(width: int = 900, height: int = 1600, mode: str = "RGB") -> Image.Image:
    """A picture with a red top half, a blue bottom half and noise."""
    rng = np.random.default_rng(1)
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, :, 0] = 200
    pixels[height // 2 :, :, 2] = 200
    pixels += rng.integers(0, 40, pixels.shape, dtype=np.uint8)
    return Image.fromarray(pixels).convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def prepared_pixels(data: bytes, output: OutputSpec = OUTPUT) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """The pixels of the prepared picture, after a check of its format, mode and size."""
    with Image.open(io.BytesIO(prepare(data, output, name="x").jpeg)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", picture_size(output))
        return np.asarray(image)


KINDS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: encoded(picture(), "JPEG"),
    "cmyk": lambda: encoded(picture(mode="CMYK"), "JPEG"),
    "grey": lambda: encoded(picture(mode="L"), "JPEG"),
    "palette": lambda: encoded(picture(mode="P"), "PNG"),
    "webp": lambda: encoded(picture(), "WEBP"),
    "tiff": lambda: encoded(picture(), "TIFF"),
    "bmp": lambda: encoded(picture(), "BMP"),
    "animated": lambda: encoded(picture(), "GIF", save_all=True, append_images=[picture(), picture()]),
    "transparent": lambda: encoded(picture(mode="RGBA"), "PNG"),
    "grey with alpha": lambda: encoded(picture(mode="LA"), "PNG"),
    "wide": lambda: encoded(picture(1000, 600), "JPEG"),
    "small": lambda: encoded(picture(240, 320), "PNG"),
    "avif": lambda: encoded(picture(), "AVIF"),
    "animated webp": lambda: encoded(picture(), "WEBP", save_all=True, append_images=[picture(), picture()]),
    "palette with alpha": lambda: encoded(picture().quantize(16), "PNG", transparency=3),
    "cmyk tiff": lambda: encoded(picture(mode="CMYK"), "TIFF"),
    "heic": lambda: heic(picture(450, 800)),
    "turned heic": lambda: heic(picture(450, 800).rotate(90, expand=True), turns=3),
}


@pytest.mark.sampled(6)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_becomes_an_upright_rgb_picture_of_one_size(kind: str) -> None:
    pixels = prepared_pixels(KINDS[kind]())
    if kind not in {"grey", "grey with alpha", "wide", "small"}:
        top, bottom = pixels[300:700].mean((0, 1)), pixels[1500:1900].mean((0, 1))
        assert top[0] > top[2] + 60
        assert bottom[2] > bottom[0] + 60


def test_sixteen_bit_pictures_keep_their_tones() -> None:
    ramp = np.linspace(0, 65535, 1600, dtype=np.uint16)[:, None].repeat(900, 1)
    pixels = prepared_pixels(encoded(Image.fromarray(ramp), "PNG")).astype(int)
    assert pixels[50].mean() < 20
    assert abs(pixels[1104].mean() - 127) < 8
    assert pixels[2150].mean() > 235


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_a_rotated_picture_is_turned_upright(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    back = {3: 180, 6: 90, 8: 270}[turn]
    data = encoded(picture().rotate(back, expand=True), "JPEG", exif=exif)
    pixels = prepared_pixels(data)
    assert pixels[300:700, :, 0].mean() > pixels[300:700, :, 2].mean() + 60


def test_fifty_megapixels_are_accepted_and_a_decompression_bomb_is_refused() -> None:
    prepared_pixels(encoded(Image.new("RGB", (8500, 5900), (120, 90, 30)), "JPEG"))
    with pytest.raises(BadInput, match=r"big\.png"):
        prepare(encoded(Image.new("1", (12000, 12000)), "PNG"), OUTPUT, name="big.png")


@pytest.mark.sampled(5)
@pytest.mark.parametrize("kind", ["jpeg", "webp", "tiff", "palette", "heic"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused_by_name(kind: str, share: float) -> None:
    data = KINDS[kind]()
    with pytest.raises(BadInput, match="holiday"):
        prepare(data[: int(len(data) * share)], OUTPUT, name="holiday")


@pytest.mark.parametrize("data", [b"", b"not a picture", b"%PDF-1.7\n", b"<svg xmlns='x'/>", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_not_a_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="notes"):
        prepare(data, OUTPUT, name="notes.jpg")


def test_a_tiny_picture_is_refused() -> None:
    with pytest.raises(BadInput, match="only 80 x 80"):
        prepare(encoded(picture(80, 80), "PNG"), OUTPUT, name="icon.png")
    with pytest.raises(BadInput, match="only 80 x 80"):
        describe(encoded(picture(80, 80), "PNG"), "icon.png")


@pytest.mark.integration
def test_random_damage_raises_nothing_but_bad_input() -> None:
    rng = np.random.default_rng(5)
    outcomes = set()
    for kind in ("jpeg", "webp", "palette", "animated", "tiff", "heic"):
        for _ in range(12):
            data = bytearray(KINDS[kind]())
            for at in rng.integers(0, len(data), 6):
                data[at] = int(rng.integers(256))
            try:
                prepare(bytes(data), OUTPUT, name="x")
                outcomes.add("shown")
            except BadInput:
                outcomes.add("refused")
    assert outcomes == {"shown", "refused"}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("size", [(240, 320), (1000, 600), (900, 1600)], ids=str)
def test_every_shape_gets_the_picture_size_of_its_camera(shape: Shape, size: tuple[int, int]) -> None:
    pixels = prepared_pixels(encoded(picture(*size), "JPEG"), SHAPES[shape])
    sizes = {Shape.vertical: (1242, 2208), Shape.square: (1242, 1242), Shape.wide: (2208, 1242)}
    assert pixels.shape[1::-1] == sizes.get(shape, (2484, 4416))


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("shape", "factor"), [(Shape.vertical, 1), (Shape.square, 1), (Shape.wide, 1), (Shape.vertical_4k, 2)]
)
def test_a_small_picture_is_enlarged_up_to_the_limit(shape: Shape, factor: int) -> None:
    """Two red lines, 120 pixels apart, show the scale. A frame twice as wide allows twice the scale."""
    small = np.full((320, 240, 3), 128, np.uint8)
    for line in (60, 180):
        small[:, line - 2 : line + 2] = 255, 0, 0
    pixels = prepared_pixels(encoded(Image.fromarray(small), "PNG"), SHAPES[shape]).astype(int)
    height, width = pixels.shape[:2]
    row = pixels[round(0.43 * height)]
    lines = np.flatnonzero((row[:, 0] > 180) & (row[:, 1] < 90))
    left, right = lines[lines < width // 2], lines[lines >= width // 2]
    assert (right.mean() - left.mean()) / 120 == pytest.approx(MAX_BLOW_UP * factor, rel=0.01)


@pytest.mark.integration
@pytest.mark.parametrize("side", [0.15, 0.85])
def test_a_crop_keeps_the_focus(side: float) -> None:
    """The mark is near one side: a centred crop, which shows 0.18 to 0.82 of the width, would lose it."""
    rng = np.random.default_rng(4)
    pixels = rng.integers(88, 92, (1800, 1600, 3), np.uint8)
    middle = round(side * 1600)
    pixels[780:860, middle - 40 : middle + 40] = 255, 0, 255
    pixels[780:860:8, middle - 40 : middle + 40] = 0, 255, 0
    shown = prepared_pixels(encoded(Image.fromarray(pixels), "PNG")).astype(int)
    assert shown[30, 600].mean() > 80, "the picture fills the frame"
    marked = np.argwhere((shown[..., 0] > 150) & (shown[..., 1] < 120) & (shown[..., 2] > 150))
    scale = 2208 / 1800
    assert len(marked) > 0.85 * (7 / 8) * (80 * scale) ** 2
    assert np.ptp(marked[:, 1]) == pytest.approx(80 * scale, abs=3), "the mark is shown whole"


def test_the_focus_is_where_the_detail_is() -> None:
    rng = np.random.default_rng(2)
    pixels = np.full((1200, 800, 3), 128, np.uint8)
    pixels[300:600, 480:740] = rng.integers(0, 255, (300, 260, 3))
    x, y = prepare(encoded(Image.fromarray(pixels), "PNG"), OUTPUT, name="x").focus
    assert 0.55 < x < 0.95
    assert 0.25 < y < 0.55


# ------------------------------------------------------------------ what a file says

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="de">Fähre
</rdf:li></rdf:Alt></dc:title><dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>dusk</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()
ALL = ("ferry", "dusk", "harbour")


def exif_of(caption: str) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = caption
    exif[0x9C9E] = "ferry;dusk".encode("utf-16-le")
    return exif


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: encoded(picture(), "JPEG"), Described()),
        (lambda: encoded(picture(), "JPEG", exif=exif_of("Our ferry")), Described("Our ferry", ("ferry", "dusk"))),
        (lambda: encoded(picture(), "JPEG", xmp=XMP), Described("Fähre", ("harbour", "dusk"))),
        (lambda: encoded(picture(), "WEBP", xmp=XMP, exif=exif_of("Our ferry")), Described("Our ferry. Fähre", ALL)),
        (lambda: heic(picture(300, 300), exif=exif_of("Our ferry"), xmp=XMP), Described("Our ferry. Fähre", ALL)),
        (lambda: encoded(picture(), "JPEG", xmp=b"<x:xmpmeta <broken"), Described()),
    ],
    ids=["nothing", "exif", "xmp", "both", "heic", "broken"],
)
def test_captions_and_keywords_are_read_once(make: Callable[[], bytes], said: Described) -> None:
    assert describe(make(), "x") == said


def test_iptc_captions_are_read() -> None:
    """The records of the newspapers' standard, in the block where Photoshop keeps them."""
    records = b"".join(
        b"\x1c" + bytes([2, number]) + len(text).to_bytes(2) + text
        for number, text in ((5, b"Ferry"), (25, b"sea"), (25, b"caf\xe9"), (120, "Die Fähre".encode()))
    )
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(records).to_bytes(4) + records + b"\x00" * (len(records) % 2)
    plain = encoded(picture(), "JPEG")
    data = plain[:2] + b"\xff\xed" + (len(block) + 2).to_bytes(2) + block + plain[2:]
    assert describe(data, "x") == Described("Ferry. Die Fähre", ("sea", "café"))


@pytest.mark.parametrize("data", [b"", b"not a picture", b"%PDF-1.7\n", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40])
def test_only_a_picture_can_be_described(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"notes\.txt cannot be read"):
        describe(data, "notes.txt")
