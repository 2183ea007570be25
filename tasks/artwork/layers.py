"""Cuts a card into a sky and elements: laid over one another, these layers are the card that `cards.draw` draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from tasks.artwork.canvas import Canvas, Path, line
from tasks.artwork.plan import Cut, Manner, Matte
from tasks.domain.stage import Element, Likeness
from tasks.machine.storage.assets import AssetStore

Pixels = NDArray[np.uint8]  # (height, width, 4): premultiplied B, G, R and alpha
PATH_STEPS = 120  # of a line that is drawn


@dataclass(frozen=True)
class Layer:
    """An element, cut out on even sides: its poses, of one size, the last being the element at rest."""

    manner: Manner
    poses: tuple[Pixels, ...]
    left: int
    top: int
    anchor: tuple[int, int]  # pixels of the picture
    matte: NDArray[np.uint16] | None
    shows: Likeness | None = None


@dataclass
class LayerCutter:
    """Collects the layers of one card of `width` x `height` pixels; `frame(canvas)` scales a canvas to the design."""

    width: int
    height: int
    frame: Any
    layers: list[Layer] = field(default_factory=list)
    _pixels: dict[int, Pixels] = field(default_factory=dict)  # by the id of their canvas
    _surfaces: list[Any] = field(default_factory=list)

    def blank(self) -> Canvas:
        """A transparent canvas in units of the design."""
        pixels = np.zeros((self.height, self.width, 4), np.uint8)
        # Skia would take the array for RGBA that is not premultiplied.
        surface = skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
        canvas = surface.getCanvas()
        self.frame(canvas, self.width, self.height)
        self._pixels[id(canvas)] = pixels
        self._surfaces += [surface, canvas]
        return canvas

    def keep(self, canvases: Sequence[Canvas], manner: Manner) -> None:
        """Keep what was drawn on the canvases as one layer, cropped to its ink. What drew nothing is no layer."""
        poses = [self._pixels.pop(id(canvas)) for canvas in canvases]
        matrix = canvases[-1].getTotalMatrix()
        self._surfaces.clear()
        seen = np.max([pixels[..., 3] for pixels in poses], axis=0) > 0
        rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
        if not len(rows):
            return
        top, bottom = int(rows[0]) // 2 * 2, min(self.height, (int(rows[-1]) + 2) // 2 * 2)
        left, right = int(columns[0]) // 2 * 2, min(self.width, (int(columns[-1]) + 2) // 2 * 2)
        origin = matrix.getTranslateX(), matrix.getTranslateY()
        cut = Cut(matrix.getScaleX(), origin, left, top, right - left, bottom - top)
        at = matrix.mapXY(*manner.at)
        matte = None
        if manner.matte:
            matte = np.round(np.clip(manner.matte(cut), 0, 1) * 65535).astype(np.uint16)
        cropped = tuple(np.ascontiguousarray(pixels[top:bottom, left:right]) for pixels in poses)
        shows = None
        if shown := manner.shows:
            centre = matrix.mapXY(shown.x, shown.y)
            shows = Likeness(
                icon=shown.icon, x=centre.x(), y=centre.y(), size=shown.size * cut.scale, angle=shown.angle
            )
        self.layers.append(Layer(manner, cropped, left, top, (round(at.x()), round(at.y())), matte, shows))


def along(path: Path, width: float = 40) -> Matte:
    """Pixels appear along a path, from its beginning to its end, as if a pen of this width drew it."""

    def matte(cut: Cut) -> NDArray[np.float32]:
        pixels = np.zeros((cut.height, cut.width, 4), np.uint8)
        surface = skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
        canvas = surface.getCanvas()
        canvas.translate(cut.origin[0] - cut.left, cut.origin[1] - cut.top)
        canvas.scale(cut.scale, cut.scale)
        for step in range(PATH_STEPS, 0, -1):
            pen = line(0xFF000000 | step * 2 * 0x010101, width)
            pen.setAntiAlias(False)
            # A trim to exactly 1 is no effect at all, which Skia reports as None.
            end = min(0.9999, step / PATH_STEPS)
            pen.setPathEffect(skia.TrimPathEffect.Make((step - 1) / PATH_STEPS, end))
            canvas.drawPath(path, pen)
        surface.flushAndSubmit()
        return np.asarray(pixels[..., 0] / (2 * PATH_STEPS), np.float32)

    return matte


def around(x: float, y: float, share: float) -> Matte:
    """Pixels appear clockwise from twelve o'clock around (x, y), until `share` (0 to 1) of the turn."""

    def matte(cut: Cut) -> NDArray[np.float32]:
        across, down = _design(cut)
        angle = np.arctan2(across - x, y - down) % (2 * np.pi)
        return np.asarray(angle / (2 * np.pi * share + 0.02), np.float32)

    return matte


