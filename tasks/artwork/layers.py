"""Cuts a card into a sky and elements: laid over one another, these layers are the card that `cards.draw` draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from tasks.artwork.canvas import Canvas, Path, line
from tasks.artwork.plan import Cut, Ink, Manner, Matte, Pixels
from tasks.domain.stage import Element, Likeness
from tasks.machine.storage.assets import AssetStore

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
    """Collects the layers of one card of `width` x `height` pixels; `frame(canvas)` scales a canvas to the design.

    Its canvases are of the card's size, and few: one that was lifted from is blank again, and drawn on next.
    """

    width: int
    height: int
    frame: Any
    layers: list[Layer] = field(default_factory=list)
    _pixels: dict[int, Pixels] = field(default_factory=dict)  # by the id of their canvas
    _surfaces: list[Any] = field(default_factory=list)
    _free: list[Canvas] = field(default_factory=list)
    _matrix: Any = None  # of every canvas

    def blank(self) -> Canvas:
        """A transparent canvas in units of the design."""
        if not self._free:
            surface, pixels = surface_of(self.width, self.height)
            canvas = surface.getCanvas()
            self.frame(canvas, self.width, self.height)
            self._matrix = canvas.getTotalMatrix()
            self._pixels[id(canvas)] = pixels
            self._surfaces += [surface, canvas]
            self._free.append(canvas)
        canvas = self._free.pop()
        canvas.save()
        return canvas

    def lift(self, canvas: Canvas) -> Ink:
        """Take what was drawn on a blank canvas, which is free for the next."""
        pixels = self._pixels[id(canvas)]
        canvas.restoreToCount(1)
        self._free.append(canvas)
        rows = np.flatnonzero(pixels.reshape(self.height, -1).max(1))  # where alpha is 0, so are the colours
        if not len(rows):
            return Ink(pixels[:0, :0], 0, 0)
        top, bottom = int(rows[0]) // 2 * 2, min(self.height, (int(rows[-1]) + 2) // 2 * 2)
        columns = np.flatnonzero(pixels[top:bottom].max(0).max(1))
        left, right = int(columns[0]) // 2 * 2, min(self.width, (int(columns[-1]) + 2) // 2 * 2)
        drawn = pixels[top:bottom, left:right]
        ink = Ink(drawn.copy(), left, top)
        drawn[:] = 0
        return ink

    def keep(self, inks: Sequence[Ink], manner: Manner) -> None:
        """Keep what was lifted as the poses of one layer. What drew nothing is no layer."""
        drawn = [ink for ink in inks if ink.pixels.size]
        if not drawn:
            return
        left, top = min(ink.left for ink in drawn), min(ink.top for ink in drawn)
        right = max(ink.left + ink.pixels.shape[1] for ink in drawn)
        bottom = max(ink.top + ink.pixels.shape[0] for ink in drawn)
        matrix = self._matrix
        origin = matrix.getTranslateX(), matrix.getTranslateY()
        cut = Cut(matrix.getScaleX(), origin, left, top, right - left, bottom - top)
        at = matrix.mapXY(*manner.at)
        matte = None
        if manner.matte:
            matte = np.round(np.clip(manner.matte(cut), 0, 1) * 65535).astype(np.uint16)
        poses = tuple(ink.within(left, top, right, bottom) for ink in inks)
        shows = None
        if shown := manner.shows:
            centre = matrix.mapXY(shown.x, shown.y)
            shows = Likeness(
                icon=shown.icon, x=centre.x(), y=centre.y(), size=shown.size * cut.scale, angle=shown.angle
            )
        self.layers.append(Layer(manner, poses, left, top, (round(at.x()), round(at.y())), matte, shows))


def surface_of(width: int, height: int) -> tuple[Any, Pixels]:
    """A transparent surface to draw on, and its pixels."""
    pixels = np.zeros((height, width, 4), np.uint8)
    # Skia would take the array for RGBA that is not premultiplied.
    return skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType), pixels


def along(path: Path, width: float = 40) -> Matte:
    """Pixels appear along a path, from its beginning to its end, as if a pen of this width drew it."""

    def matte(cut: Cut) -> NDArray[np.float32]:
        surface, pixels = surface_of(cut.width, cut.height)
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
    colours = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), np.uint8)
    alpha = cv2.extractChannel(pixels, 3)
    ragged = np.flatnonzero(alpha.min(1) < 255)
    if len(ragged):
        band = slice(int(ragged[0]), int(ragged[-1]) + 1)
        cv2.divide(colours[band], cv2.merge([alpha[band]] * 3), dst=colours[band], scale=255)
    for row in ragged[ragged + 1 < len(colours)][::-1]:
        faint = alpha[row] < 8
        colours[row, faint] = colours[row + 1, faint]
    return colours


def _encoded(suffix: str, pixels: Any) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, 95]
    if suffix == ".png":  # choosing a filter row by row takes most of the time, and makes flat paper no smaller
        options = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE]
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
        through = cv2.bitwise_not(cv2.extractChannel(pixels, 3))
        cv2.multiply(region, cv2.merge([through] * 3), dst=region, scale=1 / 255)
        cv2.add(region, cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), dst=region)
    return out
