"""Turns any picture into one that the renderer can trust: fully decoded, upright, RGB, of the frame's size.

A picture of another shape is cropped around what matters. Where that would lose a subject, it is shown before a blurred
copy of itself, or stacked with a second one. A cut-out, whose ground is transparent, stands whole on one of its own.
A panorama stays wider than the frame, and the camera moves along it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tasks.domain.story import MARGIN
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.framing import Attention, Window, attention
from tasks.machine.media.picture_file import ground_tone, open_picture

MAX_BLOW_UP = 2.2  # scale in a frame 1080 wide; beyond it a picture is shown smaller, over a blurred copy of itself
MUST_KEEP = 0.7  # share of a picture's subjects; a crop that keeps less is not made
WHOLE = 0.97  # share of the subjects that a picture over its blurred copy shows
LONG = 2.0  # a panorama's longer side, in shorter ones
THIN = 0.25  # share of the frame that a panorama too small to fill it takes at least; a thinner one is framed
MIN_REACH, MAX_REACH = 1.25, 3.0  # length of a panorama in frames: a shorter one is cropped, a longer one, too
GROUND = 104.0  # mean level of the blurred copy: the words over it and the picture before it stand out
SHADE = 150  # opacity (of 255) of the shadow of what stands before a ground
FAINT = 12  # opacity (of 255) below which a cut-out has no ink
GAP = 0.008  # between two stacked pictures, of the frame's longer side

ALIKE = 9  # of 64 bits in which the hashes of two copies of one picture may differ

RGB = NDArray[np.uint8]


@dataclass(frozen=True)
class Print:
    """A picture with its shadow, cut out: what stands before a ground, at (left, top) in pixels, on even sides.

    `jpeg` has its opaque colours, `alpha` is a grey PNG of the same size.
    """

    jpeg: bytes
    alpha: bytes
    left: int
    top: int
    size: tuple[int, int]


@dataclass(frozen=True)
class Prepared:
    """A picture ready to render.

    `jpeg` is MARGIN times the size of the frame, times `reach`, which is above 1 along a panorama. `focus` is where
    its subject is, as shares of width and height. `hash` is the difference hash of the original. What does not fill the
    frame is a `print` laid over a `ground`, a JPEG of the same size.
    """

    jpeg: bytes
    focus: tuple[float, float]
    hash: str = ""
    note: str = ""
    reach: tuple[float, float] = (1.0, 1.0)
    ground: bytes = b""
    print: Print | None = None


def picture_size(output: OutputSpec) -> tuple[int, int]:
    """Width and height of a prepared picture, in pixels."""
    return round(output.width * MARGIN / 2) * 2, round(output.height * MARGIN / 2) * 2


def prepare(data: bytes, output: OutputSpec, *, name: str) -> Prepared:
    """Decode a picture and fit it to the output. Raises BadInput, naming picture and reason, if it cannot be used."""
    size = width, height = picture_size(output)
    image = open_picture(data, size, name, cut_out=True)
    if image.mode == "RGBA":
        return _standing(image, size, tall=output.tall, fair=_fair(output))
    seen, fingerprint, fair = attention(image), likeness(image), _fair(output)
    if reach := _reach(image, size, fair):
        window, _ = seen.best(*_window(image, width * reach[0], height * reach[1]))
        long = round(width * reach[0] / 2) * 2, round(height * reach[1] / 2) * 2
        exact = long[0] / width, long[1] / height
        return Prepared(jpeg(_cut(image, window, *long)), _inside(seen.focus, window), fingerprint, reach=exact)
    if length := _strip_length(image, size, fair):
        strip, focus = _strip(image, seen, size, length, fair=fair, tall=output.tall)
        exact = strip.width / width, strip.height / height
        return Prepared(jpeg(strip), focus, fingerprint, reach=exact)
    window, kept = seen.best(*_window(image, width, height))
    if kept >= MUST_KEEP and width / (window.width * image.width) <= fair:
        return Prepared(jpeg(_cut(image, window, width, height)), _inside(seen.focus, window), fingerprint)
    return _framed(image, seen, size, tall=output.tall, fair=fair)


def prepare_pair(data: Sequence[bytes], output: OutputSpec, *, names: Sequence[str]) -> Prepared | None:
    """Two pictures as one: one above the other, or side by side in a wide frame.

    None unless both fill their half and would not fill the frame. Raises BadInput, naming picture and reason, if one
    cannot be used.
    """
    size = width, height = picture_size(output)
    images = [open_picture(one, size, name, cut_out=True) for one, name in zip(data, names, strict=True)]
    if any(image.mode == "RGBA" for image in images):
        return None
    attentions = [attention(image) for image in images]
    fair = _fair(output)
    gap = round(GAP * max(size) / 2) * 2
    wide = width > height or (width == height and all(image.height > image.width for image in images))
    half = ((width - gap) // 2, height) if wide else (width, (height - gap) // 2)
    fits = [_fits(image, seen, half, fair) for image, seen in zip(images, attentions, strict=True)]
    filled = [_fits(image, seen, size, fair) for image, seen in zip(images, attentions, strict=True)]
    if not all(fits) or any(filled) or any(_reach(image, size, fair) for image in images):
        return None
    whole = Image.new("RGB", size, (244, 241, 235))
    for number, (image, seen) in enumerate(zip(images, attentions, strict=True)):
        window, _ = seen.best(*_window(image, *half))
        place = (number * (width - half[0]), 0) if wide else (0, number * (height - half[1]))
        whole.paste(_cut(image, window, *half), place)
    return Prepared(jpeg(whole), (0.5, 0.5), likeness(whole))


def jpeg(image: Image.Image) -> bytes:
    """Encode at the quality of prepared pictures: 95, without chroma subsampling."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def likeness(image: Image.Image) -> str:
    """A 64-bit difference hash in hex: whether each of 8 x 8 cells is darker than its right neighbour."""
    small = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)).astype(int)
    bits = (small[:, :-1] < small[:, 1:]).ravel()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def alike(a: str, b: str) -> bool:
    """Whether two difference hashes belong to the same picture, whatever its size and compression."""
    return (int(a, 16) ^ int(b, 16)).bit_count() <= ALIKE


