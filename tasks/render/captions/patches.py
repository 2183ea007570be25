"""Composes coloured masks into patches and blends patches into NV12 frames."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.render.planes import FROM_BGR, Plane, Planes

Colour = tuple[int, int, int]  # R, G, B
Mask = NDArray[np.floating[Any]]  # 0..1
Window = tuple[slice, slice]  # rows, columns
GREY = 0.01  # chroma closer to grey than this counts as grey


class Layer(NamedTuple):
    """One colour with a mask as its opacity, in a window of the composed area."""

    mask: Mask
    colour: Colour
    where: Window
    opacity: float = 1.0  # multiplies the mask


@dataclass(frozen=True)
class Patch:
    """A rectangle to blend into a frame: inverse opacity (0..255) and premultiplied colour, at (left, top)."""

    left: int
    top: int
    luma_inverse: Plane
    luma: Plane
    chroma_inverse: Plane
    chroma: Plane

    def with_part(self, part: "Patch") -> "Patch":
        """A copy of this patch with a region replaced by `part`, which must lie within it."""
        top, left = part.top - self.top, part.left - self.left
        return Patch(
            self.left,
            self.top,
            luma_inverse=_replaced(self.luma_inverse, part.luma_inverse, top, left),
            luma=_replaced(self.luma, part.luma, top, left),
            chroma_inverse=_replaced(self.chroma_inverse, part.chroma_inverse, top // 2, left // 2),
            chroma=_replaced(self.chroma, part.chroma, top // 2, left // 2),
        )


def _replaced(whole: Plane, part: Plane, top: int, left: int) -> Plane:
    copy = whole.copy()
    copy[top : top + part.shape[0], left : left + part.shape[1]] = part
    return copy


def composed(layers: Sequence[Layer], left: int, top: int, within: Window) -> Patch:
    """Compose layers, back to front, into premultiplied Y'CbCr: the window `within` of an area at (left, top).

    All of these must be even, because chroma has half the resolution.
    """
    paint = _Paint(within)
    for layer in layers:
        paint.over(layer)
    rows, columns = within
    return paint.patch(left + columns.start, top + rows.start)


def hull(windows: Sequence[Window]) -> Window:
    """The smallest even-aligned window that contains all windows."""
    rows, columns = (
        slice(min(part.start for part in parts) // 2 * 2, -(-max(part.stop for part in parts) // 2) * 2)
        for parts in zip(*windows, strict=True)
    )
    return rows, columns


def _common(part: slice, whole: slice) -> slice:
    start = max(part.start, whole.start)
    return slice(start, max(start, min(part.stop, whole.stop)))


def shifted(part: slice, by: int) -> slice:
    """The slice, `by` further on."""
    return slice(part.start + by, part.stop + by)


def is_light(colour: Colour) -> bool:
    """Whether dark letters are more readable on the colour than white ones."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2] > 110


@functools.lru_cache(maxsize=64)
def _components(colour: Colour) -> tuple[float, float, float]:
    """Y', and Cb and Cr relative to grey."""
    luma, blue, red = FROM_BGR[:, :3] @ np.array(colour[::-1], np.float32)
    return float(luma + FROM_BGR[0, 3]), float(blue), float(red)


class _Paint:
    """Accumulates layers. Skips the chroma planes until a layer has colour, because most layers are grey."""

    def __init__(self, within: Window) -> None:
        self.rows, self.columns = within
        size = self.rows.stop - self.rows.start, self.columns.stop - self.columns.start
        self.opacity, self.luma, *self.chroma = (np.zeros(size, np.float32) for _ in range(4))
        self.tinted = False

    def over(self, layer: Layer) -> None:
        rows, columns = _common(layer.where[0], self.rows), _common(layer.where[1], self.columns)
        mask = layer.mask[shifted(rows, -layer.where[0].start), shifted(columns, -layer.where[1].start)]
        if not mask.size:
            return
        if layer.opacity != 1:
            mask = mask * np.float32(layer.opacity)
        luma, *chroma = _components(layer.colour)
        keep = 1 - mask
        self.tinted = self.tinted or max(map(abs, chroma)) > GREY
        planes = (self.opacity, self.luma, *self.chroma) if self.tinted else (self.opacity, self.luma)
        where = shifted(rows, -self.rows.start), shifted(columns, -self.columns.start)
        for plane, value in zip(planes, (1.0, luma, *chroma), strict=False):
            part = plane[where]
            cv2.multiply(part, keep, dst=part)
            if abs(value) > GREY:
                cv2.scaleAdd(mask, value, part, dst=part)

    def patch(self, left: int, top: int) -> Patch:
        opacity, blue, red = (
            cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            for plane in (self.opacity, *self.chroma)
        )
        inverse = _bytes(opacity, -255, 255)
        return Patch(
            left,
            top,
            luma_inverse=_bytes(self.opacity, -255, 255),
            luma=_bytes(self.luma),
            chroma_inverse=np.asarray(cv2.merge([inverse, inverse]), np.uint8),
            chroma=np.asarray(cv2.merge([_bytes(cv2.scaleAdd(opacity, 128, part)) for part in (blue, red)]), np.uint8),
        )


def _bytes(values: Any, scale: float = 1, shift: float = 0) -> Plane:
    """The values, scaled and shifted, rounded and clamped to 0..255."""
    return np.asarray(cv2.convertScaleAbs(values, alpha=scale, beta=shift), np.uint8)


def lay_over(item: Patch, frame: Planes) -> None:
    """Blend a patch into a frame's planes, in place."""
    luma, chroma = frame
    height, width = item.luma.shape
    region = luma[item.top : item.top + height, item.left : item.left + width]
    cv2.multiply(region, item.luma_inverse, dst=region, scale=1 / 255)
    cv2.add(region, item.luma, dst=region)
    region = chroma[item.top // 2 : (item.top + height) // 2, item.left // 2 : (item.left + width) // 2]
    cv2.multiply(region, item.chroma_inverse, dst=region, scale=1 / 255)
    cv2.add(region, item.chroma, dst=region)
