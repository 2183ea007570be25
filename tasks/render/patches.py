"""Rectangles of colour laid over NV12 frames: composed once, blended into every frame that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.render.planes import FROM_BGR, Plane, Planes

Colour = tuple[int, int, int]  # R, G, B
Mask = NDArray[np.floating[Any]]  # 0..1
Window = tuple[slice, slice]  # rows, columns
Layer = tuple[Mask, Colour, Window]
GREY = 0.01  # chroma nearer to grey than this is none


@dataclass(frozen=True)
class Patch:
    """A rectangle to lay over a frame: inverse opacity, and colour already multiplied by opacity."""

    left: int
    top: int
    luma_inverse: Plane
    luma: Plane
    chroma_inverse: Plane
    chroma: Plane


def composed(layers: Sequence[Layer], left: int, top: int) -> Patch:
    """Layers one over the other, each in its window of an area at (left, top), both even, as premultiplied Y'CbCr.

    The patch is no larger than what the layers touch: it is blended into every frame that shows it.
    """
    seen = [layer for layer in layers if layer[0].size]  # a word may be of characters that show nothing
    rows, columns = (_hull([window[axis] for _, _, window in seen]) for axis in (0, 1))
    paint = _Paint(rows.stop - rows.start, columns.stop - columns.start)
    for mask, colour, window in seen:
        paint.over(mask, colour, (_moved(window[0], -rows.start), _moved(window[1], -columns.start)))
    return paint.patch(left + columns.start, top + rows.start)


def _hull(parts: Sequence[slice]) -> slice:
    """What holds all parts, from and to even pixels, for there is one chroma sample to two."""
    held = parts or [slice(0, 2)]
    return slice(min(part.start for part in held) // 2 * 2, -(-max(part.stop for part in held) // 2) * 2)


def _moved(part: slice, by: int) -> slice:
    return slice(part.start + by, part.stop + by)


class _Paint:
    """Chroma is kept as its distance from grey, and only once something has any: most layers have none."""

    def __init__(self, height: int, width: int) -> None:
        self.opacity, self.luma, *self.chroma = (np.zeros((height, width), np.float32) for _ in range(4))
        self.tinted = False

    def over(self, mask: Mask, colour: Colour, where: Window) -> None:
        luma, *chroma = FROM_BGR[:, :3] @ np.array(colour[::-1], np.float32)
        keep = 1 - mask
        self.tinted = self.tinted or max(map(abs, chroma)) > GREY
        planes = (self.opacity, self.luma, *self.chroma) if self.tinted else (self.opacity, self.luma)
        for plane, value in zip(planes, (1.0, luma + FROM_BGR[0, 3], *chroma), strict=False):
            part = plane[where]
            cv2.multiply(part, keep, dst=part)
            if abs(value) > GREY:
                cv2.scaleAdd(mask, float(value), part, dst=part)

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
    """Rounded and held within 0..255."""
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
