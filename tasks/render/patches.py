"""Rectangles of colour laid over NV12 frames: composed once, blended into every frame that shows them."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.render.planes import FROM_BGR, Plane, Planes

Colour = tuple[int, int, int]  # R, G, B
Mask = NDArray[np.floating[Any]]  # 0..1
Layer = NDArray[Any]
BLACK = 16  # luma of black
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


class Paint:
    """Layers of colour, composed as premultiplied Y'CbCr. Chroma is kept as its distance from grey: most have none."""

    def __init__(self, height: int, width: int) -> None:
        self.opacity: Layer = np.zeros((height, width), np.float32)
        self.luma: Layer = np.zeros((height, width), np.float32)
        self.chroma: tuple[Layer, Layer] = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)

    def over(self, mask: Mask, colour: Colour, where: tuple[slice, slice] = (slice(None), slice(None))) -> None:
        luma, *chroma = FROM_BGR[:, :3] @ np.array(colour[::-1], np.float32)
        keep = 1 - mask
        values = (1.0, luma + BLACK, *chroma)
        for layer, value in zip((self.opacity, self.luma, *self.chroma), values, strict=True):
            part = layer[where]
            cv2.multiply(part, keep, dst=part)
            if abs(value) > GREY:
                cv2.scaleAdd(mask, float(value), part, dst=part)

    def patch(self, left: int, top: int) -> Patch:
        opacity, blue, red = (
            cv2.resize(layer, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            for layer in (self.opacity, *self.chroma)
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
