"""The gate accepts correct films whatever they show: more than forty, small and short."""

from collections.abc import Callable, Sized
from itertools import product

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.artwork.cards import draw
from tasks.artwork.direction import direct
from tasks.domain.channel import CaptionStyle, Palette
from tasks.domain.film.verdict import judge
from tasks.domain.timeline import OutputSpec, Timeline
from tasks.domain.values import Artifact
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.gate.measure import measure
from tasks.render.transitions import TRANSITIONS
from tests.bench.assemble import assemble
from tests.bench.inputs import encoded, photograph, timeline

pytestmark = pytest.mark.media
Painting = NDArray[np.uint8]
SHAPES = {"tall": (360, 640), "square": (400, 400), "wide": (640, 360)}
TALL = OutputSpec(width=360, height=640)
SENTENCES = (
    "In 1969 two people walked on the Moon.",
    "An octopus has three hearts and blue blood.",
    "Ninety percent of the ice lies under the water.",
)


def plain(height: int, width: int, *colour: int) -> Painting:
    return np.full((height, width, 3), colour, np.uint8)


def framed(height: int, width: int, bar: int, axis: int) -> Painting:
    """A photograph with black bars of `bar` pixels at both ends of an axis."""
    painting = photograph(5, width, height)
    inside = [slice(None), slice(None)]
    for side in (slice(0, bar), slice(-bar, None)):
        inside[axis] = side
        painting[tuple(inside)] = 0
    return painting


def page(height: int, width: int) -> Painting:
    painting = plain(height, width, 250, 250, 250)
    for row in range(40, height - 20, 22):
        cv2.putText(painting, "every word of it is small print", (14, row), cv2.FONT_HERSHEY_PLAIN, 1.1, (20, 20, 20))
    return painting


def ramp(height: int, width: int) -> Painting:
    return np.repeat(np.repeat(np.linspace(30, 220, height).astype(np.uint8)[:, None, None], width, 1), 3, 2)


def stars(height: int, width: int) -> Painting:
    painting = plain(height, width, 6, 4, 4)
    for x, y in np.random.default_rng(3).integers(0, (width, height), (60, 2)):
        cv2.circle(painting, (int(x), int(y)), 1, (255, 255, 255), -1)
    return painting


def chessboard(height: int, width: int) -> Painting:
    rows, columns = np.indices((height, width)) // 12
    return np.repeat((((rows + columns) % 2) * 200 + 20).astype(np.uint8)[..., None], 3, 2)


def dimmed(height: int, width: int, share: float) -> Painting:
    return (photograph(6, width, height) * share).astype(np.uint8)


def noise(height: int, width: int) -> Painting:
    return np.random.default_rng(9).integers(0, 256, (height, width, 3), np.uint8)


def nearly_the_same(height: int, width: int) -> Painting:
    """photograph(100), the picture of the scene before, with a red disc."""
    painting = photograph(100, width, height)
    cv2.circle(painting, (width // 2, height // 3), width // 12, (30, 30, 200), -1)
    return painting


# Pictures that users may give, each shown between photograph(100) and photograph(101).
PICTURES: dict[str, Callable[[int, int], Painting]] = {
    "dark": lambda h, w: dimmed(h, w, 0.25),
    "very dark": lambda h, w: dimmed(h, w, 0.06),
    "black": lambda h, w: plain(h, w, 0, 0, 0),
    "white": lambda h, w: plain(h, w, 255, 255, 255),
    "grey": lambda h, w: plain(h, w, 90, 90, 90),
    "red": lambda h, w: plain(h, w, 10, 10, 230),
    "a night sky": stars,
    "a ramp": ramp,
    "a page of text": page,
    "a chessboard": chessboard,
    "noise": noise,
    "letterboxed": lambda h, w: framed(h, w, h // 4, 0),
    "pillarboxed": lambda h, w: framed(h, w, w // 5, 1),
    "nearly the one before": nearly_the_same,
    "the same again": lambda h, w: photograph(100, w, h),
    "a photograph of fog": lambda h, w: (photograph(8, w, h) // 12 + 170).astype(np.uint8),
}


STYLES = list(product(CaptionStyle, SHAPES))
PALETTES = [palette for palette in Palette if palette is not Palette.auto]
KINDS = list(TRANSITIONS)
LENGTHS = list(product([24, 60], [(2, 1), (6, 6), (16, 2)]))  # frames per second; seconds and scenes
FULL = [CaptionStyle.bold, CaptionStyle.boxed, CaptionStyle.clean]


def test_there_are_at_least_forty_good_films() -> None:
    films: tuple[Sized, ...] = (STYLES, PALETTES, PICTURES, KINDS, LENGTHS, FULL)
    assert sum(len(some) for some in films) >= 40


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


def assert_accepted(plan: Timeline, store: AssetStore) -> None:
    """Assemble the film and assert that the gate passes it."""
    film = assemble(plan, store).file
    report = judge(measure(film, plan, store), plan, film)
    assert report.passed, report.reasons


def stored(painting: Painting, store: AssetStore) -> Artifact:
    return store.put(encoded(painting, quality=95), ".jpg")


@pytest.mark.sampled(10)
@pytest.mark.parametrize(("style", "shape"), STYLES)
def test_every_caption_style_in_every_shape(style: CaptionStyle, shape: str, store: AssetStore) -> None:
    width, height = SHAPES[shape]
    output = OutputSpec(width=width, height=height)
    assert_accepted(timeline(store, seconds=2.5, scenes=2, seed=len(style) + width, output=output, style=style), store)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("palette", PALETTES)
def test_drawn_scenes_of_every_palette(palette: Palette, store: AssetStore) -> None:
    width, height = picture_size(TALL)
    plans = direct(SENTENCES, seed=len(palette), palette=palette)
    pictures = [stored(np.asarray(draw(plan, width=width, height=height))[..., ::-1], store) for plan in plans]
    assert_accepted(timeline(store, seconds=3, scenes=3, output=TALL, pictures=pictures), store)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", PICTURES)
def test_users_pictures_of_every_kind(name: str, store: AssetStore) -> None:
    width, height = picture_size(TALL)
    paintings = [photograph(100, width, height), PICTURES[name](height, width), photograph(101, width, height)]
    # Long enough for a picture whose motion is invisible to count as frozen.
    assert_accepted(
        timeline(store, seconds=7, scenes=3, output=TALL, pictures=[stored(p, store) for p in paintings]), store
    )


@pytest.mark.sampled(8)
@pytest.mark.parametrize("kind", KINDS)
def test_every_transition(kind: str, store: AssetStore) -> None:
    plan = timeline(store, seconds=4, scenes=2, seed=4, output=TALL)
    first, second = plan.shots
    turned = second.model_copy(update={"transition": second.transition.model_copy(update={"kind": kind})})
    assert_accepted(plan.model_copy(update={"shots": (first, turned)}), store)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("style", FULL)
def test_at_full_size(style: CaptionStyle, store: AssetStore) -> None:
    output = OutputSpec(width=1080, height=1920)
    assert_accepted(timeline(store, seconds=2, scenes=2, seed=len(style), output=output, style=style), store)


@pytest.mark.sampled(10)
@pytest.mark.parametrize(("fps", "length"), LENGTHS)
def test_lengths_and_rates(fps: int, length: tuple[float, int], store: AssetStore) -> None:
    seconds, scenes = length
    output = OutputSpec(width=240, height=426, fps=fps)
    assert_accepted(timeline(store, seconds=seconds, scenes=scenes, seed=fps, output=output), store)
