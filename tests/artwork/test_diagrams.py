"""Diagrams in every shape of film: all their words are in the picture and above the captions, and bars are to scale."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pytest

from tasks.artwork import canvas, layouts
from tasks.artwork.cards import draw, layered
from tasks.artwork.direction import direct
from tasks.artwork.layouts.common import figure_lines, two_lines
from tasks.artwork.layouts.dots import FEWEST, MOST, fits
from tasks.artwork.relations import Part
from tasks.artwork.sentence import read_sentence
from tasks.domain.channel import Palette
from tests.artwork.planned import DIAGRAMS

SHAPES = {"tall": (270, 480), "portrait": (240, 300), "square": (240, 240), "wide": (480, 270)}
CAPTIONS = {"tall": 1200, "portrait": 970, "square": 1140, "wide": 1140}  # where two lines begin, in design units
SENTENCES = [
    *DIAGRAMS,
    "Fossil fuels account for 80% of global energy consumption and 75% of greenhouse gas emissions.",
    "Emissions have risen from around 2 billion metric tons in 1990 to more than 36 billion metric tons in 2019.",
    "About 65% of the body is water.",
    "He ruled for more than 70 years.",
    "They flew from Paris to Rome.",
    "Step 2: Mix the dough.",
    "About 126 million people voted.",
    "The war lasted from July 1914 to November 1918.",
]


class Line(NamedTuple):
    """A line of text with the edges of its capitals, in design units."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Line") -> bool:
        """Whether it shares more than a hair's breadth with another line."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(across, down) > 5


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Line]]:
    """Every line of text that a layout draws."""
    lines: list[Line] = []

    def record(target: object, words: str, x: float, y: float, *how: Any, **more: Any) -> tuple[float, float]:
        wide, size = canvas.text(target, words, x, y, *how, **more)
        rise = 0.72 if more.get("face") == "serif" else 0.86
        left = x - wide * {"left": 0, "centre": 0.5, "right": 1}[more.get("anchor", "centre")]
        lines.append(Line(words, left, y - rise * size, left + wide, y))
        return wide, size

    with monkeypatch.context() as patched:
        for module in pkgutil.iter_modules(layouts.__path__):
            loaded = import_module(f"{layouts.__name__}.{module.name}")
            if hasattr(loaded, "text"):
                patched.setattr(loaded, "text", record)
        yield lines


@pytest.mark.sampled(4)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_words_of_a_diagram_are_in_the_picture_and_above_the_captions(
    sentence: str, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plan,) = direct([sentence], seed=1, palette=Palette.midnight)
    assert plan.relation or plan.figure
    width, height = SHAPES[shape]
    with recorded(monkeypatch) as lines:
        draw(plan, width=width, height=height)
    assert lines or plan.layout == "route"  # whose names stand on tabs
    top = 200 if shape == "tall" else 45
    assert [line for line in lines if line.top < top or line.bottom > CAPTIONS[shape]] == []
    assert [(one.words, other.words) for one, other in combinations(lines, 2) if one.overlaps(other)] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_ranked_stands_above_the_podium(shape: str) -> None:
    (plan,) = direct(["It is the third largest city, after Paris and Lyon."], seed=1, palette=Palette.midnight)
    assert plan.layout == "ranking"
    width, height = SHAPES[shape]
    _, layers = layered(plan, width=width, height=height)
    said = next(layer for layer in layers if layer.manner.entrance == "slam")
    steps = [layer for layer in layers if layer.manner.entrance == "fill"]
    assert len(steps) == 3
    assert said.top + said.poses[-1].shape[0] <= min(step.top for step in steps)


@pytest.mark.parametrize(
    ("sentence", "ratio"),
    [
        ("An African elephant weighs 6 tonnes, while an Asian elephant weighs 4 tonnes.", 6 / 4),
        ("An oak weighs 10 tonnes, while a birch weighs 1 tonne.", 10),
    ],
)
def test_bars_are_true_to_scale(sentence: str, ratio: float, monkeypatch: pytest.MonkeyPatch) -> None:
    heights: list[float] = []
    monkeypatch.setattr(
        "tasks.artwork.layouts.compare.sheet", lambda _context, path, _paint: heights.append(path.getBounds().height())
    )
    (plan,) = direct([sentence], seed=1, palette=Palette.midnight)
    assert plan.layout == "compare"
    draw(plan, width=54, height=96)
    assert heights[0] / heights[1] == pytest.approx(ratio, rel=0.001)


def test_discs_are_true_to_scale_by_area(monkeypatch: pytest.MonkeyPatch) -> None:
    radii: list[float] = []
    monkeypatch.setattr(
        "tasks.artwork.layouts.discs.disc", lambda _context, _x, _y, radius, _colour: radii.append(radius)
    )
    (plan,) = direct(
        ["An elephant's trunk has 50 000 muscles against 600 in a human body."], seed=1, palette=Palette.plum
    )
    assert plan.layout == "discs"
    draw(plan, width=54, height=96)
    assert (radii[0] / radii[1]) ** 2 == pytest.approx(50_000 / 600)


def test_a_share_colours_as_many_things_as_it_says() -> None:
    (plan,) = direct(["Three out of four people sleep badly."], seed=1, palette=Palette.midnight)
    assert plan.relation
    full = np.asarray(draw(plan, width=270, height=480), float)
    part = plan.relation.parts[0].model_copy(update={"value": 2.0})
    fewer = plan.model_copy(update={"relation": plan.relation.model_copy(update={"parts": (part,)})})
    changed = np.abs(full - np.asarray(draw(fewer, width=270, height=480), float)).max(axis=2) > 30
    columns = np.flatnonzero(changed.any(axis=0))
    assert 270 / 2 <= columns[0] < columns[-1] < 270 * 0.8, "only the third of four persons differs"


@pytest.mark.parametrize(
    ("sentence", "drawn"),
    [
        ("About 13,200 houses burned.", True),
        ("More than 20 million soldiers died.", True),
        ("The arm moves 600 times an hour.", False),
        ("It has 2,001 parts.", False),  # a dot would stand for one part, and there is no room for all
    ],
)
def test_dots_stand_for_every_thing_that_is_counted(sentence: str, drawn: bool) -> None:
    mentions = read_sentence(sentence)
    assert mentions.figure
    assert (fits(mentions, 0) is not None) is drawn
    assert FEWEST < MOST


def test_a_figure_keeps_its_qualifier_sign_and_unit() -> None:
    lines = [words for words, _, _ in figure_lines(Part(text="more than 36 billion", unit="metric tons"), 200)]
    assert lines == ["more than", "36", "billion metric tons"]
    assert [words for words, _, _ in figure_lines(Part(text="about 50 000"), 200)] == ["about", "50 000"]
    assert [words for words, _, _ in figure_lines(Part(text="−40%"), 200)] == ["−40%"]
    assert [words for words, _, _ in figure_lines(Part(text="about seven", unit="years"), 200)][-1] == "years"


def test_a_label_breaks_into_two_even_lines_only_if_it_must() -> None:
    assert two_lines("human body", 500, 60) == ["human body"]
    rows = two_lines("severely vitamin D deficient", 300, 60)
    assert len(rows) == 2
    assert " ".join(rows) == "severely vitamin D deficient"
