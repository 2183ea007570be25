"""In frames of every shape, captions cover no word of a card, and next to nothing of the things that it shows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import skia

from tasks.artwork import cards
from tasks.artwork.canvas import box
from tasks.artwork.cards import draw, focus_in
from tasks.artwork.layouts import LAYOUTS
from tasks.artwork.plan import DrawingContext
from tasks.domain.channel import CaptionStyle
from tasks.domain.timeline import Box, CaptionWord, Cue, OutputSpec
from tasks.render.captions.layout import caption_box
from tests.artwork.planned import DRAWN, one_each

SHAPES = {"9:16": (540, 960), "square": (540, 540), "wide": (960, 540), "4:5": (480, 600)}
FAINT = 0.5  # type of less opacity is decoration
LITTLE = 0.15  # share of a thing's box that captions may cover
CAPTIONS = {  # the highest captions: long words in two lines, with marks above and below them
    "en": ["extraordinary", "accomplishments", "internationally"],
    "hi": ["अंतरराष्ट्रीय", "विश्वविद्यालयों", "की"],
    "vi": ["NHỮNG", "ĐẶC", "BIỆT", "NGHIÊNG"],
}


class Watcher:
    """A canvas that draws on another one, and notes the boxes of text and tabs in pixels."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self.text: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._canvas, name)

    def drawTextBlob(self, blob: Any, x: float, y: float, paint: Any) -> None:  # noqa: N802
        self._note(paint, lambda canvas: canvas.drawTextBlob(blob, x, y, paint))

    def drawString(self, line: str, x: float, y: float, font: Any, paint: Any) -> None:  # noqa: N802
        self._note(paint, lambda canvas: canvas.drawString(line, x, y, font, paint))

    def _note(self, paint: Any, draw_on: Callable[[Any], None]) -> None:
        draw_on(self._canvas)
        if paint.getAlphaf() < FAINT or self._canvas.getSaveCount() > 1:
            return  # decoration
        size = self._canvas.getBaseLayerSize()
        surface = skia.Surface(size.width(), size.height())
        surface.getCanvas().setMatrix(self._canvas.getTotalMatrix())
        draw_on(surface.getCanvas())
        inked = np.nonzero(surface.makeImageSnapshot().toarray()[..., 3] > 128)
        if len(inked[0]):
            (top, bottom), (left, right) = ((axis.min(), axis.max() + 1) for axis in inked)
            self.text.append(box(left, top, right, bottom))


def test_real_sentences_use_every_layout() -> None:
    assert sorted(one_each()) == DRAWN


@pytest.mark.sampled(5)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("layout", DRAWN)
def test_captions_stand_below_what_a_card_shows(layout: str, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    watchers: list[Watcher] = []
    things: list[Any] = []

    def watched(canvas: Any, *rest: Any) -> DrawingContext:
        watchers.append(Watcher(canvas))
        return DrawingContext(watchers[-1], *rest)

    def noted(context: DrawingContext, icon: str, x: float, y: float, size: float, *_: Any, **__: Any) -> None:
        half = size / 2
        things.append(context.canvas.getTotalMatrix().mapRect(box(x - half, y - half, x + half, y + half)))

    monkeypatch.setattr(cards, "DrawingContext", watched)
    monkeypatch.setitem(LAYOUTS[layout].draw.__globals__, "subject", noted)
    width, height = SHAPES[shape]
    draw(one_each()[layout], width=width, height=height)
    captions = highest(OutputSpec(width=width, height=height))
    for text in watchers[0].text:
        assert text.bottom() <= captions.top or not crosses(text, captions), (text, captions)
        assert text.top() >= 0.06 * height, "a camera that pushes in would cut it"
    for thing in things:
        covered = max(0.0, thing.bottom() - captions.top) / thing.height()
        assert covered <= LITTLE or not crosses(thing, captions), (thing, captions)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_card_is_framed_around_what_stands_above_the_captions(shape: str) -> None:
    width, height = SHAPES[shape]
    for plan in one_each().values():
        x, y = focus_in(plan, width, height)
        assert 0 <= x <= 1
        assert y * height < highest(OutputSpec(width=width, height=height)).top


@pytest.mark.parametrize("shape", SHAPES)
def test_a_4k_frame_has_the_same_proportions(shape: str) -> None:
    small = OutputSpec(width=SHAPES[shape][0], height=SHAPES[shape][1])
    large = OutputSpec(width=4 * small.width, height=4 * small.height)
    assert highest(large).top / large.height == pytest.approx(highest(small).top / small.height, abs=0.01)


def highest(output: OutputSpec) -> Box:
    """The box of the captions that reach highest."""
    return min((box_of(words, style, output) for words in CAPTIONS.items() for style in CaptionStyle), key=top_of)


def box_of(words: tuple[str, list[str]], style: CaptionStyle, output: OutputSpec) -> Box:
    timed = tuple(CaptionWord(text=word, first=at, end=at + 1) for at, word in enumerate(words[1]))
    return caption_box(Cue(words=timed, first=0, end=len(timed)), style, output, words[0])


def top_of(captions: Box) -> int:
    return captions.top


def crosses(one: Any, captions: Box) -> bool:
    return bool(one.left() < captions.right and one.right() > captions.left)
