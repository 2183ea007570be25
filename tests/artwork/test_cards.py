"""Rendered cards and covers: every layout draws, renders are deterministic, and titles are legible."""

import unicodedata
from itertools import groupby

import cv2
import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from tasks.artwork.canvas import Path, fill, typeface
from tasks.artwork.cards import draw
from tasks.artwork.cover_layouts import SQUARE, TALL, WIDE, CoverPlan
from tasks.artwork.faces import FACES, Face
from tasks.artwork.glyphs import glyph
from tasks.artwork.layouts import LAYOUTS, SPOKEN
from tasks.artwork.lexicon import pictures
from tasks.artwork.palettes import MIN_CONTRAST
from tasks.artwork.thumbnail import BAR, set_title, thumbnail
from tasks.domain.channel import Palette
from tests.artwork.planned import plans


def as_floats(picture: object) -> NDArray[np.float64]:
    return np.asarray(picture, dtype=np.float64)


@pytest.mark.parametrize("layout", sorted({*LAYOUTS} - {SPOKEN}))  # over which no captions stand
def test_every_layout_draws_a_subject_over_its_sky(layout: str) -> None:
    plan = next(plan for plan in plans() if plan.layout == layout)
    small = as_floats(draw(plan, width=270, height=480))
    assert small.shape == (480, 270, 3)
    above = small[60:300].mean(axis=2)
    assert above.std() > 12, "only a gradient is drawn, no subject"
    below = small[400:].mean()
    assert below < 120, "the floor is too bright for captions"


def test_the_same_plan_gives_the_same_pixels() -> None:
    plan = plans()[7]
    assert np.array_equal(as_floats(draw(plan, width=270, height=480)), as_floats(draw(plan, width=270, height=480)))


def test_cards_of_one_short_look_different() -> None:
    small = [as_floats(draw(plan, width=54, height=96)) for plan, _ in groupby(plans()[:10])]
    for at, card in enumerate(small):
        for other in small[at + 1 :]:
            assert np.abs(card - other).mean() > 8


@pytest.mark.parametrize("face", ["display", "serif"])
def test_the_faces_have_the_letters_of_european_languages(face: Face) -> None:
    letters = "ABCabc0123456789äöüßéèêçñåøæœłšž€£$%°’“”–—…?!&"
    assert face in FACES
    missing = [letter for letter in letters if typeface(face).unicharToGlyph(ord(letter)) == 0]
    assert missing == []


@pytest.mark.integration
def test_every_icon_has_a_glyph() -> None:
    for icon in {picture.icon for choice in pictures().values() for picture in choice}:
        assert glyph(icon).silhouette.countPoints() > 2, icon
        face, _, code = icon.partition(":")
        if face == "drawn":
            continue
        assert typeface("emoji" if face == "emoji" else "icons").unicharToGlyph(int(code, 16)) != 0, icon


@pytest.mark.parametrize(
    ("name", "line_art"),
    [("family", False), ("spider", False), ("paw prints", False), ("volcano", True), ("sleeping face", True)],
)
def test_only_lines_are_coloured_in(name: str, line_art: bool) -> None:
    """Between people who hold hands is nothing to colour."""
    icon = f"emoji:{ord(unicodedata.lookup(name)):x}"
    assert glyph(icon).line_art is line_art


@pytest.mark.integration
def test_every_icon_is_cut_out_along_its_outer_edge() -> None:
    """Nothing of a drawing lies outside of its paper, and no part that its lines enclose is left open."""

    def covered(path: Path) -> NDArray[np.uint8]:
        surface = skia.Surface(96, 96)
        canvas = surface.getCanvas()
        canvas.translate(48, 48)
        canvas.scale(90, 90)
        canvas.drawPath(path, fill(0xFFFFFFFF))
        return np.asarray(surface.makeImageSnapshot().toarray()[..., 3] > 128, np.uint8)

    for icon in {picture.icon for choice in pictures().values() for picture in choice}:
        around = covered(glyph(icon).outline)
        cv2.floodFill(around, None, (0, 0), 2)
        left_open = (around != 2) & (covered(glyph(icon).silhouette) == 0)
        assert left_open.sum() < 0.03 * (around != 2).sum(), icon


