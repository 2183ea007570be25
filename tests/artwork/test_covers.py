"""Covers: every layout is legible in a list, in all shapes; what it shows comes from the title or a photograph."""

import io
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tasks.artwork.best_photo import best_photo, worth
from tasks.artwork.cover_layouts import LAYOUTS, layout_for
from tasks.artwork.palettes import HUES
from tasks.artwork.thumbnail import number_in, thumbnail
from tasks.domain.channel import Palette
from tasks.domain.film.variety import PALETTES
from tasks.domain.story import Credit, Picture
from tasks.machine.storage.assets import AssetStore
from tests.artwork.test_cards import luminance

TITLE = "How 16 Cats Became the Guards of a Museum"
SIZES = {"tall": (540, 960), "square": (540, 540), "wide": (960, 540), "tall 4k": (1080, 1920)}
PHOTO = (Image.effect_noise((600, 1060), 90).convert("RGB"), (0.5, 0.4))  # the worst background for type
LISTED_WIDTH, MIN_CAPITALS = 160, 7  # pixels


@pytest.mark.sampled(5)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", SIZES)
def test_every_layout_is_legible_at_160_pixels(layout: str, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    size = SIZES[shape]

    def cover() -> np.ndarray:
        drawn = thumbnail(
            TITLE, seed=3, palette=Palette.midnight, size=size, narration="cats", photo=PHOTO, layout=layout
        )
        return np.asarray(drawn.image, float)

    shown = cover()
    monkeypatch.setattr("tasks.artwork.thumbnail.text", lambda *_, **__: (0.0, 0.0))
    bare = cover()
    ink = np.abs(shown - bare).max(axis=2) > 60
    core = cv2.erode(ink.astype(np.uint8), np.ones((3, 3))).astype(bool)
    rows = np.flatnonzero(np.diff(np.pad(core.sum(axis=1) > 2, 1).astype(int))).reshape(-1, 2)
    tall = [(end - start) * LISTED_WIDTH / size[0] for start, end in rows if end - start > size[0] / 80]
    assert min(tall) >= MIN_CAPITALS - 1, "letters of at least seven pixels, less the edges that erosion takes"
    columns = np.flatnonzero(ink.any(axis=0))
    assert 0.02 * size[0] < columns[0] <= columns[-1] < 0.98 * size[0]
    assert rows.min() > 0.02 * size[1]
    assert rows.max() < 0.98 * size[1]
    a, b = luminance(shown[core]), luminance(bare[core])
    assert np.percentile((np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05), 2) >= 3


def test_the_subject_is_what_the_title_names_and_nothing_else() -> None:
    def layout(title: str, narration: str, *, photo: bool = False) -> set[str]:
        made = (
            thumbnail(
                title, seed=7 * seed, palette=Palette.ember, size=(108, 192), narration=narration,
                photo=PHOTO if photo else None,
            )
            for seed in range(6)
        )  # fmt: skip
        return {cover.layout for cover in made}

    assert layout("The Octopus Has Three Hearts", "an octopus has hearts") == {"rays", "spot", "split"}
    assert layout("The Way of Eileen Collins", "She paid with banknotes.") == {"type", "rays"}
    assert layout("The Way of Eileen Collins", "She paid.", photo=True) == {"photo", "split"}
    assert layout("Baking The Best Bread", "Stir well.") == {"rays", "spot", "split"}
    assert layout("A new bridge by 2016", "The bridge is new.") == {"rays", "spot", "split"}
    assert layout("16 Ways of Eileen Collins", "She paid.") == {"type", "rays", "number"}


def test_a_channels_covers_take_turns() -> None:
    last: list[str] = []
    for seed in range(12):
        last.insert(0, layout_for(subject=True, photo=True, figure=True, seed=seed * 31, last=last[:4]))
    assert all(a != b for a, b in pairwise(last))
    assert all(len(set(last[at : at + 5])) == 5 for at in range(8))


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("How 16 cents became a fortune", "16 cents"),
        ("7 Ways to Save Water", "7 Ways"),
        ("The Great Fire of 1666", "1666"),
        ("1666 London in flames", "1666"),
        ("13,200 houses burned", "13,200 houses"),
        ("5 of them", "5"),
        ("Zero", ""),
    ],
)
def test_a_number_stands_with_what_it_counts(title: str, number: str) -> None:
    assert number_in(title) == number


def test_the_best_photograph_is_sharp_with_one_subject_and_has_a_licence(tmp_path: Path) -> None:
    store = AssetStore(tmp_path)
    rng = np.random.default_rng(1)
    flat = np.full((384, 216, 3), 120, np.uint8)
    subject = flat.copy()
    subject[110:240, 60:160] = rng.integers(0, 255, (130, 100, 3))
    blurred = cv2.GaussianBlur(subject, (0, 0), 12)

    def picture(pixels: np.ndarray, licence: str = "CC0", origin: str = "found") -> Picture:
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "JPEG", quality=95)
        image = store.put(out.getvalue(), ".jpg")
        credit = Credit(title="t", author="a", licence=licence)
        return Picture.model_validate({"image": image, "origin": origin, "credit": credit})

    sharp, soft = picture(subject), picture(blurred)
    assert worth(store.read(sharp.image), (0.5, 0.45)) > 3 * worth(store.read(soft.image), (0.5, 0.45))
    found = best_photo([soft, sharp, picture(flat)], store)
    assert found is not None
    assert np.abs(np.asarray(found[0], float) - subject).mean() < 12
    assert best_photo([picture(subject, "unknown"), picture(subject, origin="drawn")], store) is None


def test_a_seed_reaches_every_palette() -> None:
    assert len(HUES) == PALETTES
