"""A photograph of any shape fills the frame with its subjects whole; what a crop would lose is shown another way."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
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


def laid(picture: Prepared) -> NDArray[np.float64]:
    """The print laid over its ground."""
    part = picture.print
    assert part
    with Image.open(io.BytesIO(picture.ground)) as ground:
        out = np.asarray(ground, float).copy()
    colours, alpha = (np.asarray(Image.open(io.BytesIO(data)), float) for data in (part.jpeg, part.alpha))
    share = alpha[..., None] / 255
    place = np.s_[part.top : part.top + part.size[1], part.left : part.left + part.size[0]]
    out[place] = colours * share + out[place] * (1 - share)
    return out


def fills(pixels: Pixels, image: Image.Image, colour: tuple[int, int, int], radius: float) -> bool:
    """Whether the picture is cropped to the frame: the disc is then as large as at the scale that fills the frame."""
    scale = max(pixels.shape[1] / image.width, pixels.shape[0] / image.height)
    left, _, right, _ = box(pixels, colour)
    return right - left == pytest.approx(2 * radius * min(image.size) * scale, rel=0.04)


@pytest.mark.sampled(6)
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


@pytest.mark.parametrize(("output", "size"), [(TALL, (1000, 300)), (SQUARE, (640, 200)), (WIDE, (200, 640))], ids=str)
def test_a_panorama_that_is_too_small_to_fill_the_frame_is_a_strip_along_it(
    output: OutputSpec, size: tuple[int, int]
) -> None:
    picture, pixels = of(drawn(*size, [(0.5, 0.5, 0.3, MAGENTA)]), output)
    way = 0 if size[0] > size[1] else 1
    assert 1.25 <= picture.reach[way] <= MAX_REACH
    assert picture.reach[1 - way] == 1.0
    assert picture.print is None, "it moves with its ground, and from end to end"
    left, _, right, _ = box(pixels, STRIPE, 25)
    assert right - left == pytest.approx(2.2 * 0.3 * min(size), rel=0.04), "2.2 times its size"
    around = pixels[[8, -8]] if way == 0 else pixels[:, [8, -8]]
    assert around.std(axis=1 - way).max() < 25, "its ground is blurred"


def test_a_panorama_that_would_be_a_thread_is_framed() -> None:
    picture, _ = of(drawn(520, 200, [(0.5, 0.5, 0.3, MAGENTA)]), OutputSpec(width=1080, height=1920))
    assert picture.reach == (1.0, 1.0)
    assert picture.print


@pytest.mark.parametrize("output", [TALL, SQUARE, WIDE], ids=["tall", "square", "wide"])
def test_what_stands_before_its_ground_is_the_picture(output: OutputSpec) -> None:
    picture, pixels = of(drawn(1200, 800, APART) if output.tall else drawn(240, 210, [LEFT]), output)
    assert picture.print
    shown = laid(picture)
    assert np.abs(shown - pixels.astype(float)).mean() < 1.0
    assert np.abs(shown - pixels.astype(float)).max() < 40  # JPEG's, along the edge
    assert {picture.print.left % 2, picture.print.top % 2, *(side % 2 for side in picture.print.size)} == {0}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("output", [TALL, SQUARE, WIDE], ids=["tall", "square", "wide"])
@pytest.mark.parametrize("level", [30, 225])
def test_a_cut_out_stands_whole_on_a_ground_that_it_is_seen_on(output: OutputSpec, level: int) -> None:
    image = Image.new("RGBA", (900, 700), (255, 0, 255, 0))
    for corner in ((150, 100), (650, 500)):
        image.paste((level, level, level, 255), (*corner, corner[0] + 100, corner[1] + 100))
    picture = prepare(encoded(image, "PNG"), output, name="logo.png")
    pixels = shown(picture, output).astype(int)
    height, width = pixels.shape[:2]
    ink = np.abs(pixels.mean(2) - level) < 25
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    assert columns[0] > 0.05 * width
    assert columns[-1] < 0.95 * width
    assert rows[-1] < 0.78 * height, "clear of the captions"
    squares = ink[rows[0] : rows[0] + 20].mean(), ink[rows[-1] - 20 : rows[-1]].mean()
    assert min(squares) > 0.05, "both corners are there"
    assert abs(pixels[5:60].mean() - level) > 60, "its ground is another tone"
    assert np.abs(pixels - [255, 0, 255]).max(2).min() > 60, "the colour of what is transparent is not seen"
    assert prepare_pair([encoded(image, "PNG")] * 2, output, names=("a", "b")) is None


def test_rounded_corners_make_no_cut_out() -> None:
    image = drawn(750, 1000, [(0.5, 0.45, 0.16, MAGENTA)]).convert("RGBA")
    image.putalpha(Image.new("L", image.size, 255))
    image.paste((0, 0, 0, 0), (0, 0, 40, 40))
    picture = prepare(encoded(image, "PNG"), TALL, name="icon.png")
    assert picture.print is None


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
