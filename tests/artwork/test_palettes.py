"""Every palette gives enough WCAG contrast for text and captions on every ground."""

import itertools

import pytest

from tasks.artwork.palettes import HUES, PLAIN, Ground, contrast, dressed, hides, resolve, scheme, tones
from tasks.domain.channel import Palette

GROUNDS: tuple[Ground, ...] = ("night", "deep", "key", "paper", "second")


@pytest.mark.parametrize("palette", list(HUES), ids=str)
def test_text_is_readable_on_every_ground(palette: Palette) -> None:
    for ground in GROUNDS:
        roles = scheme(palette, ground)
        for end in roles.sky:
            assert contrast(roles.text, end) >= 4.5, (ground, "text")
            assert contrast(roles.loud, end) >= 3.0, (ground, "loud")
        if ground in {"night", "deep"}:  # on a bright ground the darkest tone may be the only readable one
            assert roles.loud != roles.text


@pytest.mark.parametrize("palette", list(HUES), ids=str)
def test_captions_are_readable_on_every_floor(palette: Palette) -> None:
    for ground in GROUNDS:
        lowest = scheme(palette, ground).floor[-1]
        assert contrast(0xFFFFFFFF, lowest) >= 7
        assert contrast(tones(palette).key, lowest) >= 4.5


def test_contrast_follows_wcag() -> None:
    assert contrast(0xFFFFFFFF, 0xFF000000) == pytest.approx(21)
    assert contrast(0xFF777777, 0xFFFFFFFF) == pytest.approx(4.48, abs=0.01)


def test_every_palette_but_auto_has_hues() -> None:
    assert set(HUES) == set(Palette) - {Palette.auto}
    assert {resolve(Palette.auto, seed) for seed in range(len(HUES))} == set(HUES)


@pytest.mark.parametrize("palette", list(HUES), ids=str)
def test_no_part_of_a_picture_has_the_tone_of_its_ground(palette: Palette) -> None:
    """It would look cut out: a banana on orange, the lands of a globe on paper."""
    for ground in GROUNDS:
        roles = scheme(palette, ground)
        assert not {*roles.accents, *roles.body} & set(roles.sky), ground
        assert len({*roles.accents, roles.body[0]}) == 3


@pytest.mark.parametrize("palette", list(HUES), ids=str)
def test_what_the_card_before_showed_keeps_its_colours_and_stands_out(palette: Palette) -> None:
    for worn, ground in itertools.permutations(GROUNDS, 2):
        before = scheme(palette, worn)
        if hides(palette, ground, worn):
            assert not hides(palette, PLAIN, worn)
            with pytest.raises(ValueError, match="lost"):
                dressed(palette, ground, worn)
            continue
        now = dressed(palette, ground, worn)
        assert now.body == before.body
        assert not {*now.accents, *now.body} & set(now.sky), (worn, ground)
        assert len({*now.accents, now.body[0]}) == 3
        assert all(new == old or old in now.sky for new, old in zip(now.accents, before.accents, strict=True))
    assert dressed(palette, "deep", None) == scheme(palette, "deep")
