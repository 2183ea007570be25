"""A layout is one module that describes itself: planning and drawing read nothing else about it."""

import pkgutil
from importlib import import_module

import numpy as np
import pytest

from tasks.artwork import layouts
from tasks.artwork.canvas import fill
from tasks.artwork.cards import draw
from tasks.artwork.direction import direct
from tasks.artwork.layouts import LAYOUTS
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.domain.channel import Palette

SHARED = {"common", "layout"}  # modules that hold no layout


def fits(mentions: Mentions, _turn: int) -> float | None:
    """Best of all layouts for a sentence about an octopus, unusable for others."""
    return -1 if "octopus" in mentions.text.lower() else None


def draw_red(context: DrawingContext) -> None:
    context.canvas.drawPaint(fill(0xFFFF0000))


RED = Layout(
    "red",
    fits,
    draw_red,
    things=first_things(1),
    shows=frozenset({"figure"}),
    focus=(0.1, 0.9),
    flat_floor=True,
)


def test_a_new_layout_is_chosen_planned_and_drawn_by_its_own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAYOUTS, RED.name, RED)
    sentences = ["The bridge fell.", "About 65% of an octopus is muscle, and it has three hearts.", "The bridge stood."]
    before, plan, after = direct(sentences, seed=1, palette=Palette.midnight)
    assert [card.layout == "red" for card in (before, plan, after)] == [False, True, False]
    assert [thing.word for thing in plan.things] == ["octopus"]
    assert plan.figure
    assert plan.figure.text == "65%"
    assert (plan.group, plan.place, plan.focus, plan.floor, plan.drop) == (0, "", (0.1, 0.9), "flat", 0)
    red, green, blue = np.asarray(draw(plan, width=54, height=96), float).mean(axis=(0, 1))
    assert red > 200
    assert max(green, blue) < 20


def test_a_layout_is_not_used_twice_in_a_row_however_well_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAYOUTS, RED.name, RED)
    plans = direct(["An octopus swims."] * 4, seed=1, palette=Palette.midnight)
    assert [plan.layout == "red" for plan in plans] == [True, False, True, False]


def test_of_equally_fitting_layouts_the_first_listed_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    def every(_mentions: Mentions, _turn: int) -> float:
        return -1

    for name in ("one", "other"):
        monkeypatch.setitem(LAYOUTS, name, Layout(name, every, draw_red, things=first_things(0)))
    (plan,) = direct(["An octopus swims."], seed=1, palette=Palette.midnight)
    assert plan.layout == "one"


def test_every_layout_module_is_listed_under_its_own_name() -> None:
    modules = {module.name for module in pkgutil.iter_modules(layouts.__path__)} - SHARED
    assert set(LAYOUTS) == modules
    for name in modules:
        assert LAYOUTS[name] is import_module(f"{layouts.__name__}.{name}").LAYOUT


@pytest.mark.parametrize("text", ["", "Word.", "Why?", "word " * 40])
def test_a_sentence_without_mentions_still_has_a_layout(text: str) -> None:
    assert any(layout.fits(Mentions(text=text), 0) is not None for layout in LAYOUTS.values())
