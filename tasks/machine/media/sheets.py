"""A sheet of small stills with a number above each, for a model to look at: one picture for many, at few tokens."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from tasks.machine.media.untrusted import open_picture

CELL: Final = (224, 256)  # multiples of the 32 pixels by which models count
STRIP: Final = 32  # above each still, for its number: a number on it would hide what it shows
ROWS: Final = 7  # on one sheet; models shrink what is higher
LEAST = 60  # pixels of a still's shorter side
GROUND, INK = (24, 26, 32), (255, 255, 255)


def small(data: bytes, name: str) -> Image.Image:
    """The whole still, as large as its place on a sheet. Raises BadInput if it is no picture."""
    return placed(open_picture(data, CELL, name, least=LEAST))


def placed(image: Image.Image) -> Image.Image:
    """The whole picture, as large as its place on a sheet."""
    return ImageOps.pad(image, CELL, color=GROUND)


def sheets(rows: Sequence[Sequence[tuple[int, Image.Image]]]) -> list[bytes]:
    """JPEGs with one row of numbered stills after the other."""
    return [_sheet(rows[first : first + ROWS]) for first in range(0, len(rows), ROWS)]


def _sheet(rows: Sequence[Sequence[tuple[int, Image.Image]]]) -> bytes:
    width, height = CELL[0], CELL[1] + STRIP
    sheet = Image.new("RGB", (width * max(map(len, rows)), height * len(rows)), GROUND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(STRIP - 6)
    for down, row in enumerate(rows):
        for across, (number, still) in enumerate(row):
            left, top = across * width, down * height
            sheet.paste(still, (left, top + STRIP))
            pen.text((left + width / 2, top + STRIP / 2), str(number), fill=INK, font=font, anchor="mm")
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()
