"""Stands a picture that does not fill the frame before a ground: a blurred copy of itself, or one of its own tone."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tasks.machine.media.framing import Attention, Window, cut, inside, largest
from tasks.machine.media.pixels import ground_tone

WHOLE = 0.97  # share of the subjects that a picture before its blurred copy shows
GROUND = 104.0  # mean level of the blurred copy: the words over it and the picture before it stand out
SHADE = 150  # opacity (of 255) of the shadow of what stands before a ground
FAINT = 12  # opacity (of 255) below which a cut-out has no ink


@dataclass(frozen=True)
class Standing:
    """What stands before a ground: all of it `flat`, and in two layers.

    The upper layer is at (left, top) in pixels, of even sides, and holds the shadow: its opaque colours and its alpha.
    """

    flat: Image.Image
    ground: Image.Image
    colours: Image.Image
    alpha: Image.Image
    left: int
    top: int
    focus: tuple[float, float]  # shares of width and height


def framed(image: Image.Image, seen: Attention, size: tuple[int, int], *, tall: bool, fair: float) -> Standing:
    """The picture in the upper part, clear of the captions, before a blurred copy of itself.

    Sides that hold no subject are cut off, as far as that lets the rest be larger.
    """
    room = _clear_of_captions(size, tall=tall)
    least = room[0] / (fair * image.width), room[1] / (fair * image.height)
    shape = largest(image, *room)
    across, down = (
        min(1.0, max(1.12 * needed, smallest, own))
        for needed, smallest, own in zip(seen.around(WHOLE), least, shape, strict=True)
    )
    window, _ = seen.best(across, down)
    part = window.width * image.width, window.height * image.height
    scale = min(room[0] / part[0], room[1] / part[1], fair)
    shown = max(1, round(part[0] * scale)), max(1, round(part[1] * scale))
    part_shown = cut(image, window, *shown).convert("RGBA")
    return _before(ground_of(image, size), part_shown, inside(seen.focus, window), tall=tall)


def standing(image: Image.Image, size: tuple[int, int], *, tall: bool, fair: float) -> Standing:
    """A cut-out, whole, before a ground in its own colour: dark for what is light, light for what is dark."""
    ink = image.crop(image.getchannel("A").point(lambda alpha: 255 * (alpha > FAINT)).getbbox())
    room = _clear_of_captions(size, tall=tall)
    scale = min(room[0] / ink.width, room[1] / ink.height, fair)
    shown = max(1, round(ink.width * scale)), max(1, round(ink.height * scale))
    # Premultiplied, or the colours of what is transparent would show at the edges.
    whole = ink.convert("RGBa").resize(shown, Image.Resampling.LANCZOS, reducing_gap=2.0).convert("RGBA")
    return _before(_plain(ground_tone(image), size), whole, (0.5, 0.5), tall=tall)


def _clear_of_captions(size: tuple[int, int], *, tall: bool) -> tuple[float, float]:
    """The largest width and height of what does not fill the frame.

    The camera's closest view, aimed at the middle, still shows this width whole.
    """
    return size[0] * 0.84, size[1] * (0.62 if tall else 0.58)


def _before(ground: Image.Image, shown: Image.Image, focus: tuple[float, float], *, tall: bool) -> Standing:
    """The cut-out with its shadow in the upper part of a ground; `focus` is a share of the cut-out."""
    width, height = ground.size
    left, top = (width - shown.width) // 2, round(height * (0.44 if tall else 0.42) - shown.height / 2)
    alpha = Image.new("L", ground.size, 0)
    alpha.paste(shown.getchannel("A"), (left, top))
    shade = Image.new("L", ground.size, 0)
    shade.paste(shown.getchannel("A").point(lambda level: level * SHADE // 255), (left, top + 18))
    shade = shade.filter(ImageFilter.GaussianBlur(28))
    opaque, shaded = (np.asarray(part, np.float32) / 255 for part in (alpha, shade))
    covers = opaque + shaded * (1 - opaque)
    colours = Image.new("RGB", ground.size)
    colours.paste(shown.convert("RGB"), (left, top))
    lit = np.asarray(colours, np.float32) * (opaque / np.maximum(covers, 1e-3))[..., None]
    levels = np.round(covers * 255).astype(np.uint8)
    flat = lit * covers[..., None] + np.asarray(ground, np.float32) * (1 - covers[..., None])
    rows, columns = np.flatnonzero(levels.any(1)), np.flatnonzero(levels.any(0))
    box = [int(columns[0]) // 2 * 2, int(rows[0]) // 2 * 2, int(columns[-1]) + 1, int(rows[-1]) + 1]
    box[2:] = [min(side, box[at] + (box[at + 2] - box[at] + 1) // 2 * 2) for at, side in enumerate(ground.size)]
    part = np.s_[box[1] : box[3], box[0] : box[2]]
    return Standing(
        flat=_image(flat),
        ground=ground,
        colours=_image(lit[part]),
        alpha=Image.fromarray(levels[part]),
        left=box[0],
        top=box[1],
        focus=((left + focus[0] * shown.width) / width, (top + focus[1] * shown.height) / height),
    )


def _image(pixels: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(pixels + 0.5, 0, 255).astype(np.uint8))


def _plain(tone: tuple[int, int, int], size: tuple[int, int]) -> Image.Image:
    """A ground of one tone that is a little lighter behind its upper middle."""
    width, height = size
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    light = 1.14 - 0.34 * np.minimum(1.0, np.hypot((x - 0.5) * 0.9, (y - 0.42) * 1.2))
    grain = np.random.default_rng(7).normal(0, 1.2, (height, width)).astype(np.float32)  # hides the encoder's banding
    return _image(np.asarray(tone, np.float32) * light[..., None] + grain[..., None])


def ground_of(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A blurred copy of the picture that fills the frame, at an even level: neither black nor white."""
    width, height = size
    small = cut(image, Window(*_middle(image, size)), width // 8, height // 8).filter(ImageFilter.GaussianBlur(14))
    lab = cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2LAB).astype(np.float32)
    light = lab[..., 0]
    # Lightness alone is moved, and its range narrowed: colours stay, and no part of a dark picture stays black.
    lab[..., 0] = np.clip(GROUND + 0.55 * (light - light.mean()), 40, 190)
    rgb = cv2.cvtColor(lab.astype(np.uint8), cv2.COLOR_LAB2RGB)
    return Image.fromarray(rgb).resize(size, Image.Resampling.BICUBIC)


def _middle(image: Image.Image, size: tuple[int, int]) -> tuple[float, float, float, float]:
    across, down = largest(image, *size)
    return (1 - across) / 2, (1 - down) / 2, across, down
