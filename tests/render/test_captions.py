"""What captions are drawn with: patches no larger than what is seen, whatever characters a word has."""

import pytest

from tasks.domain.channel import CaptionStyle
from tasks.domain.models import OutputSpec
from tasks.render.captions import layout, patch


@pytest.mark.parametrize("style", list(CaptionStyle))
@pytest.mark.parametrize("words", [("\u200b",), ("night", "\u200b"), ("\u200d", "owl"), ("All", "night")], ids=ascii)
def test_a_patch_is_what_is_seen_of_a_cue(words: tuple[str, ...], style: CaptionStyle) -> None:
    output = OutputSpec()
    box = layout(words, style, output).box
    for spoken in range(len(words)):
        made = patch(words, spoken, style, "#ffd400", output)
        height, width = made.luma.shape
        assert made.left % 2 == made.top % 2 == height % 2 == width % 2 == 0, "a chroma sample is two pixels wide"
        assert made.chroma.shape == (height // 2, width // 2, 2)
        assert box.left <= made.left
        assert box.top <= made.top
        assert made.left + width <= box.right
        assert made.top + height <= box.bottom
        seen = made.luma_inverse < 255
        if any(word.isprintable() for word in words):
            edges = seen[:6].any(), seen[-6:].any(), seen[:, :6].any(), seen[:, -6:].any()
            assert all(edges), "little around it is blended in vain"
        elif style is not CaptionStyle.boxed:
            assert not seen.any()