def _fair(output: OutputSpec) -> float:
    """The largest scale at which a picture is still sharp enough in this frame."""
    return MAX_BLOW_UP * max(1.0, min(output.width, output.height) / 1080)


def _window(image: Image.Image, width: float, height: float) -> tuple[float, float]:
    """The largest part of the picture with the shape of `width` x `height`, as shares of its own width and height."""
    scale = max(width / image.width, height / image.height)
    return min(1.0, width / scale / image.width), min(1.0, height / scale / image.height)


def _fits(image: Image.Image, seen: Attention, size: tuple[int, int], fair: float) -> bool:
    window, kept = seen.best(*_window(image, *size))
    return kept >= MUST_KEEP and size[0] / (window.width * image.width) <= fair


def _reach(image: Image.Image, size: tuple[int, int], fair: float) -> tuple[float, float] | None:
    """The length of a panorama in frames, across or down. None for other pictures, and small ones."""
    across, down = image.width / size[0], image.height / size[1]
    if max(image.size) < LONG * min(image.size) or 1 / min(across, down) > fair:
        return None
    length = min(MAX_REACH, max(across, down) / min(across, down))
    if length < MIN_REACH:
        return None
    return (length, 1.0) if across > down else (1.0, length)


def _strip_length(image: Image.Image, size: tuple[int, int], fair: float) -> float:
    """The length in frames of a panorama that is too small to fill them: at its largest scale; 0 for other pictures."""
    way = 0 if image.width > image.height else 1
    if image.size[way] < LONG * image.size[1 - way]:
        return 0.0
    if not THIN * size[1 - way] <= image.size[1 - way] * fair < size[1 - way]:
        return 0.0
    length = min(MAX_REACH, image.size[way] * fair / size[way])
    return length if length >= MIN_REACH else 0.0


