"""A crop goes along with what crosses the picture, evenly; and stays where there is nothing that it could follow."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.domain.timeline import OutputSpec
from tasks.machine.media.clips import PreparedClip, prepare_clip
from tests.clips import clip

OUTPUT = OutputSpec(width=270, height=480)
FAST = {"preset": "ultrafast", "crf": "18"}
WIDTH, HEIGHT, FRAMES = 960, 540, 90
SECONDS = FRAMES / 30
RGB = NDArray[np.uint8]
Way = Callable[[float], float]


def texture(seed: int, width: int, height: int) -> RGB:
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(rng.normal(0, 1, (height // step, width // step, 3)), (width, height), interpolation=cv2.INTER_CUBIC)
        for step in (6, 24, 80)
    ]
    return np.asarray(np.clip(128 + 26 * np.sum(layers, axis=0), 30, 225), np.uint8)


def crossing(way: Way, size: int = 160, pan: float = 0.0) -> Iterator[RGB]:
    """A dark disc with a light rim, on its way (share of the width, by share of the time) before a textured ground."""
    ground = texture(1, WIDTH + 400, HEIGHT)
    for number in range(FRAMES):
        left = round(200 + pan * number)
        picture = ground[:, left : left + WIDTH].copy()
        at = round(WIDTH * way(number / (FRAMES - 1))), HEIGHT // 2
        cv2.circle(picture, at, size // 2, (250, 250, 250), -1, cv2.LINE_AA)
        cv2.circle(picture, at, size * 2 // 5, (0, 0, 0), -1, cv2.LINE_AA)
        yield picture


def made(file: Path, pictures: Iterator[RGB]) -> PreparedClip:
    return prepare_clip(clip(file, pictures, options=FAST), OUTPUT, SECONDS, name=file.name)


def discs(ready: PreparedClip) -> NDArray[np.float64]:
    """Where the disc is in each frame, as a share of its width."""
    with av.open(io.BytesIO(ready.mp4), "r") as box:
        frames = [frame.to_ndarray(format="gray") for frame in box.decode(box.streams.video[0])]
    dark = [cv2.GaussianBlur(frame.astype(np.float32), (0, 0), 12) for frame in frames]
    return np.array([cv2.minMaxLoc(frame)[2][0] / frame.shape[1] for frame in dark])


def across(share: float) -> float:
    return 0.1 + 0.8 * share


def test_a_subject_that_crosses_the_picture_stays_in_the_crop(tmp_path: Path) -> None:
    ready = made(tmp_path / "a.mp4", crossing(across))
    assert "cropped, following what moves" in ready.note
    places = discs(ready)
    assert len(places) == FRAMES
    assert places.min() > 0.2
    assert places.max() < 0.8


@pytest.mark.integration
def test_the_crop_moves_evenly_though_the_subject_does_not(tmp_path: Path) -> None:
    """It walks, in three steps a second."""

    def walk(share: float) -> float:
        return across(share) + 0.012 * float(np.sin(share * 2 * np.pi * 9))

    ready = made(tmp_path / "a.mp4", crossing(walk))
    assert "following what moves" in ready.note
    places = discs(ready)
    crop = np.array([walk(number / (FRAMES - 1)) for number in range(FRAMES)]) * WIDTH - places * HEIGHT * 9 / 16
    assert np.abs(np.diff(crop, 2)).max() < 4, "pixels that its pace changes by, from frame to frame"
    assert 0.15 < places.min() < places.max() < 0.85


@pytest.mark.integration
@pytest.mark.parametrize(
    "pictures",
    [
        lambda: crossing(across, size=30),
        lambda: crossing(lambda share: 0.1 + 0.8 * (5 * share % 1)),
        lambda: crossing(across, pan=2.0),
    ],
    ids=["small", "too quick", "the camera moves, too"],
)
def test_what_cannot_be_followed_is_shown_whole(pictures: Callable[[], Iterator[RGB]], tmp_path: Path) -> None:
    ready = made(tmp_path / "a.mp4", pictures())
    assert "following" not in ready.note
    assert "whole" in ready.note


@pytest.mark.integration
def test_a_followed_subject_gives_the_same_bytes_again(tmp_path: Path) -> None:
    file = clip(tmp_path / "a.mp4", crossing(across), options=FAST)
    assert prepare_clip(file, OUTPUT, SECONDS, name="a") == prepare_clip(file, OUTPUT, SECONDS, name="a")
