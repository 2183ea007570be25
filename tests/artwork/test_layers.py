"""A card's layers, laid over one another, are the card; and every layout says what its elements are."""

import cv2
import numpy as np
import pytest

from tasks.artwork import cards
from tasks.artwork.direction import direct
from tasks.artwork.layers import along, around, laid_over, rightwards, stored, upwards
from tasks.artwork.plan import Cut, counted
from tasks.domain.channel import Palette
from tasks.domain.film.choreography import EMPTY, OPENING, plan_stage
from tasks.domain.stage import STANDING, Element
from tasks.domain.values import Artifact
from tasks.domain.words import split_words
from tasks.machine.storage.assets import assets
from tests.artwork.planned import DRAWN, one_each

SIZES = [(414, 736), (414, 414), (736, 414)]


@pytest.mark.sampled(8)
@pytest.mark.parametrize("layout", DRAWN)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_layers_are_the_card(layout: str, size: tuple[int, int]) -> None:
    plan = one_each()[layout]
    flat = np.asarray(cards.draw(plan, width=size[0], height=size[1]))[..., ::-1].astype(float)
    sky, layers = cards.layered(plan, width=size[0], height=size[1])
    difference = laid_over(sky, layers) - flat
    # The grain that cut-outs lack has a deviation of 2.4 levels. Without it, nothing is left.
    assert float(np.abs(cv2.blur(difference, (9, 9))).mean()) < 0.15
    assert float(np.abs(cv2.blur(difference, (9, 9))).max()) < 6


@pytest.mark.integration
@pytest.mark.parametrize("layout", DRAWN)
def test_a_stage_is_furnished_at_once_however_late_its_words_are(layout: str) -> None:
    """A line, or a small word, in an empty sky looks as if something failed."""
    plan = one_each()[layout]
    _, layers = cards.layered(plan, width=270, height=480)
    some = Artifact(sha256="0" * 64, bytes=1, suffix=".png")
    elements = [
        Element(
            image=some,
            left=0,
            top=0,
            anchor=(0, 0),
            entrance=layer.manner.entrance,
            said=layer.manner.said,
            after=layer.manner.after,
        )
        for layer in layers
    ]
    late = [(word, 100 + 9 * number) for number, word in enumerate(split_words(plan.text))]
    cast = plan_stage(elements, late, late[-1][1] + 90, 30)
    inked = sum(
        int((layer.poses[-1][..., 3] > 40).sum())
        for layer, cued in zip(layers, cast, strict=True)
        if cued.first <= OPENING + EMPTY and layer.manner.entrance not in STANDING
    )
    assert inked > 0.015 * 270 * 480


@pytest.mark.integration
def test_layers_are_cut_to_their_ink_on_even_sides() -> None:
    for plan in one_each().values():
        sky, layers = cards.layered(plan, width=414, height=736)
        assert sky.shape == (736, 414, 3)
        for layer in layers:
            assert {layer.left % 2, layer.top % 2, *(side % 2 for side in layer.poses[0].shape[:2])} == {0}
            assert len({pose.shape for pose in layer.poses}) == 1
            assert (layer.poses[-1][..., :3] <= layer.poses[-1][..., 3:]).all(), "premultiplied"


def test_stored_elements_are_read_back(tmp_path: object) -> None:
    (plan,) = direct(["In 1956, a ship left."], seed=1, palette=Palette.tidepool)
    _, layers = cards.layered(plan, width=414, height=736)
    for layer in layers:
        element = stored(layer, assets())
        image = cv2.imdecode(np.frombuffer(assets().read(element.image), np.uint8), cv2.IMREAD_UNCHANGED)
        assert image is not None
        if element.alpha is None:
            assert np.array_equal(image, layer.poses[-1])
        else:
            alpha = cv2.imdecode(np.frombuffer(assets().read(element.alpha), np.uint8), cv2.IMREAD_UNCHANGED)
            assert alpha is not None
            seen = image.astype(float) * alpha[..., None] / 255
            assert np.abs(seen - layer.poses[-1][..., :3]).mean() < 1.5


@pytest.mark.parametrize("figure", ["1,200", "16", "5.86", "$1,956", "85%", "१२", "many"])
def test_a_number_counts_up_in_its_own_form(figure: str) -> None:
    assert counted(figure, 1) == figure
    steps = [counted(figure, n / 12) for n in range(1, 12)]
    assert all(len(step) <= len(figure) for step in steps)
    digits = [float("".join(c for c in step if c.isdigit() or c == ".") or 0) for step in steps]
    assert digits == sorted(digits)


def test_mattes_say_when_each_pixel_appears() -> None:
    cut = Cut(scale=0.5, origin=(0.0, 0.0), left=0, top=0, width=100, height=100)
    bar = rightwards(0, 200)(cut)
    assert bar[50, 0] < 0.02
    assert bar[50, -1] > 0.98
    assert (np.diff(bar[50]) > 0).all()
    column = upwards(200, 0)(cut)
    assert column[-1, 5] < 0.02
    assert column[0, 5] > 0.98
    ring = around(100, 100, 1.0)(cut)
    assert ring[10, 55] < ring[55, 90] < ring[90, 45] < ring[45, 10]


def test_a_pen_draws_a_path_from_its_beginning() -> None:
    import skia

    path = skia.Path()
    path.moveTo(20, 100)
    path.lineTo(180, 100)
    drawn = along(path, 20)(Cut(scale=0.5, origin=(0.0, 0.0), left=0, top=0, width=100, height=100))
    row = drawn[50, 12:88]
    assert (np.diff(row) >= 0).all()
    assert row[0] < 0.05
    assert row[-1] > 0.9
