"""Plays a stage: the camera moves over the sky with all that rests painted into it, and the rest is laid over it.

An element that has come in costs nothing more: it is painted into the base once. So a frame costs what a still picture
costs, and a sprite for each element that moves in it.
"""

import functools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import Damaged
from tasks.domain.film.idling import BREATH
from tasks.domain.film.poses import BREATH_HEIGHT, Pose, appearing, page, pose_at
from tasks.domain.stage import Element, Stage
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.render.camera import Frame
from tasks.render.planes import CACHE, Plane, Planes, replicate
from tasks.render.resample import Resample
from tasks.render.sprites import Sprite, lay, lay_print, smear_between


class Play:
    """One shot's stage, ready to be drawn. Not for several threads at once."""

    def __init__(self, stage: Stage, fps: int, store: AssetStore) -> None:
        self.stage, self.fps = stage, fps
        self.sky = CACHE.get(stage.sky, store)
        self.books = [_sprites(cued.element, store) for cued in stage.cast]
        self.mattes = [_matte(cued.element, store) for cued in stage.cast]
        self.painted: tuple[tuple[int, ...], Planes] = ((), self.sky)
        self.before: dict[int, Pose] = {}

    def poses(self, now: int) -> list[Pose | None]:
        """The pose of each element in frame `now` of the shot; None while it is not to be seen."""
        return [pose_at(cued, number, now, self.fps) for number, cued in enumerate(self.stage.cast)]

    def base(self, poses: Sequence[Pose | None], now: int) -> tuple[Planes, list[int]]:
        """The planes with all elements painted in that rest, lowest first, and the numbers of those that do not.

        An element above one that moves is not painted in, even if it rests: the moving one is behind it. One that
        breathes stays in its place: what is clear of that can be painted in.
        """
        resting: list[int] = []
        moving: list[int] = []
        for number, pose in enumerate(poses):
            if self.stage.prints:  # nothing rests on a ground that moves less than what is before it
                moving += [number] if number else []
            elif pose is not None:
                rests = pose.rests and all(self._is_clear(number, other, now) for other in moving)
                (resting if rests else moving).append(number)
        return self._paint(tuple(resting)), [number for number in moving if poses[number] is not None]

    def _is_clear(self, number: int, other: int, now: int) -> bool:
        """Whether an element at rest does not touch the breathing element `other`."""
        cued = self.stage.cast[other]
        if cued.breath < 0 or not 0 <= now - cued.breath < BREATH * self.fps / 30:
            return False
        upper, lower = self.books[number][-1], self.books[other][-1]
        near = BREATH_HEIGHT * 2 * self.stage.unit
        return (
            upper.left > lower.left + lower.width + near
            or lower.left > upper.left + upper.width + near
            or upper.top > lower.top + lower.height + near
            or lower.top > upper.top + upper.height + near
        )

    def _paint(self, resting: tuple[int, ...]) -> Planes:
        """The sky with these elements painted in. Keeps the last result, and paints into a copy of it what is new."""
        known, planes = self.painted
        if known == resting:
            return planes
        if known != resting[: len(known)]:
            known, planes = (), self.sky
        luma, chroma = (plane.copy() for plane in planes)
        for number in resting[len(known) :]:
            self.books[number][-1].paint((luma, chroma))
        for plane in (luma, chroma):
            replicate(plane)
        self.painted = resting, (luma, chroma)
        return luma, chroma

    def lay_moving(
        self,
        moving: Sequence[int],
        poses: Sequence[Pose | None],
        planes: Planes,
        camera: Frame,
        resample: Resample | None,
    ) -> None:
        """Lay the elements that move over the frame's planes, in place."""
        for number in moving:
            pose = poses[number]
            if pose is None:
                continue
            element, unit = self.stage.cast[number].element, self.stage.unit
            smear = smear_between(self.before.get(number), pose, unit, camera.scale)
            self.before[number] = pose
            lay(self._sprite(number, pose), planes, camera, pose, element.anchor, unit, resample, smear)

    def lay_print(self, planes: Planes, camera: Frame, resample: Resample | None) -> None:
        """Lay the photograph over its ground, in place."""
        if self.stage.prints:
            lay_print(self.books[0][-1], planes, camera, resample)

    def _sprite(self, number: int, pose: Pose) -> Sprite:
        book, matte = self.books[number], self.mattes[number]
        sprite = book[page(len(book), pose.shown)]
        if matte is None or pose.shown >= 1:
            return sprite
        return sprite.appeared(matte, *appearing(self.stage.cast[number].element.entrance, pose.shown))


@functools.lru_cache(maxsize=16)
def _sprites(element: Element, store: AssetStore) -> tuple[Sprite, ...]:
    """Its poses, the last of which is the element at rest."""
    made = [Sprite.of(_decoded(pose, store), element.left, element.top) for pose in element.poses]
    pixels = _decoded(element.image, store)
    if element.alpha:
        alpha = _decoded(element.alpha, store)
        opaque = cv2.multiply(pixels, cv2.merge([alpha] * 3), scale=1 / 255)
        pixels = np.dstack([opaque, alpha])
    return (*made, Sprite.of(pixels, element.left, element.top))


def _matte(element: Element, store: AssetStore) -> NDArray[np.float32] | None:
    if element.matte is None:
        return None
    return np.asarray(_decoded(element.matte, store) / np.float32(65535), np.float32)


def _decoded(artifact: Artifact, store: AssetStore) -> Plane:
    pixels = cv2.imdecode(np.frombuffer(store.read(artifact), np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise Damaged(f"The prepared element {artifact.sha256[:12]} cannot be decoded.")
    return np.asarray(pixels)
