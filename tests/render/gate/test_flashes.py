"""Series of flashes are found with their times; dips, cuts, and patterns that move are none."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.machine.media.flashes import Flashes

FPS = 30
Frame = NDArray[np.uint8]


def flat(level: int, height: int = 96, width: int = 54) -> Frame:
    return np.full((height, width), level, np.uint8)


def found(level_at: Callable[[int], Frame], frames: int = 90, fps: int = FPS) -> list[tuple[int, int]]:
    flashes = Flashes(fps)
    for number in range(frames):
        flashes.see(number, level_at(number))
    return flashes.found


def blinking(every: int, low: int = 30, high: int = 200) -> Callable[[int], Frame]:
    """A frame that changes between two levels every so many frames."""
    return lambda number: flat(high if number // every % 2 else low)


def part(share: float) -> Callable[[int], Frame]:
    """Blinks in this share of the frame, from its top."""

    def frame(number: int) -> Frame:
        picture = flat(60)
        picture[: round(len(picture) * share)] = 220 if number // 3 % 2 else 30
        return picture

    return frame


def sliding_board(number: int) -> Frame:
    rows, columns = np.indices((96, 54))
    return (((rows // 3 + (columns + number) // 3) % 2) * 180 + 30).astype(np.uint8)


def ramp(number: int) -> Frame:
    return flat(20 + number * 2)


def here_and_there(number: int) -> Frame:
    """Half of the blocks blink, each at a time of its own: lively, and never much of it at once."""
    rows, columns = np.indices((96, 54))
    lit = (number + (rows // 8) * 5 + (columns // 8) * 3) % 8 < 4
    return np.where(lit & (columns < 27), 170, 30).astype(np.uint8)


GOOD: dict[str, Callable[[int], Frame]] = {
    "nothing": lambda _: flat(90),
    "three flashes a second": blinking(5),
    "a dip": lambda number: flat(30 if 40 <= number < 46 else 180),
    "a cut every half second": lambda number: flat((40, 190)[number // 15 % 2]),
    "a slow ramp": ramp,
    "noise of the encoder": lambda number: flat(120 + number % 2),
    "between two light levels": blinking(2, 222, 235),
    "a fifth of the frame": part(0.2),
    "a glitter": here_and_there,
    "a fine pattern that slides": sliding_board,
}
BAD: dict[str, Callable[[int], Frame]] = {
    "every frame": blinking(1),
    "every third frame": blinking(3),
    "four a second": lambda number: flat(200 if number * 8 // FPS % 2 else 30),
    "a third of the frame": part(0.34),
    "dark against darker": blinking(2, 16, 120),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_does_not_flash(name: str) -> None:
    assert found(GOOD[name]) == []


@pytest.mark.parametrize("name", BAD)
def test_what_flashes(name: str) -> None:
    (series,) = found(BAD[name])
    assert series[0] <= 4
    assert series[1] >= 86


@pytest.mark.parametrize("fps", [24, 25, 60])
def test_a_second_has_the_frames_of_its_rate(fps: int) -> None:
    assert found(lambda number: flat(200 if number * 10 // fps % 2 else 30), 3 * fps, fps)
    assert not found(lambda number: flat(200 if number * 6 // fps % 2 else 30), 3 * fps, fps)


def test_the_series_says_when_it_begins_and_ends() -> None:
    def frame(number: int) -> Frame:
        return flat(200 if 60 <= number < 90 and number % 4 < 2 else 30)

    assert found(frame, 200) == [(60, 91)]