def _strip(
    image: Image.Image, seen: Attention, size: tuple[int, int], length: float, *, fair: float, tall: bool
) -> tuple[Image.Image, tuple[float, float]]:
    """A small panorama as large as it may be, `length` frames long, before a blurred copy of itself; and its focus."""
    across = image.width > image.height
    width, height = (
        round(side * (length if at == across else 1) / 2) * 2 for at, side in zip((1, 0), size, strict=True)
    )
    shown = (width, round(image.height * fair)) if across else (round(image.width * fair), height)
    window, _ = seen.best(min(1.0, shown[0] / fair / image.width), min(1.0, shown[1] / fair / image.height))
    left, top = (width - shown[0]) // 2, 0
    if across:
        top = round(height * (0.44 if tall else 0.42) - shown[1] / 2)
    whole = _ground(image, (width, height))
    whole.paste(_cut(image, window, *shown), (left, top))
    x, y = _inside(seen.focus, window)
    return whole, ((left + x * shown[0]) / width, (top + y * shown[1]) / height)


def _cut(image: Image.Image, window: Window, width: int, height: int) -> Image.Image:
    left, top, right, bottom = window.pixels(image)
    box = max(0.0, left), max(0.0, top), min(float(image.width), right), min(float(image.height), bottom)
    return image.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


def _inside(focus: tuple[float, float], window: Window) -> tuple[float, float]:
    """The focus as a share of the window."""
    x, y = (focus[0] - window.left) / window.width, (focus[1] - window.top) / window.height
    return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))


def _framed(image: Image.Image, seen: Attention, size: tuple[int, int], *, tall: bool, fair: float) -> Prepared:
    """The picture in the upper part, clear of the captions, before a blurred copy of itself.

    Sides that hold no subject are cut off, as far as that lets the rest be larger.
    """
    room = _clear_of_captions(size, tall=tall)
    least = room[0] / (fair * image.width), room[1] / (fair * image.height)
    shape = _window(image, *room)
    across, down = (
        min(1.0, max(1.12 * needed, smallest, own))
        for needed, smallest, own in zip(seen.around(WHOLE), least, shape, strict=True)
    )
    window, _ = seen.best(across, down)
    part = window.width * image.width, window.height * image.height
    scale = min(room[0] / part[0], room[1] / part[1], fair)
    shown = max(1, round(part[0] * scale)), max(1, round(part[1] * scale))
    cut = _cut(image, window, *shown).convert("RGBA")
    return _before(_ground(image, size), cut, _inside(seen.focus, window), likeness(image), tall=tall)


def _standing(image: Image.Image, size: tuple[int, int], *, tall: bool, fair: float) -> Prepared:
    """A cut-out, whole, before a ground in its own colour: dark for what is light, light for what is dark."""
    ink = image.crop(image.getchannel("A").point(lambda alpha: 255 * (alpha > FAINT)).getbbox())
    room = _clear_of_captions(size, tall=tall)
    scale = min(room[0] / ink.width, room[1] / ink.height, fair)
    shown = max(1, round(ink.width * scale)), max(1, round(ink.height * scale))
    # Premultiplied, or the colours of what is transparent would show at the edges.
    cut = ink.convert("RGBa").resize(shown, Image.Resampling.LANCZOS, reducing_gap=2.0).convert("RGBA")
    flat = Image.new("RGB", image.size, ground_tone(image))
    flat.paste(image, (0, 0), image)
    return _before(_plain(ground_tone(image), size), cut, (0.5, 0.5), likeness(flat), tall=tall)


