"""A hand's shake is taken out of a clip by a crop that follows it; what was meant to move, or rests, stays as it is."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.domain.timeline import OutputSpec
from tasks.machine.media.clips import PreparedClip, prepare_clip, steadying, worker
from tasks.machine.media.clips.steadying import Steady
from tasks.machine.media.clips.window import window_of
from tests.clips import barred, clip

OUTPUT = OutputSpec(width=270, height=480)
FAST = {"preset": "ultrafast", "crf": "18"}
WIDTH, HEIGHT, FRAMES = 360, 640, 60
LONGER = pytest.mark.integration
RGB = NDArray[np.uint8]
Way = NDArray[np.float64]


@cache
def ground(seed: int = 1) -> RGB:
    """Shapes of all sizes, larger than a frame, lying or upright, by 100 pixels on each side."""
    rng = np.random.default_rng(seed)
    size = HEIGHT + 200, HEIGHT + 200
    layers = [
        cv2.resize(rng.normal(0, 1, (size[1] // step, size[0] // step, 3)), size, interpolation=cv2.INTER_CUBIC)
        for step in (4, 12, 40, 120)
    ]
    return np.asarray(np.clip(128 + 30 * np.sum(layers, axis=0), 20, 235), np.uint8)


def hand(most: float, *, seed: int = 5) -> Way:
    """Where a hand holds the camera: noise from 2 to 6 Hz, at most so many pixels off."""
    noise = np.random.default_rng(seed).normal(0, 1, (FRAMES + 40, 2))
    soft = cv2.GaussianBlur(noise, (1, 9), 1.2) - cv2.GaussianBlur(noise, (1, 31), 4)
    part = soft[20 : 20 + FRAMES]
    return np.asarray(part * most / np.abs(part).max(), np.float64)


def filmed(
    way: Way, before: Callable[[RGB, int], None] | None = None, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Iterator[RGB]:
    """What a camera on this way sees of the ground, with something `before` it."""
    picture = ground()
    for number, (right, down) in enumerate(way):
        move = np.array([[1, 0, -100 - right], [0, 1, -100 - down]], np.float64)
        frame = np.asarray(cv2.warpAffine(picture, move, size, flags=cv2.INTER_CUBIC), np.uint8)
        if before:
            before(frame, number)
        yield frame


def bobbing(frame: RGB, number: int) -> None:
    """A textured subject of a quarter of the frame that goes up and down."""
    size, top = WIDTH * 2 // 3, round(200 + 12 * np.sin(number * 1.3) + 6 * np.sin(number * 2.1))
    frame[top : top + size, 60 : 60 + size] = ground(9)[:size, :size]


def made(file: Path, output: OutputSpec = OUTPUT) -> PreparedClip:
    return prepare_clip(file, output, FRAMES / 30, name=file.name)


def filmed_to(file: Path, way: Way, before: Callable[[RGB, int], None] | None = None) -> Path:
    return clip(file, filmed(way, before), options=FAST)


def frames_of(data: bytes) -> list[NDArray[np.uint8]]:
    with av.open(io.BytesIO(data), "r") as box:
        return [np.asarray(frame.to_ndarray(format="gray"), np.uint8) for frame in box.decode(box.streams.video[0])]


def seen(frames: list[NDArray[np.uint8]]) -> Way:
    """How far the picture moves from frame to frame, by its spectrum: not as the clip was measured."""
    floats = [frame.astype(np.float32) for frame in frames]
    edge = cv2.createHanningWindow(floats[0].shape[::-1], cv2.CV_32F)
    return np.array([cv2.phaseCorrelate(one, other, edge)[0] for one, other in pairwise(floats)])


def trembling(shifts: Way) -> float:
    """How unevenly a picture moves: root mean square, in pixels a frame."""
    return float(np.sqrt(((shifts - shifts.mean(0)) ** 2).sum(1).mean()))


STILL = np.zeros((FRAMES, 2))
PAN = np.stack([np.linspace(-80, 80, FRAMES), np.linspace(0, 20, FRAMES)], 1)


@pytest.mark.parametrize("most", [8.0, pytest.param(3.0, marks=LONGER), pytest.param(20.0, marks=LONGER)])
def test_a_hand_s_shake_vanishes(most: float, tmp_path: Path) -> None:
    way = hand(most)
    ready = made(filmed_to(tmp_path / "a.mp4", way))
    assert ", steadied" in ready.note
    scale = ready.height / HEIGHT
    assert trembling(seen(frames_of(ready.mp4))) < scale * trembling(np.diff(way, axis=0)) / 3


@LONGER
def test_a_pan_by_a_shaking_hand_becomes_a_pan(tmp_path: Path) -> None:
    way = PAN + hand(8)
    ready = made(filmed_to(tmp_path / "a.mp4", way))
    assert ", steadied" in ready.note
    shifts = seen(frames_of(ready.mp4))
    scale = ready.height / HEIGHT
    assert trembling(shifts) < scale * trembling(np.diff(way, axis=0)) / 3
    meant = -scale * np.diff(PAN, axis=0).mean(0)  # the window is up to an eighth smaller: all in it is larger
    assert 0.95 < shifts.mean(0)[0] / meant[0] < 1.2


@LONGER
def test_nothing_outside_of_the_picture_is_shown(tmp_path: Path) -> None:
    ready = made(clip(tmp_path / "a.mp4", barred(filmed(hand(9)), 40), options=FAST))
    assert ", steadied" in ready.note
    for frame in frames_of(ready.mp4):
        assert min(frame[:2].mean(), frame[-2:].mean()) > 60, "a row of a bar"


STEADY: dict[str, Callable[[Path], Path]] = {
    "still": lambda file: filmed_to(file, STILL),
    "a pan": lambda file: filmed_to(file, PAN),
    "a subject that bobs before a steady camera": lambda file: filmed_to(file, STILL, bobbing),
    "a camera that sways slowly": lambda file: filmed_to(
        file, 20 * np.sin(np.arange(FRAMES) / 12)[:, None] * np.array([1.0, 0.3])
    ),
}


@pytest.fixture
def threads() -> Iterator[None]:
    """The worker, run within this process, leaves OpenCV with one thread."""
    number = cv2.getNumThreads()
    yield
    cv2.setNumThreads(number)


@LONGER
@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("kind", STEADY)
def test_what_does_not_shake_gives_the_bytes_that_it_gave(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = STEADY[kind](tmp_path / "a.mp4")
    ready = made(file)
    assert "stead" not in ready.note
    monkeypatch.setattr(
        steadying,
        "steadied",
        lambda _look, _stretch, crop, focus, _wide: Steady(crop, focus, (crop.to_width, crop.to_height)),
    )
    answer: dict[str, Any] = {"file": str(file), "mp4": str(tmp_path / "b.mp4"), "jpeg": str(tmp_path / "b.jpg")}
    worker.prepared({**answer, "output": OUTPUT.model_dump(mode="json"), "seconds": FRAMES / 30, "least": 0.0})
    assert (tmp_path / "b.mp4").read_bytes() == ready.mp4


@LONGER
def test_the_ground_is_held_and_not_the_subject(tmp_path: Path) -> None:
    way = hand(8)
    ready = made(filmed_to(tmp_path / "a.mp4", way, bobbing))
    assert ", steadied" in ready.note
    below = [frame[-ready.height // 5 :] for frame in frames_of(ready.mp4)]
    scale = ready.height / HEIGHT
    assert trembling(seen(below)) < scale * trembling(np.diff(way, axis=0)) / 3


@LONGER
def test_a_clip_that_is_shown_whole_is_steadied_over_a_ground_at_rest(tmp_path: Path) -> None:
    way = hand(8)
    ready = made(clip(tmp_path / "a.mp4", filmed(way, size=(HEIGHT, WIDTH)), options=FAST))
    assert "whole, steadied" in ready.note
    frames = frames_of(ready.mp4)
    middle = [frame[170:250, 40:-40] for frame in frames]
    assert trembling(seen(middle)) < 0.84 * OUTPUT.width / HEIGHT * trembling(np.diff(way, axis=0)) / 3
    assert max(np.abs(frame[:80].astype(int) - frames[0][:80]).max() for frame in frames) < 12


@LONGER
def test_a_steadied_clip_gives_the_same_bytes_again(tmp_path: Path) -> None:
    file = filmed_to(tmp_path / "a.mp4", hand(8))
    assert made(file) == made(file)


@LONGER
def test_a_lying_clip_of_few_lines_is_steadied_too(tmp_path: Path) -> None:
    """It has as little to give as one of 720 lines for a film of full size."""
    way = hand(4) * np.array([1.0, 0.6])
    output = OutputSpec(width=540, height=960)
    ready = made(clip(tmp_path / "a.mp4", filmed(way, lit, size=(640, 360)), options=FAST), output)
    assert "cropped, steadied" in ready.note
    assert (ready.width, ready.height) == (216, 384)
    scale = ready.height / 360
    assert trembling(seen(frames_of(ready.mp4))) < scale * trembling(np.diff(way, axis=0)) / 3


def lit(frame: RGB, _number: int) -> None:
    """Plain but for a column in the middle."""
    for side in (np.s_[:, :200], np.s_[:, -200:]):
        frame[side] = cv2.addWeighted(frame[side], 0.3, np.full_like(frame[side], 110), 0.7, 0)


@LONGER
@pytest.mark.parametrize(
    ("most", "output", "why"),
    [
        (8.0, OutputSpec(width=1080, height=1920), "shaken, but too small to be steadied"),
        (38.0, OUTPUT, "shaken by more than a crop can steady"),
    ],
)
def test_the_note_says_why_a_shaken_clip_is_not_steadied(
    most: float, output: OutputSpec, why: str, tmp_path: Path
) -> None:
    way = hand(most)[:, ::-1] * np.array([1.0, 0.2])  # mostly to the sides
    assert f", {why}" in made(filmed_to(tmp_path / "a.mp4", way), output).note


@pytest.mark.parametrize(("right", "down"), [(0.0, 0.0), (3.5, 0.25), (7.75, 9.5), (8.0, 10.0)])
def test_a_window_is_cut_at_a_fraction_of_a_pixel(right: float, down: float) -> None:
    def waves(left: float, top: float, width: int, height: int, step: int) -> NDArray[np.uint8]:
        x, y = np.meshgrid(left + step * np.arange(width), top + step * np.arange(height))
        return np.asarray(np.round(128 + 50 * np.sin(x / 4) + 40 * np.cos(y / 5)), np.uint8)

    planes = [waves(0, 0, 72, 58, 1), *(waves(0, 0, 36, 29, 2),) * 2]
    frame = av.VideoFrame.from_ndarray(np.concatenate([p.ravel() for p in planes]).reshape(87, 72), format="yuv420p")
    cut = window_of(frame, right, down, 64, 48).to_ndarray()
    inside = np.s_[4:-4, 4:-4]
    wanted = waves(right, down, 64, 48, 1)
    assert np.abs(cut[:48].astype(int) - wanted)[inside].max() <= 2
    colour = cut[48:60].reshape(24, 32).astype(int)
    assert np.abs(colour - waves(right, down, 32, 24, 2))[inside].max() <= 3
