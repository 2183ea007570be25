"""A picture made to hurt costs itself at most: the process that opens it for us has limits, and is replaced."""

import io
import os
import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from tasks.domain.errors import BadInput
from tasks.machine.media import untrusted
from tasks.machine.media.untrusted import describe, open_picture
from tasks.machine.media.untrusted.decoding import BROKEN, reason
from tasks.machine.media.untrusted.limits import AT_ONCE, MAX_PIXELS, MEMORY
from tests.faults import hostile_pictures
from tests.faults.hostile_pictures import photo, saved
from tests.faults.promises import check, share

WANTED = (1242, 2208)


def harmless(data: bytes, name: str) -> bool:
    """Whether the picture is shown within its bounds, or refused by name and with a reason. It is described as well."""
    for use in (lambda: describe(data, name), lambda: open_picture(data, WANTED, name, cut_out=True)):
        try:
            shown = use()
        except BadInput as error:
            said = error.message.removeprefix(f"The picture {name} ").rstrip(".")
            if said == error.message or len(said.removeprefix("cannot be read: ")) < 10:
                return False
        else:
            if isinstance(shown, Image.Image) and shown.width * shown.height > MAX_PIXELS:
                return False
    return all(_peak(reader.child.pid) <= MEMORY for reader in untrusted._idle)


