"""A look at one frame of a film, and how it differs from a drawing of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.timeline import Cue, Timeline
from tasks.render.captions.layout import caption_box
from tasks.render.gate.miniature import Drawn, Grid
from tasks.render.planes import Plane

MISS = 18  # levels of luma by which a cell differs; those of good films differ by 1 on average
STRANGE = 40  # levels by which a cell shows what is not in the plan
MIN_STRANGE = 12  # such cells at once
NEXT_DOOR = np.ones((3, 3), np.uint8)  # a cell and those around it
MIN_CELLS = 4  # of an element, or it is too small or too faint to be judged

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Look:
    """Frame `now` of a shot, shrunk to cells; `captioned` are the cells where a caption may stand."""

    now: int
    seen: Plane
    captioned: Mask

    def differing(self, drawn: Plane, levels: int = MISS) -> Mask:
        """The cells that differ from a drawing by this many levels, without those under captions."""
        return np.asarray((cv2.absdiff(self.seen, drawn) >= levels) & ~self.captioned)

    def strange(self, drawn: Plane) -> Mask:
        """The cells that show what is not in the plan; none unless there are enough.

        A moving thing may lie a part of a cell beside its drawing: what a cell next door shows is no stranger.
        """
        above = cv2.subtract(self.seen, cv2.dilate(drawn, NEXT_DOOR))
        below = cv2.subtract(cv2.erode(drawn, NEXT_DOOR), self.seen)
        cells = np.asarray((cv2.max(above, below) >= STRANGE) & ~self.captioned)
        return cells if np.count_nonzero(cells) >= MIN_STRANGE else np.zeros_like(cells)

    def match(self, drawn: Plane, cells: Mask) -> float:
        """The share of these cells that look as drawn."""
        return 1 - float(self.differing(drawn)[cells].mean()) if cells.any() else 0.0

    def cells_of(self, number: int, drawn: Drawn) -> Mask:
        """Where a drawing shows an element and no caption may stand."""
        return np.asarray((drawn.owners == number) & ~self.captioned)


def counts(owners: NDArray[np.int16], where: Mask, elements: int) -> NDArray[np.int64]:
    """How many cells each element has there."""
    return np.bincount(owners[where] + 1, minlength=elements + 1)[1:]


def captioned(timeline: Timeline, cues: Sequence[Cue], grid: Grid) -> Mask:
    """The cells that these cues' captions may touch, and those around them."""
    cells = np.zeros((grid.rows, grid.columns), bool)
    captions = timeline.captions
    for cue in cues:
        box = caption_box(cue, captions.style, timeline.output, captions.language)
        rows = slice(max(0, int(box.top / grid.cell)), int(box.bottom / grid.cell) + 1)
        cells[rows, max(0, int(box.left / grid.cell)) : int(box.right / grid.cell) + 1] = True
    return cells
