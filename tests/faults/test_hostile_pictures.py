"""A picture made to hurt costs itself at most: the process that opens it for us has limits, and is replaced."""

import io
import os
import signal
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

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
    deep = saved(Image.fromarray(np.zeros((6000, 8000), np.uint16)), "PNG")
    with pytest.raises(BadInput, match=r"The picture sky\.png cannot be read: it needs too much memory\."):
        open_picture(deep, WANTED, "sky.png")
    assert open_picture(saved(photo(), "PNG"), WANTED, "next").size == photo().size


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