def _clear_of_captions(size: tuple[int, int], *, tall: bool) -> tuple[float, float]:
    """The largest width and height of what does not fill the frame.

    The camera's closest view, aimed at the middle, still shows this width whole.
    """
    return size[0] * 0.84, size[1] * (0.62 if tall else 0.58)


def _before(
    ground: Image.Image, cut: Image.Image, focus: tuple[float, float], fingerprint: str, *, tall: bool
) -> Prepared:
    """The cut-out with its shadow in the upper part of a ground; `focus` is a share of the cut-out."""
    width, height = ground.size
    left, top = (width - cut.width) // 2, round(height * (0.44 if tall else 0.42) - cut.height / 2)
    alpha = Image.new("L", ground.size, 0)
    alpha.paste(cut.getchannel("A"), (left, top))
    shade = Image.new("L", ground.size, 0)
    shade.paste(cut.getchannel("A").point(lambda level: level * SHADE // 255), (left, top + 18))
    shade = shade.filter(ImageFilter.GaussianBlur(28))
    opaque, shaded = (np.asarray(part, np.float32) / 255 for part in (alpha, shade))
    covers = opaque + shaded * (1 - opaque)
    colours = Image.new("RGB", ground.size)
    colours.paste(cut.convert("RGB"), (left, top))
    lit = np.asarray(colours, np.float32) * (opaque / np.maximum(covers, 1e-3))[..., None]
    levels = np.round(covers * 255).astype(np.uint8)
    flat = lit * covers[..., None] + np.asarray(ground, np.float32) * (1 - covers[..., None])
    rows, columns = np.flatnonzero(levels.any(1)), np.flatnonzero(levels.any(0))
    box = [int(columns[0]) // 2 * 2, int(rows[0]) // 2 * 2, int(columns[-1]) + 1, int(rows[-1]) + 1]
    box[2:] = [min(side, box[at] + (box[at + 2] - box[at] + 1) // 2 * 2) for at, side in enumerate(ground.size)]
    part = np.s_[box[1] : box[3], box[0] : box[2]]
    return Prepared(
        jpeg(_image(flat)),
        ((left + focus[0] * cut.width) / width, (top + focus[1] * cut.height) / height),
        fingerprint,
        ground=jpeg(ground),
        print=Print(
            jpeg=jpeg(_image(lit[part])),
            alpha=_png(levels[part]),
            left=box[0],
            top=box[1],
            size=(box[2] - box[0], box[3] - box[1]),
        ),
    )


def _image(pixels: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(pixels + 0.5, 0, 255).astype(np.uint8))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _plain(tone: tuple[int, int, int], size: tuple[int, int]) -> Image.Image:
    """A ground of one tone that is a little lighter behind its upper middle."""
    width, height = size
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    light = 1.14 - 0.34 * np.minimum(1.0, np.hypot((x - 0.5) * 0.9, (y - 0.42) * 1.2))
    grain = np.random.default_rng(7).normal(0, 1.2, (height, width)).astype(np.float32)  # hides the encoder's banding
    return _image(np.asarray(tone, np.float32) * light[..., None] + grain[..., None])


def _ground(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A blurred copy of the picture that fills the frame, at an even level: neither black nor white."""
    width, height = size
    small = _cut(image, Window(*_middle(image, size)), width // 8, height // 8).filter(ImageFilter.GaussianBlur(14))
    lab = cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2LAB).astype(np.float32)
    light = lab[..., 0]
    # Lightness alone is moved, and its range narrowed: colours stay, and no part of a dark picture stays black.
    lab[..., 0] = np.clip(GROUND + 0.55 * (light - light.mean()), 40, 190)
    rgb = cv2.cvtColor(lab.astype(np.uint8), cv2.COLOR_LAB2RGB)
    return Image.fromarray(rgb).resize(size, Image.Resampling.BICUBIC)


def _middle(image: Image.Image, size: tuple[int, int]) -> tuple[float, float, float, float]:
    across, down = _window(image, *size)
    return (1 - across) / 2, (1 - down) / 2, across, down
