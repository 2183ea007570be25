"""Reads the clip that plays in place of a stage's sky, as the small drawing of the plan needs it."""

import cv2
import numpy as np

from tasks.domain.clip import Clip
from tasks.machine.media.frames import plane_of
from tasks.machine.storage.assets import AssetStore
from tasks.render.clip_reader import ClipReader
from tasks.render.planes import Plane


class PlayedClip:
    """A clip's luma at the size of a sky (its rows and columns), frame by frame; a frame is read once."""

    def __init__(self, clip: Clip, fps: int, sky: tuple[int, ...], store: AssetStore) -> None:
        self.reader = ClipReader(clip, fps, store)
        self.rows, self.columns = sky[:2]
        self.played: dict[int, Plane] = {}

    def luma(self, now: int) -> Plane:
        """Frame `now`. Its shape is the sky's, but for rounding: as under the camera, width and upper edge count."""
        if now not in self.played:
            luma = plane_of(self.reader.frame(now), 0)
            size = self.columns, round(luma.shape[0] * self.columns / luma.shape[1])
            how = cv2.INTER_AREA if luma.shape[1] > self.columns else cv2.INTER_CUBIC
            fitted = np.asarray(cv2.resize(luma, size, interpolation=how), np.uint8)
            below = max(0, self.rows - size[1])
            self.played[now] = np.pad(fitted, ((0, below), (0, 0)), mode="edge")[: self.rows]
        return self.played[now]
