"""Draws cut-outs over NV12 frames: moved, scaled, squashed, turned, faded, half appeared, or smeared by their speed."""

import functools
import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.film.poses import REST, Pose
from tasks.render.camera import Frame
from tasks.render.planes import FROM_BGR, PAD, Plane, Planes
from tasks.render.resample import Resample

SMALL = 0.55  # scale below which a sprite is drawn from a copy of half its size, or it would flicker
NARROW = 64  # pixels: the compiled resampler draws nothing narrower
MAX_STEP = 1.9  # sprite pixels per frame pixel that it reaches
FAST = 26.0  # pixels a frame from which a sprite is smeared along its way
SMEAR = 0.5  # share of the way
CLEAR = (0, 255, 0, 255)  # what each plane of a sprite holds where there is nothing
Vector = NDArray[np.float64]
Edges = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Sprite:
    """A cut-out as bordered planes, premultiplied: luma, its inverse opacity, chroma, its inverse opacity."""

    planes: tuple[Plane, Plane, Plane, Plane]
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, pixels: Plane, left: int, top: int) -> "Sprite":
        """From premultiplied B, G, R and alpha, of even sides and an even place on the picture."""
        whole = np.asarray(cv2.transform(pixels, _matrix()), np.uint8)
        half = np.asarray(cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
        parts = (whole[..., 0], whole[..., 3], half[..., 1:3], half[..., [3, 3]])
        planes = tuple(_bordered(part, clear) for part, clear in zip(parts, CLEAR, strict=True))
        return cls(planes, left, top, pixels.shape[1], pixels.shape[0])  # type: ignore[arg-type]

    def inner(self, number: int) -> Plane:
        """One of its planes without the border."""
        return self.planes[number][PAD:-PAD, PAD:-PAD]

    @functools.cached_property
    def small(self) -> tuple[Plane, ...]:
        """Its planes at half their size."""
        halves = (
            cv2.resize(self.inner(n), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            for n in range(len(self.planes))
        )
        return tuple(_bordered(np.asarray(half, np.uint8), clear) for half, clear in zip(halves, CLEAR, strict=True))

    def appeared(self, matte: NDArray[np.float32], share: float, sharp: float) -> "Sprite":
        """Only the pixels whose time in the matte is up to `share`; `sharp` makes their edge hard."""
        mask = cv2.convertScaleAbs(np.clip((share - matte) * sharp + 0.5, 0, 1), alpha=255)
        half = cv2.resize(mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        masks = mask, mask, cv2.merge([half, half]), cv2.merge([half, half])
        planes = []
        for number, part in enumerate(masks):
            made = self.planes[number].copy()
            inner = made[PAD:-PAD, PAD:-PAD]
            if CLEAR[number]:
                cv2.multiply(cv2.bitwise_not(inner), part, dst=inner, scale=1 / 255)
                cv2.bitwise_not(inner, dst=inner)
            else:
                cv2.multiply(inner, part, dst=inner, scale=1 / 255)
            planes.append(made)
        return Sprite(tuple(planes), self.left, self.top, self.width, self.height)  # type: ignore[arg-type]

    @functools.cached_property
    def solid(self) -> Edges | None:
        """The box in which it hides all that is behind it; None if that is no box, as of a cut-out."""
        inverse = self.inner(1)
        rows, columns = np.flatnonzero((inverse == 0).any(1)), np.flatnonzero((inverse == 0).any(0))
        if not len(rows):
            return None
        left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        return None if inverse[top:bottom, left:right].any() else (left, top, right, bottom)

    def paint(self, planes: Planes) -> None:
        """Lay it at rest over a picture's bordered planes, in place. Their borders are then no longer right."""
        for half, plane in enumerate(planes, 1):
            y, x = self.top // half + PAD, self.left // half + PAD
            colour, inverse = self.inner(2 * half - 2), self.inner(2 * half - 1)
            _lay(colour, inverse, plane[y : y + self.height // half, x : x + self.width // half])


@functools.cache
def _matrix() -> NDArray[np.float32]:
    """cv2.transform's matrix from premultiplied B, G, R, alpha to premultiplied Y', Cb, Cr and the inverse opacity."""
    matrix = np.zeros((4, 5), np.float32)
    matrix[:3, :3] = FROM_BGR[:, :3]
    matrix[:3, 3] = FROM_BGR[:, 3] / 255  # the offsets belong to what is opaque
    matrix[3, 3:] = -1, 255
    return matrix


def _bordered(part: Plane, clear: int) -> Plane:
    whole = np.ascontiguousarray(part)
    border = cv2.copyMakeBorder(whole, PAD, PAD, PAD, PAD, cv2.BORDER_CONSTANT, value=(clear,) * 4)
    return np.asarray(border, np.uint8)


def _lay(colour: Plane, inverse: Plane, region: Plane) -> None:
    cv2.multiply(region, inverse, dst=region, scale=1 / 255)
    cv2.add(region, colour, dst=region)


def lay(
    sprite: Sprite,
    frame: Planes,
    camera: Frame,
    pose: Pose,
    anchor: tuple[int, int],
    unit: float,
    resample: Resample | None,
    smear: tuple[float, float] = (0.0, 0.0),
    within: Edges | None = None,
) -> None:
    """Draw a sprite over a frame, in place. Touches only its box, or the part of it `within` these even edges.

    `camera` is the frame's window on the picture, `anchor` stays in place when the pose scales or turns, `unit` is in
    picture pixels, and `smear` is how far it is smeared, in frame pixels.
    """
    scale, corner = camera.scale, np.array([camera.left, camera.top])
    turn = math.radians(pose.turn)
    cosine, sine = math.cos(turn), math.sin(turn)
    matrix = np.array([[cosine * pose.across, -sine * pose.down], [sine * pose.across, cosine * pose.down]])
    fixed = np.array(anchor, float)
    place = np.array([sprite.left, sprite.top], float)
    # A point p of the sprite is seen at (matrix p + shift) / scale in the frame.
    shift = fixed + np.array([pose.dx, pose.dy]) * unit + matrix @ (place - fixed) - corner
    corners = np.array([[0, 0], [sprite.width, 0], [0, sprite.height], [sprite.width, sprite.height]], float)
    seen = (corners @ matrix.T + shift) / scale
    margin = 1 + np.abs(smear) / 2
    height, width = frame[0].shape
    left, top = np.maximum(0, np.floor((seen.min(0) - margin) / 2) * 2).astype(int)
    right, bottom = np.minimum((width, height), np.ceil((seen.max(0) + margin) / 2) * 2).astype(int)
    if within:
        left, top = max(left, within[0]), max(top, within[1])
        right, bottom = min(right, within[2]), min(bottom, within[3])
    if right - left < 2 or bottom - top < 2:
        return
    box = (int(left), int(top), int(right), int(bottom))
    small = min(pose.across, pose.down) < SMALL
    planes, shrunk = (sprite.small, 0.5) if small else (sprite.planes, 1.0)
    steps = scale / pose.across * shrunk, scale / pose.down * shrunk
    straight = pose.turn == 0 and max(steps) <= MAX_STEP and right - left >= NARROW
    if resample and straight:
        parts = _resampled(planes, box, steps, shift * shrunk / np.array([pose.across, pose.down]), resample)
    else:
        parts = _warped(planes, box, scale, matrix, shift, shrunk)
    if any(smear):
        parts = [_smeared(part, smear, 1 + number // 2) for number, part in enumerate(parts)]
    if pose.alpha < 1:
        fades = ((pose.alpha, clear * (1 - pose.alpha)) for clear in CLEAR)
        parts = [cv2.convertScaleAbs(part, alpha=a, beta=b) for part, (a, b) in zip(parts, fades, strict=True)]
    for half, plane in enumerate(frame, 1):
        region = plane[box[1] // half : box[3] // half, box[0] // half : box[2] // half]
        _lay(parts[2 * half - 2], parts[2 * half - 1], region)


def lay_print(sprite: Sprite, frame: Planes, camera: Frame, resample: Resample | None) -> None:
    """Draw a sprite at rest over a frame, in place, for a tenth of the price where it hides all that is behind it.

    There it is resampled straight into the frame. Only its rim, with its shadow, is blended.
    """
    height, width = frame[0].shape
    draw = functools.partial(lay, sprite, frame, camera, REST, (0, 0), 1.0, resample)
    if not resample or not sprite.solid:
        draw()
        return
    origin = camera.left - sprite.left, camera.top - sprite.top  # of the frame, in pixels of the sprite
    # A pixel of the frame mixes neighbours, and one of chroma those of two pixels.
    left, top = (
        2 * math.ceil(((edge + 4 - at) / camera.scale) / 2) for edge, at in zip(sprite.solid[:2], origin, strict=True)
    )
    right, bottom = (
        2 * math.floor(((edge - 4 - at) / camera.scale) / 2) for edge, at in zip(sprite.solid[2:], origin, strict=True)
    )
    left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
    if right - left < 2 * NARROW or bottom - top < 2:
        draw()
        return
    for half, plane in enumerate(frame, 1):
        region = plane[top // half : bottom // half, left // half : right // half]
        at = [(first * camera.scale + way) / half for first, way in ((left, origin[0]), (top, origin[1]))]
        resample(sprite.planes[2 * half - 2], region, camera.scale, camera.scale, at[0], at[1], 1.0)
    for rim in (
        (0, 0, width, top),
        (0, bottom, width, height),
        (0, top, left + NARROW, bottom),  # what is narrower would be warped, for more than the overlap costs
        (right - NARROW, top, width, bottom),
    ):
        draw(within=rim)


def _resampled(
    planes: tuple[Plane, ...],
    box: Edges,
    steps: tuple[float, float],
    shift: Vector,
    resample: Resample,
) -> list[Any]:
    """The planes of a sprite that is not turned, for the frame's pixels in `box`."""
    left, top, right, bottom = box
    origin = left * steps[0] - shift[0], top * steps[1] - shift[1]
    parts = []
    for number, plane in enumerate(planes):
        half = 1 + number // 2
        part = np.empty(((bottom - top) // half, (right - left) // half, *plane.shape[2:]), np.uint8)
        resample(plane, part, *steps, origin[0] / half, origin[1] / half, 1.0)
        parts.append(part)
    return parts


def _warped(
    planes: tuple[Plane, ...],
    box: Edges,
    scale: float,
    matrix: Vector,
    shift: Vector,
    shrunk: float,
) -> list[Any]:
    """The planes of a sprite under any pose, for the frame's pixels in `box`."""
    left, top, right, bottom = box
    inverse = np.linalg.inv(matrix)
    parts = []
    for number, (plane, clear) in enumerate(zip(planes, CLEAR, strict=True)):
        half = 1 + number // 2
        share = shrunk / half  # pixels of this plane per pixel of the sprite
        # Pixels have their centres at a half, and planes a border.
        first = inverse @ (scale * half * (0.5 + np.array([left, top]) / half) - shift) * share + PAD - 0.5
        affine = np.hstack([inverse * scale * half * share, first[:, None]])
        size = (right - left) // half, (bottom - top) // half
        part = cv2.warpAffine(
            plane,
            affine,
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(clear,) * 4,
        )
        parts.append(part)
    return parts


def _smeared(part: Any, smear: tuple[float, float], half: int) -> Any:
    across, down = (max(1, round(abs(far) / half)) for far in smear)
    return cv2.blur(part, (across, down), borderType=cv2.BORDER_REPLICATE)


def smear_between(before: Pose | None, now: Pose, unit: float, scale: float) -> tuple[float, float]:
    """How far a sprite is smeared between two frames, in frame pixels; not at all unless it is fast."""
    if before is None or now.rests:
        return 0.0, 0.0
    across, down = (now.dx - before.dx) * unit / scale, (now.dy - before.dy) * unit / scale
    return (across * SMEAR, down * SMEAR) if math.hypot(across, down) > FAST else (0.0, 0.0)
