"""A photograph of any shape fills the frame with its subjects whole; what a crop would lose is shown another way."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from tasks.domain.timeline import OutputSpec
from tasks.machine.media.pictures import MAX_REACH, Prepared, picture_size, prepare, prepare_pair
from tests.machine.media.photographs import CYAN, MAGENTA, STRIPE, Pixels, Subject, area, box, drawn, encoded, meadow

TALL, SQUARE, WIDE = (OutputSpec(width=w, height=h) for w, h in ((540, 960), (540, 540), (960, 540)))
LEFT: Subject = (0.22, 0.5, 0.16, MAGENTA)
APART: Sequence[Subject] = [(0.15, 0.5, 0.17, MAGENTA), (0.85, 0.5, 0.17, CYAN)]


def shown(picture: Prepared, output: OutputSpec = TALL) -> Pixels:
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        width, height = picture_size(output)
        assert image.size == (round(width * picture.reach[0]), round(height * picture.reach[1]))
        return np.asarray(image)


def of(image: Image.Image, output: OutputSpec = TALL) -> tuple[Prepared, Pixels]:
    picture = prepare(encoded(image, quality=95), output, name="x.jpg")
    return picture, shown(picture, output)


def fills(pixels: Pixels, image: Image.Image, colour: tuple[int, int, int], radius: float) -> bool:
    """Whether the picture is cropped to the frame: the disc is then as large as at the scale that fills the frame."""
    scale = max(pixels.shape[1] / image.width, pixels.shape[0] / image.height)
    left, _, right, _ = box(pixels, colour)
    return right - left == pytest.approx(2 * radius * min(image.size) * scale, rel=0.04)


@pytest.mark.parametrize("output", [TALL, SQUARE, WIDE], ids=["tall", "square", "wide"])
@pytest.mark.parametrize("size", [(1000, 750), (1200, 675), (750, 1000), (800, 800)], ids=str)
@pytest.mark.parametrize("x", [0.22, 0.5, 0.8])
def test_a_photograph_with_one_subject_fills_the_frame_around_it(
    output: OutputSpec, size: tuple[int, int], x: float
) -> None:
    image = drawn(*size, [(x, 0.45, 0.16, MAGENTA)])
    picture, pixels = of(image, output)
    assert fills(pixels, image, MAGENTA, 0.16), "it is whole, and not framed"
    left, top, right, bottom = box(pixels, MAGENTA)
    height, width = pixels.shape[:2]
    assert left <= picture.focus[0] * width <= right
    assert top <= picture.focus[1] * height <= bottom


@pytest.mark.parametrize("dark", [False, True])
def test_two_subjects_that_no_crop_holds_are_shown_whole_on_a_ground_that_is_not_black(dark: bool) -> None:
    image = drawn(1200, 800, APART, dark=dark)
    _, pixels = of(image)
    whole = prepare(encoded(image), WIDE, name="x.jpg")
    ratio = area(shown(whole, WIDE), MAGENTA) / area(shown(whole, WIDE), CYAN)
    assert area(pixels, MAGENTA) / area(pixels, CYAN) == pytest.approx(ratio, rel=0.1), "both are whole"
    for rows in (pixels[15:200], pixels[-300:-15]):
        assert 70 < rows.mean() < 160
        assert rows.mean((0, 2)).std() < 25, "it is blurred"


def test_the_sides_without_a_subject_are_cut_so_that_a_framed_picture_is_larger() -> None:
    """The two discs fill half of the width: all of the picture would be a strip of a fifth of the frame's height."""
    image = drawn(1500, 700, [(0.35, 0.5, 0.22, MAGENTA), (0.65, 0.5, 0.22, CYAN)])
    _, pixels = of(image)
    left, _, right, _ = box(pixels, MAGENTA)
    assert right - left > 1.25 * 0.44 * 700 * (0.84 * 621 / 1500), "larger than in the whole picture"
    assert area(pixels, CYAN) == pytest.approx(area(pixels, MAGENTA), rel=0.1)


def test_where_nothing_stands_out_the_frame_is_filled() -> None:
    _, pixels = of(meadow(1500, 1000))
    green = pixels[..., 1].astype(int) - pixels[..., 0]
    assert all(green[rows].mean() > 30 for rows in (slice(0, 100), slice(-100, None)))
    assert all(pixels[rows].std() > 20 for rows in (slice(0, 100), slice(-100, None))), "nothing is blurred"


@pytest.mark.parametrize(("width", "height", "way"), [(3000, 750, 0), (600, 2100, 1)])
def test_a_panorama_is_longer_than_the_frame_and_holds_its_subject(width: int, height: int, way: int) -> None:
    at = (0.3, 0.5) if way == 0 else (0.5, 0.3)
    image = drawn(width, height, [(*at, 0.25, MAGENTA)])
    picture, pixels = of(image)
    assert 1.25 <= picture.reach[way] <= MAX_REACH
    assert picture.reach[1 - way] == 1.0
    assert fills(pixels, image, MAGENTA, 0.25)


def test_a_panorama_that_is_too_small_is_framed() -> None:
    picture, pixels = of(drawn(1000, 300, [(0.5, 0.5, 0.3, MAGENTA)]))
    assert picture.reach == (1.0, 1.0)
    left, _, right, _ = box(pixels, STRIPE, 25)
    assert right - left <= 2.2 * 0.3 * 300 * 1.03, "at most 2.2 times its size"


@pytest.mark.parametrize("output", [TALL, SQUARE, WIDE], ids=["tall", "square", "wide"])
def test_a_small_picture_is_framed_whole(output: OutputSpec) -> None:
    image = drawn(240, 210, [(0.5, 0.5, 0.3, MAGENTA)])
    _, pixels = of(image, output)
    left, top, right, bottom = box(pixels, STRIPE, 25)
    assert right - left <= 2.2 * 0.3 * 210 * 1.03, "at most 2.2 times its size"
    assert bottom - top == pytest.approx(0.8 * (right - left), rel=0.06), "both stripes are there"


def test_two_wide_pictures_are_stacked_in_a_tall_frame_and_two_tall_ones_stand_side_by_side_in_a_wide_one() -> None:
    wide = [drawn(900, 600, [(0.3, 0.5, 0.2, c), (0.7, 0.5, 0.2, c)], seed=n) for n, c in enumerate((MAGENTA, CYAN))]
    pair = prepare_pair([encoded(image) for image in wide], TALL, names=("a", "b"))
    assert pair
    pixels = shown(pair)
    half = len(pixels) // 2
    assert (area(pixels[:half], CYAN), area(pixels[half:], MAGENTA)) == (0, 0)
    assert area(pixels[:half], MAGENTA) == pytest.approx(area(pixels[half:], CYAN), rel=0.1)
    tall = [image.rotate(90, expand=True) for image in wide]
    side = prepare_pair([encoded(image) for image in tall], WIDE, names=("a", "b"))
    assert side
    pixels = shown(side, WIDE)
    middle = pixels.shape[1] // 2
    assert (area(pixels[:, :middle], CYAN), area(pixels[:, middle:], MAGENTA)) == (0, 0)


def test_pictures_that_fill_the_frame_alone_are_not_stacked() -> None:
    fitting = encoded(drawn(750, 1000, [LEFT]))
    apart = encoded(drawn(900, 600, [(0.3, 0.5, 0.2, CYAN), (0.7, 0.5, 0.2, CYAN)]))
    assert prepare_pair([fitting, fitting], TALL, names=("a", "b")) is None
    assert prepare_pair([fitting, apart], TALL, names=("a", "b")) is None