def _peak(pid: int) -> int:
    """The most bytes of address space that a process has had; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmPeak:")), 0)


def tried(pictures: Iterable[tuple[str, bytes]]) -> dict[str, bool]:
    return {name: harmless(data, name) for name, data in pictures}


@pytest.mark.slow
def test_pictures_made_by_hand() -> None:
    kept = tried(hostile_pictures.by_hand())
    assert len(kept) >= 115
    check("A hostile picture cannot hurt: made by hand", kept)
    assert open_picture(saved(photo(), "PNG"), WANTED, "next").size == photo().size


def test_changed_pictures() -> None:
    check("A hostile picture cannot hurt: changed", tried(hostile_pictures.mutated(share(2000, 130))))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_picture_that_needs_too_much_memory_says_so() -> None:
    deep = saved(Image.new("F", (8000, 6000)), "TIFF") + bytes(150_000_000)  # 190 MB of pixels, and as much again
    with pytest.raises(BadInput, match=r"The picture sky\.tiff cannot be read: it needs too much memory\."):
        open_picture(deep, WANTED, "sky.tiff")
    assert open_picture(saved(photo(), "PNG"), WANTED, "next").size == photo().size


def _ramp(kind: type[np.integer[Any]], channels: int) -> "np.ndarray[tuple[int, ...], np.dtype[Any]]":
    """48 million pixels, dark at the top and light at the bottom."""
    rows = np.linspace(0, np.iinfo(kind).max, 6000).astype(kind)
    flat = np.repeat(rows[:, None], 8000, axis=1)
    if channels == 1:
        return flat
    pixels = np.repeat(flat[..., None], channels, axis=2)
    pixels[..., 3:] = np.iinfo(kind).max  # nothing of it is transparent
    return pixels


LARGEST: dict[str, Callable[[], bytes]] = {
    "sixteen bits of grey, PNG": lambda: _encoded(".png", _ramp(np.uint16, 1)),
    "sixteen bits of colour, PNG": lambda: _encoded(".png", _ramp(np.uint16, 3)),
    "sixteen bits with transparency, PNG": lambda: _encoded(".png", _ramp(np.uint16, 4)),
    "sixteen bits of grey, TIFF": lambda: _encoded(".tiff", _ramp(np.uint16, 1)),
    "sixteen bits of colour, TIFF": lambda: _encoded(".tiff", _ramp(np.uint16, 3)),
    "colour, BMP": lambda: saved(Image.fromarray(_ramp(np.uint8, 3)), "BMP"),  # its file is as large as its pixels
    "a palette, PNG": lambda: saved(Image.fromarray(_ramp(np.uint8, 1)).convert("P"), "PNG", compress_level=1),
    "inks, JPEG": lambda: saved(Image.fromarray(_ramp(np.uint8, 3)).convert("CMYK"), "JPEG"),
}


def _encoded(suffix: str, pixels: "np.ndarray[tuple[int, ...], np.dtype[Any]]") -> bytes:
    return cv2.imencode(suffix, pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()


@pytest.mark.parametrize(
    "name", [name if n == 0 else pytest.param(name, marks=pytest.mark.slow) for n, name in enumerate(LARGEST)]
)
def test_a_picture_of_48_million_pixels_is_shown(name: str) -> None:
    picture = open_picture(LARGEST[name](), WANTED, name)
    assert picture.width >= 2 * WANTED[0]
    assert picture.height >= 2 * WANTED[1]
    assert picture.width / picture.height == pytest.approx(8000 / 6000, rel=0.01)
    levels = [picture.convert("L").getpixel((picture.width // 2, picture.height * n // 10)) for n in (0, 5, 9)]
    assert levels == pytest.approx([0, 128, 230], abs=6)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("size", [(400, 300), (4000, 6000)])  # shown as it is, and made smaller
def test_a_picture_that_lies_on_its_side_is_turned(size: tuple[int, int], kind: str) -> None:
    lying = Image.new("RGB", size, (20, 20, 20))
    lying.paste((250, 250, 250), (0, 0, size[0] // 4, size[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # its left side is up
    picture = open_picture(saved(lying, kind, exif=exif), (300, 200), "phone").convert("L")
    assert picture.width / picture.height == pytest.approx(size[1] / size[0], rel=0.01)
    assert picture.width <= size[1] / (1 if size[0] == 400 else 4)
    across = picture.width // 2
    assert picture.getpixel((across, picture.height // 8)) == pytest.approx(250, abs=6)
    assert picture.getpixel((across, picture.height // 2)) == pytest.approx(20, abs=6)


def test_a_large_jpeg_on_its_side_is_decoded_large_enough() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = open_picture(saved(Image.new("RGB", (6000, 8000)), "JPEG", exif=exif), (2208, 2208), "phone.jpg")
    assert picture.width > picture.height >= 2 * 2208


def test_a_child_whose_memory_is_in_pieces_does_not_refuse_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, asked = untrusted._Reader.ask, []

    def worn(reader: untrusted._Reader, request: dict[str, object], data: bytes) -> object:
        asked.append(reader.fresh)
        if not reader.fresh:
            return {"refused": "cannot be read: it needs too much memory", "short_of_memory": True}, b""
        return ask(reader, request, data)

    data = saved(Image.new("RGB", (400, 300)), "PNG")
    open_picture(data, (300, 200), "first")  # leaves a child that waits
    monkeypatch.setattr(untrusted._Reader, "ask", worn)
    assert open_picture(data, (300, 200), "second").size == (400, 300)
    assert asked[-1] is True
    assert not any(asked[:-1])


@pytest.mark.parametrize(
    ("number", "says"),
    [
        # The child's own timer, rung by hand.
        (signal.SIGPROF, r"sky\.png cannot be read: reading it takes more than 10 s of CPU\."),
        (signal.SIGSEGV, r"sky\.png cannot be read: it breaks the program that reads it \(SIGSEGV\)"),
    ],
)
def test_a_picture_that_ends_its_reader_says_so_and_the_next_is_read(
    number: signal.Signals, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = untrusted._Reader.ask

    def ended(reader: untrusted._Reader, request: dict[str, object], data: bytes) -> object:
        os.kill(reader.child.pid, number)
        return ask(reader, request, data)

    monkeypatch.setattr(untrusted._Reader, "ask", ended)
    with pytest.raises(BadInput, match=says):
        open_picture(saved(photo(), "PNG"), WANTED, "sky.png")
    monkeypatch.undo()
    assert open_picture(saved(photo(), "PNG"), WANTED, "next").size == photo().size


def test_two_are_read_at_once_by_children_that_stay() -> None:
    data = saved(photo(), "JPEG")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: open_picture(data, WANTED, str(number)), range(24)))
    children = {reader.child.pid for reader in untrusted._idle}
    assert 1 <= len(children) <= AT_ONCE
    open_picture(data, WANTED, "x")
    assert {reader.child.pid for reader in untrusted._idle} == children


def test_a_reader_that_the_system_ended_is_replaced() -> None:
    data = saved(photo(), "JPEG")
    open_picture(data, WANTED, "first")
    for reader in untrusted._idle:
        reader.child.kill()
        reader.child.wait()
    assert open_picture(data, WANTED, "second").size == photo().size


def test_a_child_gets_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    reader = untrusted._Reader()
    try:
        environment = Path(f"/proc/{reader.child.pid}/environ")
        if not environment.exists():
            pytest.skip("this system does not show the environment of a process")
        reader.ask({}, b"")
        assert b"canary" not in environment.read_bytes()
    finally:
        reader.close()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("megapixels", [64, 108, 200])
def test_a_large_jpeg_is_read_smaller(megapixels: int) -> None:
    """Phones make them; only a part of each side is decoded."""
    width, height = 4 * round((megapixels * 1e6 / 12) ** 0.5), 3 * round((megapixels * 1e6 / 12) ** 0.5)
    data = saved(Image.new("RGB", (width, height), (200, 90, 30)), "JPEG")
    picture = open_picture(data, WANTED, "phone.jpg")
    assert WANTED[0] <= picture.width < width
    assert WANTED[1] <= picture.height < height


def test_a_large_png_is_made_smaller_at_once() -> None:
    data = saved(Image.new("RGB", (6000, 8000), (200, 90, 30)), "PNG", compress_level=1)
    picture = open_picture(data, WANTED, "large.png")
    assert (picture.width, picture.height) == (3312, 4416)


def test_a_broken_colour_profile_is_left_out() -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 300), (200, 30, 30)).save(file, "PNG", icc_profile=b"no profile at all" * 20)
    picture = open_picture(file.getvalue(), (100, 100), "poster.png")
    assert picture.getpixel((5, 5)) == (200, 30, 30)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_picture_of_no_numbers_is_refused(value: float) -> None:
    pixels = np.zeros((300, 300), np.float32)
    pixels[7, 7] = value
    with pytest.raises(BadInput, match="no numbers"):
        open_picture(saved(Image.fromarray(pixels), "TIFF"), (100, 100), "sky.tiff")


@pytest.mark.parametrize("kind", BROKEN)
def test_a_reason_is_never_empty(kind: type[BaseException]) -> None:
    assert len(reason(kind())) > 10