def rightwards(left: float, right: float) -> Matte:
    """Pixels appear from x = `left` to x = `right`, as a bar fills; the other way round if `right` is less."""

    def matte(cut: Cut) -> NDArray[np.float32]:
        across, _ = _design(cut)
        return np.asarray((across - left) / (right - left), np.float32)

    return matte


def upwards(bottom: float, top: float) -> Matte:
    """Pixels appear from y = `bottom` to y = `top`, as a column grows."""

    def matte(cut: Cut) -> NDArray[np.float32]:
        _, down = _design(cut)
        return np.asarray((down - bottom) / (top - bottom), np.float32)

    return matte


def stored(layer: Layer, store: AssetStore) -> Element:
    """The layer as an element whose files are in the store."""
    *poses, whole = layer.poses
    image = alpha = None
    if layer.manner.entrance == "floor":  # its grain would make a PNG ten times as large
        colours, alpha = _opaque(whole), store.put(_encoded(".png", whole[..., 3]), ".png")
        image = store.put(_encoded(".jpg", colours), ".jpg")
    return Element(
        image=image or store.put(_encoded(".png", whole), ".png"),
        alpha=alpha,
        left=layer.left,
        top=layer.top,
        anchor=layer.anchor,
        entrance=layer.manner.entrance,
        said=layer.manner.said,
        after=layer.manner.after,
        depth=layer.manner.depth,
        shows=layer.shows,
        poses=tuple(store.put(_encoded(".png", pose), ".png") for pose in poses),
        matte=None if layer.matte is None else store.put(_encoded(".png", layer.matte), ".png"),
    )


def _opaque(pixels: Pixels) -> NDArray[np.uint8]:
    """The colours that are premultiplied in the pixels; where nothing is, those of the row below, for JPEG's sake."""
    alpha = np.maximum(pixels[..., 3:], 1).astype(np.float32)
    colours = np.clip(pixels[..., :3] * (255 / alpha) + 0.5, 0, 255).astype(np.uint8)
    below = colours[-1]
    for row in range(len(colours) - 1, -1, -1):
        faint = pixels[row, :, 3] < 8
        colours[row, faint] = below[faint]
        below = colours[row]
    return colours


def _encoded(suffix: str, pixels: Any) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, 95] if suffix == ".jpg" else [cv2.IMWRITE_PNG_COMPRESSION, 1]
    return cv2.imencode(suffix, pixels, options)[1].tobytes()


def _design(cut: Cut) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The x and y of each pixel in design units, both of shape (height, width)."""
    y, x = np.mgrid[cut.top : cut.top + cut.height, cut.left : cut.left + cut.width].astype(np.float32)
    return (x + 0.5 - cut.origin[0]) / cut.scale, (y + 0.5 - cut.origin[1]) / cut.scale


def laid_over(sky: NDArray[np.uint8], layers: Sequence[Layer]) -> NDArray[np.uint8]:
    """The picture (B, G, R) that the layers make at rest over a sky of the same kind."""
    out = sky.copy()
    for layer in layers:
        pixels = layer.poses[-1]
        rows, columns = pixels.shape[:2]
        region = out[layer.top : layer.top + rows, layer.left : layer.left + columns]
        cv2.multiply(region, 255 - pixels[..., [3, 3, 3]], dst=region, scale=1 / 255)
        cv2.add(region, np.ascontiguousarray(pixels[..., :3]), dst=region)
    return out
