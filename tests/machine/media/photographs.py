"""Photographs drawn for tests: textured ground, and subjects of known colours at known places."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Pixels = NDArray[np.uint8]
GROUND = (96, 116, 104)
MAGENTA, CYAN, STRIPE = (230, 20, 200), (10, 220, 240), (15, 15, 25)
Subject = tuple[float, float, float, tuple[int, int, int]]  # middle (shares), radius (of the shorter side), colour


def drawn(
    width: int, height: int, subjects: Sequence[Subject] = (), *, dark: bool = False, seed: int = 3
) -> Image.Image:
    """A soft, noisy landscape with these subjects: striped discs, as rich in contrast as a face or an animal."""
    rng = np.random.default_rng(seed)
    level = 0.22 if dark else 1.0
    ground = np.array(GROUND) * level + rng.normal(0, 14 * level, (24, 32, 1))
    small = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    image = small.resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))
    draw, short = ImageDraw.Draw(image), min(width, height)
    for x, y, radius, colour in subjects:
        left, top, size = x * width - radius * short, y * height - radius * short, 2 * radius * short
        draw.ellipse((left, top, left + size, top + size), fill=colour)
        for stripe in (0.3, 0.6):
            draw.rectangle(
                (left + 0.25 * size, top + stripe * size, left + 0.75 * size, top + (stripe + 0.1) * size),
                fill=STRIPE,
            )
    return image


def meadow(width: int, height: int) -> Image.Image:
    """The same texture everywhere: nothing stands out."""
    rng = np.random.default_rng(7)
    blades = rng.integers(60, 160, (height // 6, width // 6), dtype=np.uint8)
    grey = np.asarray(Image.fromarray(blades).resize((width, height), Image.Resampling.NEAREST))
    return Image.fromarray(np.stack([grey // 2, grey, grey // 3], axis=2).astype(np.uint8))


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def area(pixels: Pixels, colour: tuple[int, int, int]) -> int:
    """How many pixels have about this colour."""
    return int((np.abs(pixels.astype(int) - colour).max(2) < 60).sum())


def box(pixels: Pixels, colour: tuple[int, int, int], within: int = 60) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what has about this colour."""
    rows, columns = np.nonzero(np.abs(pixels.astype(int) - colour).max(2) < within)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())
