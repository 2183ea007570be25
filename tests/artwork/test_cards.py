"""Cards as pixels: every layout draws, the same plan gives the same picture, and no letter is an empty box."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.artwork.canvas import FACES, Face, typeface
from tasks.artwork.cards import draw
from tasks.artwork.direction import direct
from tasks.artwork.layouts import LAYOUTS
from tasks.artwork.lexicon import pictures
from tasks.artwork.thumbnail import thumbnail
from tasks.domain.channel import Palette
from tests.artwork.readings import BATCHES, judged

SENTENCES = [row.sentence for batch in BATCHES for row in judged(batch)]
PLANS = [
    plan
    for at in range(0, len(SENTENCES), 10)
    for plan in direct(SENTENCES[at : at + 10], seed=at, palette=Palette.auto)
]


def pixels(picture: object) -> NDArray[np.float64]:
    return np.asarray(picture, dtype=np.float64)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_layout_draws_something_over_its_sky(layout: str) -> None:
    plan = next(plan for plan in PLANS if plan.layout == layout)
    small = pixels(draw(plan, width=270, height=480))
    assert small.shape == (480, 270, 3)
    above = small[60:300].mean(axis=2)
    assert above.std() > 12, "the picture has a subject, not only a gradient"
    below = small[400:].mean()
    assert below < 120, "captions are read on a dark floor"


def test_the_same_plan_gives_the_same_pixels() -> None:
    plan = PLANS[7]
    assert np.array_equal(pixels(draw(plan, width=270, height=480)), pixels(draw(plan, width=270, height=480)))


def test_cards_of_one_short_look_different() -> None:
    small = [pixels(draw(plan, width=54, height=96)) for plan in PLANS[:10]]
    for at, card in enumerate(small):
        for other in small[at + 1 :]:
            assert np.abs(card - other).mean() > 8


@pytest.mark.parametrize("face", ["display", "serif"])
def test_the_faces_have_the_letters_of_european_text(face: Face) -> None:
    letters = "ABCabc0123456789äöüßéèêçñåøæœłšž€£$%°’“”–—…?!&"
    assert face in FACES
    missing = [letter for letter in letters if typeface(face).unicharToGlyph(ord(letter)) == 0]
    assert missing == []


def test_no_icon_is_an_empty_box() -> None:
    for icon in set(pictures().values()):
        face, _, code = icon.partition(":")
        assert typeface("emoji" if face == "emoji" else "icons").unicharToGlyph(int(code, 16)) != 0, icon


@pytest.mark.parametrize("title", ["The Octopus Has Three Hearts", "Zero", "Why the Leap Year Rule Has an Exception"])
def test_a_thumbnails_title_is_read_at_160_pixels(title: str) -> None:
    cover = thumbnail(title, PLANS[:3], seed=1, palette=Palette.midnight)
    assert cover.size == (1080, 1920)
    small = pixels(cover.resize((160, 284)).convert("L"))
    words = small[20:150]
    dark, light = np.percentile(words, 5), np.percentile(words, 80)
    assert light - dark > 90, "ink and ground are far apart"
    rows = (words < (dark + light) / 2).mean(axis=1)
    runs = "".join("x" if row > 0.05 else " " for row in rows).split()
    assert max(len(run) for run in runs) >= 12, "its letters are at least 12 of 284 pixels tall"
