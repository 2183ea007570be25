"""Every kind of text and picture that a user supplies becomes a short that passes the quality gate."""

import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from tasks.domain.story import GivenScript
from tasks.domain.timeline import Timeline
from tests.flows.conftest import Make, Short
from tests.machine.media.test_pictures import encoded, picture
from tests.providers.texts import ARTICLE, HOSTILE, NOTE, PAGE

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]
SQUARE = {"shape": "square"}  # half the pixels; no assertion here depends on the shape


def script_of(short: Short) -> GivenScript:
    return GivenScript.model_validate_json((short.folder / "script.json").read_text())


def passed(short: Short) -> bool:
    return bool(json.loads((short.folder / "quality.json").read_text())["passed"])


@pytest.mark.parametrize(
    ("name", "text"),
    [("article.md", ARTICLE), ("note.txt", NOTE), ("hostile.md", HOSTILE)],
    ids=["long", "short", "hostile"],
)
def test_a_text_becomes_a_short(make: Make, tmp_path: Path, name: str, text: str) -> None:
    source = tmp_path / name
    source.write_text(text, encoding="utf-8")
    short = make(source=str(source), brief=SQUARE)
    assert passed(short)
    spoken = script_of(short).script
    assert 20 <= len(spoken.split()) <= 60
    for unspeakable in ("http", "```", "<script", "![", "**", "😀"):
        assert unspeakable not in spoken
    assert "quot" in (short.folder / "credits.md").read_text().lower(), "the credits must mention quotation"


def test_a_page_becomes_a_short_of_its_article(make: Make, tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(PAGE)
    short = make(source=str(source), brief=SQUARE)
    assert passed(short)
    assert "Cookie" not in script_of(short).script
    assert "Ann Keeper" in (short.folder / "credits.md").read_text()


def test_a_finished_script_is_spoken_unchanged(make: Make, tmp_path: Path) -> None:
    lines = ["Tides are made by the Moon.", "They rise twice a day.", "Fishermen still plan their mornings by them."]
    script = {
        "title": "Why there are tides",
        "hook": lines[0],
        "script": " ".join(lines),
        "scenes": [{"time": "", "narration": line, "visual_description": "the sea"} for line in lines],
        "hashtags": ["#tides"],
        "description": "Tides in three sentences.",
    }
    file = tmp_path / "script.yaml"
    file.write_text(yaml.safe_dump(script))
    short = make(script=str(file), brief=SQUARE)
    assert passed(short)
    assert script_of(short).script == script["script"]
    timeline = Timeline.model_validate_json((short.folder / "timeline.json").read_text())
    assert [shot.narration for shot in timeline.shots] == lines, "the scenes of a finished script must not be changed"


def mixed_pictures(folder: Path) -> None:
    """Write twenty files like those from cameras, phones and downloads. Four of them cannot be used as pictures."""
    turned = Image.Exif()
    turned[0x0112] = 6
    plain = picture()
    files = {
        "01-turned.jpg": encoded(plain.rotate(90, expand=True), "JPEG", exif=turned),
        "02-cmyk.jpg": encoded(picture(mode="CMYK"), "JPEG"),
        "03-sixteen-bit.png": encoded(
            Image.fromarray(np.linspace(0, 65535, 1600, dtype=np.uint16)[:, None].repeat(900, 1)), "PNG"
        ),
        "04-transparent.png": encoded(picture(mode="RGBA"), "PNG"),
        "05-animated.gif": encoded(plain, "GIF", save_all=True, append_images=[plain, plain]),
        "06-fifty-megapixels.jpg": encoded(Image.linear_gradient("L").resize((5800, 8700)).convert("RGB"), "JPEG"),
        "07-truncated.jpg": encoded(plain, "JPEG")[:20000],
        "08-not-a-picture.jpg": b"This is a letter to my aunt.",
        "09-grey.png": encoded(picture(mode="L"), "PNG"),
        "10-wide.jpg": encoded(picture(2400, 700), "JPEG"),
        "11-small.png": encoded(picture(200, 300), "PNG"),
        "12-modern.webp": encoded(plain, "WEBP"),
        "13-scan.tiff": encoded(plain, "TIFF"),
        "14-old.bmp": encoded(picture(300, 500), "BMP"),
        "15-palette.gif": encoded(picture(mode="P"), "GIF"),
        "16-square.jpg": encoded(picture(1000, 1000), "JPEG"),
        "17-grey-alpha.png": encoded(picture(mode="LA"), "PNG"),
        "18-one-bit.png": encoded(picture(mode="1"), "PNG"),
        "19-bomb.png": _bomb(),
        "20-empty.jpg": b"",
    }
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _bomb() -> bytes:
    """Return a PNG whose header declares 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, io.SEEK_END)
    out.write(chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0)))
    out.write(chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))
    return out.getvalue()


def test_broken_pictures_among_twenty_are_named_and_replaced(make: Make, tmp_path: Path) -> None:
    mixed_pictures(tmp_path / "mixed")
    lines = [f"Sentence number {word} is here." for word in _NUMBERS]
    script = {
        "title": "Twenty pictures",
        "hook": lines[0],
        "script": " ".join(lines),
        "scenes": [{"time": "", "narration": line, "visual_description": ""} for line in lines],
        "hashtags": [],
        "description": "",
    }
    (tmp_path / "script.json").write_text(json.dumps(script))
    short = make(brief=SQUARE, images=str(tmp_path / "mixed"), script=str(tmp_path / "script.json"))
    assert passed(short)
    notes = " ".join(short.record.notes)
    for broken in ("07-truncated.jpg", "08-not-a-picture.jpg", "19-bomb.png", "20-empty.jpg"):
        assert broken in notes
    for fine in ("01-turned", "02-cmyk", "03-sixteen", "04-transparent", "05-animated", "06-fifty", "12-modern"):
        assert f"{fine}" not in notes.replace("is small", "")
    assert notes.count("drawn scene replaces it") == 1, "only 07 looks like a picture until it is decoded"
    shown = [line for line in (short.folder / "credits.md").read_text().splitlines() if line.startswith("- Scene")]
    drawn = [number for number, line in enumerate(shown, 1) if "Scene card" in line]
    assert drawn == [7, 8, 19, 20], "each of the others stands in the scene of its number"
    timeline = Timeline.model_validate_json((short.folder / "timeline.json").read_text())
    assert len(timeline.shots) == 20


_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
