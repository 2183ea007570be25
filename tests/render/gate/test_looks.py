"""What a look calls strange: things that the plan lacks, and none that lie a part of a cell beside their place."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.render.gate.looks import Look

SHAPE = 160, 90


def disc(x: float, y: float, radius: float) -> NDArray[np.uint8]:
    """A white disc on black with smooth edges."""
    frame = np.zeros(SHAPE, np.uint8)
    cv2.circle(frame, (round(x * 16), round(y * 16)), round(radius * 16), 255, -1, cv2.LINE_AA, shift=4)
    return frame


def strange(seen: NDArray[np.uint8], drawn: NDArray[np.uint8]) -> int:
    look = Look(12, seen, np.zeros(SHAPE, bool))
    return int(np.count_nonzero(look.strange(drawn)))


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (-0.9, 0.4), (1, 0)])
def test_a_thing_a_part_of_a_cell_beside_its_place_is_none(x: float, y: float) -> None:
    assert strange(disc(45 + x, 40 + y, 25), disc(45, 40, 25)) == 0


def test_a_thing_beside_its_place_by_more_is_one() -> None:
    assert strange(disc(49, 40, 25), disc(45, 40, 25)) > 0


def test_a_thing_that_is_not_planned_is_one_and_so_is_its_absence() -> None:
    alone = disc(45, 40, 25)
    both = np.maximum(alone, disc(20, 100, 4))
    assert strange(both, alone) > 0
    assert strange(alone, both) > 0
