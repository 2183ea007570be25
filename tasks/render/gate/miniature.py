"""Draws a planned stage small: what the film must show in a frame, and which element each part of it belongs to.

It shares the plan with the renderer, poses and camera, and none of its drawing: a fault there shows as a difference.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.clip import Clip
from tasks.domain.errors import Damaged
from tasks.domain.film.motion import receding, view_values, window
from tasks.domain.film.poses import Pose, appearing, page, pose_at
from tasks.domain.stage import FAR, Cued, Element, Stage
from tasks.domain.timeline import Motion, OutputSpec, Timeline
from tasks.domain.values import Artifact
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore
from tasks.render.gate.played_clip import PlayedClip
from tasks.render.planes import FROM_BGR, Plane
from tasks.render.sprites import smear_between

CELLS = 90  # along the frame's shorter side
FINE = 3  # drawn pixels per cell and axis, of a large frame
EXACT = 400  # pixels: a frame whose shorter side is up to this is drawn in its own pixels, as thin lines fall on them
SHARP = 1.5  # pixels of a shrunk element per drawn pixel: with more, thin lines flicker; with fewer, they blur
SEEN = 26  # levels of luma by which an element must differ from what is behind it, or it cannot be judged
REDUCED_FROM = 2.0  # shrinking from which a JPEG is decoded at half its size
NOBODY = -1

Owners = NDArray[np.int16]


@dataclass(frozen=True)
class Drawn:
    """A stage in one frame: its luma, and for each cell the number of the element that is seen there, or NOBODY."""

    luma: Plane
    owners: Owners


@dataclass(frozen=True)
class Grid:
    """How a frame is divided into cells: `cell` is a side of one in pixels of the frame."""

    columns: int
    rows: int
    cell: float

    @classmethod
    def of(cls, output: OutputSpec) -> "Grid":
        cell = min(output.width, output.height) / CELLS
        return cls(round(output.width / cell), round(output.height / cell), cell)

    def shrunk(self, luma: Plane) -> Plane:
        """The mean of every cell. Reads a part of the pixels alone where there are many."""
        size = self.columns, self.rows
        if self.cell >= 6:
            half = self.columns * 3, self.rows * 3
            luma = np.asarray(cv2.resize(luma, half, interpolation=cv2.INTER_LINEAR), np.uint8)
        return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


class _Cutout:
    """An element, shrunk: luma and inverse opacity of each of its pages, read when they are first needed."""

    def __init__(self, element: Element, shrink: float, store: AssetStore) -> None:
        self.element, self.shrink, self.store = element, shrink, store
        self.pages: dict[int, Plane] = {}
        self.size = self._page(len(element.poses)).shape[1::-1]  # shrunk
        self.matte = None if element.matte is None else self._matte(element.matte)

    def seen(self, pose: Pose) -> Plane:
        """Luma and inverse opacity in this pose, before it is moved."""
        count = len(self.element.poses) + 1
        pixels = self._page(page(count, pose.shown))
        if self.matte is not None and pose.shown < 1:
            share, sharp = appearing(self.element.entrance, pose.shown)
            mask = np.clip((share - self.matte) * sharp + 0.5, 0, 1)
            pixels = np.dstack([pixels[..., 0] * mask, 255 - (255 - pixels[..., 1]) * mask]).astype(np.uint8)
        return pixels

    def _page(self, number: int) -> Plane:
        if number not in self.pages:
            element = self.element
            whole = number == len(element.poses)
            if whole and element.alpha:
                alpha = _read(element.alpha, self.store)
                self.width, self.height = alpha.shape[1::-1]
                reduced = cv2.IMREAD_REDUCED_COLOR_2 if self.shrink >= REDUCED_FROM else cv2.IMREAD_COLOR
                pixels, alpha = self._less(_read(element.image, self.store, reduced)), self._less(alpha)
                pixels = np.dstack([cv2.multiply(pixels, cv2.merge([alpha] * 3), scale=1 / 255), alpha])
            else:
                pixels = _read(element.image if whole else element.poses[number], self.store)
                self.width, self.height = pixels.shape[1::-1]
                pixels = self._less(pixels)
            self.pages[number] = np.asarray(cv2.transform(pixels, _luma_and_inverse()), np.uint8)
        return self.pages[number]

    def _less(self, pixels: Plane) -> Plane:
        """The pixels, shrunk."""
        if self.shrink == 1:
            return pixels
        size = max(1, round(self.width / self.shrink)), max(1, round(self.height / self.shrink))
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)

    def _matte(self, artifact: Artifact) -> NDArray[np.float32]:
        times = np.asarray(_read(artifact, self.store) / np.float32(65535), np.float32)
        return np.asarray(cv2.resize(times, self.size, interpolation=cv2.INTER_AREA), np.float32)


def miniature(timeline: Timeline, number: int, store: AssetStore) -> "Miniature | None":
    """The stage of shot `number`, or None if it has none."""
    shots = timeline.shots
    shot = shots[number]
    following = shots[number + 1].transition.frames if number + 1 < len(shots) else 0
    if shot.stage is None:
        return None
    return Miniature(shot.stage, shot.motion, shot.frames + following, timeline.output, store, shot.clip)


class Miniature:
    """One shot's stage, to be drawn in any of its frames, with its elements in any pose."""

    def __init__(
        self,
        stage: Stage,
        motion: Motion,
        span: int,
        output: OutputSpec,
        store: AssetStore,
        clip: Clip | None = None,
    ) -> None:
        """`span` is the number of frames that the camera moves for; a `clip` plays in place of the sky.

        Raises Damaged if a file cannot be decoded.
        """
        self.stage, self.motion, self.span, self.output = stage, motion, span, output
        self.grid = Grid.of(output)
        small = min(output.width, output.height) <= EXACT
        self.size = (output.width, output.height) if small else (self.grid.columns * FINE, self.grid.rows * FINE)
        self.steps = output.width / self.size[0], output.height / self.size[1]  # frame pixels per drawn pixel
        self.shrink = 2 ** max(0, min(3, math.floor(math.log2(max(1.0, min(self.steps))))))
        self.far = receding(motion, FAR) if stage.prints else motion  # the camera's move over the sky
        self.sky, self.whole = self._sky(store)
        self.clip = PlayedClip(clip, output.fps, self.sky.shape, store) if clip else None
        # About one pixel of a cut-out per drawn pixel: with more of them, thin lines would flicker.
        finest = max(1.0, min(self.steps) * self.view(span // 2)[0] / SHARP)
        self.cutouts = [_Cutout(cued.element, finest, store) for cued in stage.cast]

    def _sky(self, store: AssetStore) -> tuple[Plane, tuple[int, int]]:
        """The sky's luma, shrunk, and its whole size in pixels. A panorama is longer than the frame."""
        data = np.frombuffer(store.read(self.stage.sky), np.uint8)
        bgr = cv2.imdecode(data, REDUCED[self.shrink])
        if bgr is None:
            raise Damaged(f"The prepared picture {self.stage.sky.sha256[:12]} cannot be decoded.")
        usual = picture_size(self.output)
        width, height = (
            side if abs(side - self.shrink * small) < self.shrink else self.shrink * small
            for side, small in zip(usual, bgr.shape[1::-1], strict=True)
        )
        return np.asarray(cv2.transform(bgr, FROM_BGR[:1]), np.uint8), (width, height)

    def view(self, now: int, motion: Motion | None = None) -> tuple[float, float, float]:
        """The camera's window in frame `now`: picture pixels per frame pixel, left and top in picture pixels."""
        usual = picture_size(self.output)
        reach = self.whole[0] / usual[0], self.whole[1] / usual[1]
        scale, left, top = window(*view_values(motion or self.motion, now / max(1, self.span - 1)), *self.whole, reach)
        return min(scale, usual[0] / self.output.width, usual[1] / self.output.height), left, top

    def planned(self, now: int, cast: Sequence[Cued] = ()) -> Drawn:
        """The stage in frame `now` as planned, or as another cast of the same elements would play it."""
        return self.draw(now, self.poses(now, cast), self.poses(now - 1, cast))

    def poses(self, now: int, cast: Sequence[Cued] = ()) -> list[Pose | None]:
        """The planned poses of frame `now`."""
        fps = self.output.fps
        return [pose_at(cued, number, now, fps) for number, cued in enumerate(cast or self.stage.cast)]

    def inside(self, number: int, now: int) -> float:
        """The share of an element's box at rest that the frame shows."""
        scale, *corner = self.view(now)
        cutout = self.cutouts[number]
        low = (np.array([cutout.element.left, cutout.element.top]) - corner) / scale
        high = low + np.array([cutout.width, cutout.height]) / scale
        shown = np.minimum(high, (self.output.width, self.output.height)) - np.maximum(low, 0)
        return float(np.prod(np.maximum(shown, 0)) / np.prod(high - low))

    def draw(self, now: int, poses: Sequence[Pose | None], before: Sequence[Pose | None] = ()) -> Drawn:
        """The stage in frame `now`; `before` are the poses of the frame before: what is fast is smeared."""
        scale, left, top = self.view(now)
        ground = self.clip.luma(now) if self.clip else self.sky
        picture = self._warped(ground, *self.view(now, self.far))
        owners = np.full(picture.shape, NOBODY, np.int16)
        for number, pose in enumerate(poses):
            if pose is not None:
                earlier = before[number] if before else None
                self._lay(
                    number,
                    pose,
                    (scale, left, top),
                    picture,
                    owners,
                    smear_between(earlier, pose, self.stage.unit, scale),
                )
        size = self.grid.columns, self.grid.rows
        luma = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        return Drawn(luma, np.asarray(cv2.resize(owners, size, interpolation=cv2.INTER_NEAREST_EXACT), np.int16))

    def _warped(self, sky: Plane, scale: float, left: float, top: float) -> Plane:
        """A view of the sky, at the size of a drawing."""
        shrunk = np.array(self.whole) / np.array(sky.shape[1::-1])
        steps, origin = np.array(self.steps) * scale / shrunk, np.array([left, top]) / shrunk
        first = origin + steps / 2 - 0.5  # pixels have their centres at a half
        affine = np.array([[steps[0], 0, first[0]], [0, steps[1], first[1]]])
        flags, border = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
        return np.asarray(cv2.warpAffine(sky, affine, self.size, flags=flags, borderMode=border), np.uint8)

    def _lay(
        self,
        number: int,
        pose: Pose,
        camera: tuple[float, float, float],
        picture: Plane,
        owners: Owners,
        smear: tuple[float, float],
    ) -> None:
        """Lay an element over the picture, and note where it is seen; both in place."""
        cutout = self.cutouts[number]
        element, unit = cutout.element, self.stage.unit
        turn = math.radians(pose.turn)
        cosine, sine = math.cos(turn), math.sin(turn)
        matrix = np.array([[cosine * pose.across, -sine * pose.down], [sine * pose.across, cosine * pose.down]])
        fixed, place = np.array(element.anchor, float), np.array([element.left, element.top], float)
        # A point p of the element is at matrix p + shift on the picture, from the window's corner on.
        shift = fixed + np.array([pose.dx, pose.dy]) * unit + matrix @ (place - fixed) - np.array(camera[1:])
        drawn = np.array(self.steps) * camera[0]  # picture pixels per drawn pixel
        corners = np.array([[0, 0], [cutout.width, 0], [0, cutout.height], [cutout.width, cutout.height]]) @ matrix.T
        far = np.abs(smear) / np.array(self.steps)
        low = np.maximum(0, np.floor(((corners + shift) / drawn).min(0) - far - 1)).astype(int)
        high = np.minimum(self.size, np.ceil(((corners + shift) / drawn).max(0) + far + 1)).astype(int)
        if (high <= low).any():
            return
        reduced = np.array(cutout.size) / np.array([cutout.width, cutout.height])
        inverse = np.linalg.inv(matrix)
        first = (inverse @ (drawn * (low + 0.5) - shift)) * reduced - 0.5
        affine = np.hstack([inverse * drawn * reduced[:, None], first[:, None]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        size = int(high[0] - low[0]), int(high[1] - low[1])
        part = cv2.warpAffine(cutout.seen(pose), affine, size, flags=flags, borderValue=(0, 255))
        if any(smear):
            across, down = (max(1, round(one)) for one in far)
            part = cv2.blur(part, (across, down), borderType=cv2.BORDER_REPLICATE)
        colour, clear = cv2.split(part)
        if pose.alpha < 1:
            colour = cv2.convertScaleAbs(colour, alpha=pose.alpha)
            clear = cv2.convertScaleAbs(clear, alpha=pose.alpha, beta=255 * (1 - pose.alpha))
        where = slice(low[1], high[1]), slice(low[0], high[0])
        region, owned = picture[where], owners[where]
        behind = region.copy()
        cv2.multiply(region, clear, dst=region, scale=1 / 255)
        cv2.add(region, colour, dst=region)
        owned[clear < 128] = NOBODY
        owned[cv2.absdiff(region, behind) >= SEEN] = number


REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def _luma_and_inverse() -> NDArray[np.float32]:
    """cv2.transform's matrix from premultiplied B, G, R, alpha to premultiplied luma and the inverse opacity."""
    matrix = np.zeros((2, 5), np.float32)
    matrix[0, :3], matrix[0, 3] = FROM_BGR[0, :3], FROM_BGR[0, 3] / 255
    matrix[1, 3:] = -1, 255
    return matrix


def _read(artifact: Artifact, store: AssetStore, how: int = cv2.IMREAD_UNCHANGED) -> Plane:
    pixels = cv2.imdecode(np.frombuffer(store.read(artifact), np.uint8), how)
    if pixels is None:
        raise Damaged(f"The prepared element {artifact.sha256[:12]} cannot be decoded.")
    return np.asarray(pixels)
