"""Charts have the declared size and show the data they were given."""

import io
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tasks.domain.runs.kpi import RunRecord
from tasks.reports import charts
from tests.reports.histories import SPANS, a_month, a_run

Pixels = NDArray[np.uint8]
ORANGE, BLUE, GREEN, RED = (217, 72, 15), (59, 91, 219), (29, 122, 70), (179, 38, 30)


def opened(png: bytes) -> Pixels:
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB"))


def matches(pixels: Pixels, colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(pixels.astype(int) - colour).max(axis=2) < 12)


def colour_share(pixels: Pixels, colour: tuple[int, int, int]) -> float:
    return float(matches(pixels, colour).mean())


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("draw", "height"),
    [(charts.durations, 1045), (charts.cost, 330), (charts.cache_hits, 330), (charts.success, 330)],
)
@pytest.mark.parametrize("runs", [a_month(), a_month()[:2], [a_run()], [a_run(outcome="failed", until="trending")]])
def test_any_history_gives_a_complete_chart(
    draw: Callable[[Sequence[RunRecord]], bytes], height: int, runs: list[RunRecord]
) -> None:
    pixels = opened(draw(runs))
    assert pixels.shape == (height, 1155, 3)
    drawn = np.asarray(pixels < 250).max(axis=2)
    for part in np.array_split(drawn, 3, axis=0):
        assert 0.002 < part.mean() < 0.6
    edge = np.concatenate([drawn[:3].ravel(), drawn[-3:].ravel(), drawn[:, :3].ravel(), drawn[:, -3:].ravel()])
    assert not edge.any(), "something is cut off at the edge"


def test_the_waterfall_highlights_the_critical_path() -> None:
    orange = matches(opened(charts.waterfall(a_run())), ORANGE)[:-60]  # without the legend
    lengths = orange.sum(axis=1)
    bars = [int(run.max()) for run in np.split(lengths, np.flatnonzero(np.diff(lengths > 0)) + 1) if run.max() > 0]
    critical = [seconds for name, (_, seconds) in SPANS.items() if name != "voiceover"]
    assert len(bars) == len(critical)
    assert bars == pytest.approx([max(bars) * seconds / 20 for seconds in critical], abs=3), "bars are not to scale"


def test_the_cost_of_a_run_is_a_bar_in_the_colour_of_its_outcome() -> None:
    runs = [a_run(0, cost_usd=0.02), a_run(1, outcome="failed", until="images", cost_usd=0.01)]
    pixels = opened(charts.cost(runs))[60:]  # below the legend
    assert colour_share(pixels, GREEN) / colour_share(pixels, RED) == pytest.approx(2, rel=0.1)


def test_cache_hits_on_a_repeated_topic_are_highlighted() -> None:
    first = a_run(0, topic="bats")
    plain = opened(charts.cache_hits([first, a_run(1)]))
    again = opened(charts.cache_hits([first, a_run(1, topic="bats", cached=tuple(SPANS))]))
    assert colour_share(again[80:], BLUE) > 0.02
    assert colour_share(plain[80:], BLUE) == 0


def spot_centres(where: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The centres (x, y) of connected marked areas, from left to right."""
    _, _, _, middles = cv2.connectedComponentsWithStats(where.astype(np.uint8), connectivity=8)
    return np.asarray(middles[1:][np.argsort(middles[1:, 0])], np.float64)


def test_thirty_runs_are_thirty_points_around_the_target_line() -> None:
    took = [45 + 2 * number + 8 * (number >= 20) for number in range(30)]  # seconds; none on the target line
    whole = opened(charts.durations([a_run(number, pace=seconds / 40) for number, seconds in enumerate(took)]))[50:280]
    points = spot_centres(matches(whole, BLUE))
    assert len(points) == 30
    assert np.diff(points[:, 0]) == pytest.approx(np.diff(points[:, 0]).mean(), abs=1.5), (
        "the points are not evenly spaced"
    )
    warm = whole[..., 0].astype(int) - whole[..., 2] > 60  # the line is paler if it falls between pixels
    line = np.flatnonzero(warm.mean(axis=1) > 0.3)
    assert 1 <= len(line) <= 3, "expected a single target line"
    assert list(points[:, 1] > line.mean()) == [seconds < 90 for seconds in took]
