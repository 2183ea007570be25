"""The gate accepts correct films of cards that play: every layout, palette, shape, frame rate and liveliness."""

from collections.abc import Sequence, Sized

import pytest

from tasks.domain.channel import Liveliness, Palette
from tasks.domain.film.verdict import judge
from tasks.domain.timeline import OutputSpec, Timeline
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.gate.measure import measure
from tests.artwork.planned import DRAWN, one_each
from tests.bench.assemble import assemble
from tests.bench.staged import staged

pytestmark = pytest.mark.media
GROUPS = [DRAWN[at : at + 3] for at in range(0, len(DRAWN), 3)]
PALETTES = [palette for palette in Palette if palette is not Palette.auto]
SHAPES = {"tall": (270, 480), "square": (300, 300), "wide": (480, 270), "4:5": (288, 360)}
RATES = [24, 25, 30, 50, 60]
TALL = OutputSpec(width=270, height=480)
SENTENCES = ("In 1969 two people walked on the Moon.", "Ninety percent of the ice lies under the water.")


def assert_accepted(plan: Timeline, store: AssetStore) -> None:
    """Assemble the film and assert that the gate passes it, and has judged its elements."""
    film = assemble(plan, store).file
    measured = measure(film, plan, store)
    report = judge(measured, plan, film)
    assert report.passed, report.reasons
    elements = sum(len(shot.stage.cast) for shot in plan.shots if shot.stage)
    assert measured.elements.judged >= 0.8 * elements


def test_there_are_at_least_forty_good_films() -> None:
    films: Sequence[Sized] = (GROUPS, GROUPS, GROUPS, PALETTES, SHAPES, RATES, Liveliness)
    assert sum(map(len, films)) >= 40
    assert len(DRAWN) >= 29


@pytest.mark.sampled(4)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape(shape: str) -> None:
    width, height = SHAPES[shape]
    assert_accepted(staged(assets(), sentences=SENTENCES, output=OutputSpec(width=width, height=height)), assets())


@pytest.mark.sampled(3)
@pytest.mark.parametrize("motion", Liveliness)
def test_every_liveliness(motion: Liveliness) -> None:
    assert_accepted(staged(assets(), sentences=SENTENCES, output=TALL, motion=motion), assets())


@pytest.mark.integration
@pytest.mark.parametrize("fps", RATES)
def test_every_frame_rate(fps: int) -> None:
    assert_accepted(staged(assets(), sentences=SENTENCES, output=OutputSpec(width=270, height=480, fps=fps)), assets())


@pytest.mark.integration
@pytest.mark.parametrize("palette", PALETTES)
def test_every_palette(palette: Palette) -> None:
    assert_accepted(staged(assets(), sentences=SENTENCES, output=TALL, palette=palette), assets())


@pytest.mark.integration
@pytest.mark.parametrize("shape", ["tall", "square", "wide"])
@pytest.mark.parametrize("layouts", GROUPS, ids="-".join)
def test_every_layout_in_every_shape(layouts: Sequence[str], shape: str) -> None:
    plans = [one_each()[layout] for layout in layouts]
    width, height = SHAPES[shape]
    assert_accepted(staged(assets(), plans=plans, output=OutputSpec(width=width, height=height)), assets())