SIZES = {"tall": (540, 960), "square": (540, 540), "wide": (960, 540)}
LONGEST = (
    "Everything That Anybody Ever Wanted to Know, and Much That Nobody Did, about the Slow, Cold, Dark and "
    "Astonishingly Long Life of the Greenland Shark"
)
TITLES = [
    "Zero",
    "The Octopus Has Three Hearts",
    "Why the Leap Year Rule Has an Exception",
    "How a Forgotten Lake Below Four Kilometres of Antarctic Ice Changed What We Know About Life Itself Now",
    "The Man Who Walked Across Australia Twice, Unseen, Unheard and in the End by All but His Dog Forgotten",
    LONGEST,
]
LISTED_WIDTH = 160  # width in pixels of a cover in a list


@pytest.mark.sampled(9)
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside a subject"])
def test_a_thumbnails_title_is_legible_at_160_pixels(
    title: str, shape: str, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Capitals are at least seven pixels high: a dot matrix font needs seven rows to distinguish all letters."""
    size = SIZES[shape]
    ink, _ = inked(title, size, Palette.midnight, monkeypatch, alone=alone)
    rows = np.flatnonzero(np.diff(np.pad(ink.any(axis=1).astype(int), 1))).reshape(-1, 2)
    capitals = (rows[:, 1] - rows[:, 0]) * LISTED_WIDTH / size[0]
    assert 1 <= len(capitals) <= 6
    assert capitals.min() >= 7
    assert rows.min() > 0.02 * size[1]
    columns = np.flatnonzero(ink.any(axis=0))
    assert 0.02 * size[0] < columns[0]
    assert columns[-1] < 0.98 * size[0]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("palette", [palette for palette in Palette if palette != Palette.auto])
def test_a_thumbnails_title_contrasts_with_everything_behind_it(
    palette: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compare every stroke, on the bar or the rays, with the background it covers, by WCAG contrast."""
    for size in SIZES.values():
        _, contrast = inked(TITLES[1], size, palette, monkeypatch, alone=False)
        assert np.percentile(contrast, 1) >= MIN_CONTRAST, size


def inked(
    title: str, size: tuple[int, int], palette: Palette, monkeypatch: pytest.MonkeyPatch, *, alone: bool
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """The mask of the title's letters, and the contrast of each of their pixels with the cover without a title."""
    monkeypatch.setattr("tasks.artwork.thumbnail._subject", lambda *_: "" if alone else pictures()["octopus"][0].icon)
    cover = as_floats(thumbnail(title, seed=1, palette=palette, size=size, layout="rays").image)
    with monkeypatch.context() as wordless:
        wordless.setattr("tasks.artwork.thumbnail.text", lambda *_, **__: (0.0, 0.0))
        bare = as_floats(thumbnail(title, seed=1, palette=palette, size=size, layout="rays").image)
    ink = np.abs(cover - bare).max(axis=2) > 60
    core = cv2.erode(ink.astype(np.uint8), np.ones((3, 3))).astype(bool)  # without the antialiased edges of strokes
    a, b = (luminance(picture[core]) for picture in (cover, bare))
    return ink, (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)


def luminance(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """WCAG relative luminance (0..1) of sRGB levels (0..255)."""
    shares = levels / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.integration
def test_only_a_title_too_long_to_be_legible_ends_in_an_ellipsis() -> None:
    for title in TITLES:
        for plan in (TALL, SQUARE, WIDE):
            for area in (plan.beside, plan.alone):
                lines, _, _ = set_title(title, *area, plan.width)
                drawn, whole = " ".join(lines), title.upper()
                assert drawn == whole or (drawn.endswith("…") and whole.startswith(drawn[:-1]))
                assert drawn == whole or len(whole) > 110, "a title within the platform's limit must not be cut"
    assert set_title(LONGEST, *WIDE.beside, WIDE.width)[0][-1].endswith("…")
    assert " ".join(set_title("so " * 25, *TALL.alone, TALL.width)[0]) == "SO " * 23 + "SO…"


def test_a_long_word_is_never_cut() -> None:
    lines, _, _ = set_title("Donaudampfschifffahrtsgesellschaftskapitän", *WIDE.beside, WIDE.width)
    assert lines == ["DONAUDAMPFSCHIFFFAHRTSGESELLSCHAFTSKAPITÄN"]


@pytest.mark.parametrize("plan", [TALL, SQUARE, WIDE], ids=["tall", "square", "wide"])
def test_a_title_and_its_bar_do_not_overlap_the_subject(plan: CoverPlan) -> None:
    x, y, size = plan.subject
    right, bottom = plan.left + plan.beside[0] + BAR, plan.top + plan.beside[1]
    assert max(x - size / 2 - right, y - size / 2 - bottom) >= 40
    assert x + size / 2 <= plan.width
    assert y + size / 2 <= plan.height
