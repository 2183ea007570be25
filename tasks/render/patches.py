"""Rectangles of colour laid over NV12 frames: composed once, blended into every frame that shows them."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.render.planes import FROM_BGR, Plane, Planes

Colour = tuple[int, int, int]  # R, G, B
Mask = NDArray[np.floating[Any]]  # 0..1


@dataclass(frozen=True)
class Patch:
    """A rectangle to lay over a frame: inverse opacity, and colour already multiplied by opacity."""

    left: int
    top: int
    luma_inverse: Plane
    luma: Plane
    chroma_inverse: Plane
    chroma: Plane


class Paint:
    """Layers of colour, composed as premultiplied Y'CbCr."""

    def __init__(self, height: int, width: int) -> None:
        self.opacity: NDArray[Any] = np.zeros((height, width), np.float32)
        self.colour: NDArray[Any] = np.zeros((3, height, width), np.float32)  # a plane a component

    def over(self, mask: Mask, colour: Colour, where: tuple[slice, slice] = (slice(None), slice(None))) -> None:
        ycc = FROM_BGR[:, :3] @ np.array(colour[::-1], np.float32) + FROM_BGR[:, 3]
        keep = 1 - mask
        for plane, value in ((self.opacity, 1.0), *zip(self.colour, ycc, strict=True)):
            part = plane[where]
            part *= keep
            part += mask * np.float32(value)

    def patch(self, left: int, top: int) -> Patch:
        half = cv2.resize(self.opacity, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        chroma = [cv2.resize(part, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for part in self.colour[1:]]
        inverse = _bytes(255 * (1 - np.asarray(half)))
        return Patch(
            left,
            top,
            luma_inverse=_bytes(255 * (1 - self.opacity)),
            luma=_bytes(self.colour[0]),
            chroma_inverse=np.ascontiguousarray(np.stack([inverse, inverse], -1)),
            chroma=_bytes(np.stack(chroma, -1)),
        )


def _bytes(values: NDArray[Any]) -> Plane:
    return np.ascontiguousarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))


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
