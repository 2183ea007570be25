"""Caption patches: tight around the visible ink, inside the safe area, and in the right order for any script."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from bidi import get_display
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tasks.domain.channel import CaptionStyle
from tasks.domain.timeline import Box, OutputSpec, safe_area
from tasks.machine.media.typefaces import runs
from tasks.render.captions import drawing
from tasks.render.captions.drawing import patch
from tasks.render.captions.fonts import load
from tasks.render.captions.layout import layout
from tasks.render.captions.patches import Patch, composed, hull
from tasks.render.captions.styles import STYLES

NASTY = [
    ("Donaudampfschifffahrtsgesellschaftskapitän",),
    ("$3,700,000,000,000", "and", "50%"),
    ("مرحبا", "بالعالم"),
    ("नमस्ते", "दुनिया"),
    ("שלום", "עולם"),
    ("สวัสดี",),
    ("octopus🐙", "👩‍🚀", "❤️"),
    ("Ünïcödé", "naïve", "Łódź"),
    ("a",),
    ("one", "two", "three", "four", "five", "six"),
    ("ỆẪ", "Ç̧gjpqy", "Å̊"),
    ("မြန်မာ", "ភាសាខ្មែរ", "తెలుగు"),
    ("ฟ้าที่นี้", "कर्त्तृत्व", "লক্ষ্মী"),
    ("1️⃣", "🇫🇷", "👨‍👩‍👧‍👦"),
    ("-", "…", "“No.”"),
    ("W" * 60, "i"),
]


@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("words", NASTY, ids=lambda words: words[0][:12])
def test_captions_stay_inside_the_safe_area(words: tuple[str, ...], style: CaptionStyle) -> None:
    for output in (OutputSpec(), OutputSpec(width=1080, height=1080), OutputSpec(width=1920, height=1080)):
        box = layout(words, style, output).box
        assert safe_area(output).holds(box), (box, output)
        assert box.right > box.left
        assert box.bottom > box.top


@pytest.mark.parametrize("style", list(CaptionStyle))
@pytest.mark.parametrize("words", [("\u200b",), ("night", "\u200b"), ("\u200d", "owl"), ("All", "night")], ids=ascii)
def test_a_cues_patches_are_tight_around_its_ink(words: tuple[str, ...], style: CaptionStyle) -> None:
    output = OutputSpec()
    box = layout(words, style, output).box
    patches = [patch(words, spoken, style, "#ffd400", output) for spoken in range(len(words))]
    first = patches[0]
    height, width = first.luma.shape
    assert first.left % 2 == first.top % 2 == height % 2 == width % 2 == 0, (
        "position and size are even, as chroma is subsampled"
    )
    assert {(p.left, p.top, *p.luma.shape) for p in patches} == {(first.left, first.top, height, width)}
    assert {p.chroma.shape for p in patches} == {(height // 2, width // 2, 2)}
    assert box.left <= first.left
    assert box.top <= first.top
    assert first.left + width <= box.right
    assert first.top + height <= box.bottom
    visible = np.min([p.luma_inverse for p in patches], axis=0) < 255
    if any(word.isprintable() for word in words):
        edges = visible[:6].any(), visible[-6:].any(), visible[:, :6].any(), visible[:, -6:].any()
        assert all(edges), "the patch has at most six empty pixels on each side"
    else:
        assert not visible.any()


@pytest.mark.parametrize("accent", ["#ffd400", "#1030a0"])
@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize(
    "words", [("All", "night", "long."), ("gjpq", "\u200b"), ("سلام", "كتب"), ("No", "octopus🐙")], ids=ascii
)
def test_a_patch_with_a_lit_word_equals_one_composed_at_once(
    words: tuple[str, ...], style: CaptionStyle, accent: str
) -> None:
    """The patch equals one composed in full at once."""
    output = OutputSpec()
    masks, area = drawing._masks(words, style, output), layout(words, style, output).box
    light = (int(accent[1:3], 16), int(accent[3:5], 16), int(accent[5:7], 16))
    for spoken in range(len(words)):
        layers = drawing._layers(masks, STYLES[style], spoken, light)
        whole = composed(layers, area.left, area.top, hull(drawing._windows(masks)))
        cached = patch(words, spoken, style, accent, output)
        assert (cached.left, cached.top) == (whole.left, whole.top)
        for name in ("luma", "luma_inverse", "chroma", "chroma_inverse"):
            assert np.array_equal(getattr(cached, name), getattr(whole, name)), name


# ------------------------------------------------------------------ right-to-left text


def pieces(words: tuple[str, ...]) -> list[NDArray[np.uint8]]:
    """The connected shapes of a cue's letters, from left to right."""
    luma = patch(words, 0, CaptionStyle.bold, "#ffffff", OutputSpec()).luma
    count, labels, figures, _ = cv2.connectedComponentsWithStats((luma > 120).astype(np.uint8))
    order = sorted(range(1, count), key=lambda n: figures[n, cv2.CC_STAT_LEFT])
    return [np.asarray((labels == n)[_window(figures[n])], np.uint8) for n in order]


def _window(figures: NDArray[np.int32]) -> tuple[slice, slice]:
    """Rows and columns of a component, from OpenCV's statistics of it."""
    left, top, width, height = (int(value) for value in figures[:4])
    return slice(top, top + height), slice(left, left + width)


def same_shape(shape: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    if np.abs(np.subtract(shape.shape, other.shape)).max() > 2:
        return False
    return float(np.abs(cv2.resize(shape, other.shape[::-1]).astype(int) - other).mean()) < 0.1


@pytest.mark.parametrize("word", ["مرحبا.", "שלום.", "2024.", "NASA."])
def test_a_full_stop_is_at_the_left_end_of_a_right_to_left_line(word: str) -> None:
    (stop,) = pieces((".",))
    words = (word,) if word[0] > "z" else ("בירושלים", word)
    assert same_shape(pieces(words)[0], stop)
    assert sum(same_shape(piece, stop) for piece in pieces(words)) == 1


def test_a_full_stop_is_at_the_right_end_of_a_left_to_right_line() -> None:
    (stop,) = pieces((".",))
    assert same_shape(pieces(("NASA.",))[-1], stop)


@pytest.mark.parametrize("word", ["(שלום)", "(مرحبا)", "(NASA)"])
def test_brackets_enclose_a_word_in_a_right_to_left_line(word: str) -> None:
    words = (word,) if word[1] > "z" else (word, "בירושלים")
    shown = pieces(words)
    (opening,), (closing,) = pieces(("(",)), pieces((")",))
    assert not same_shape(opening, closing)
    first = next(n for n, piece in enumerate(shown) if same_shape(piece, opening))
    assert first == (0 if len(words) == 1 else len(shown) - len("(NASA)"))
    assert same_shape(shown[-1], closing)


@pytest.mark.parametrize("words", [("مرحبا", "بالعالم", "2024."), ("שלום", "NASA", "לכולם")], ids=ascii)
def test_words_of_a_right_to_left_cue_run_from_the_right(words: tuple[str, ...]) -> None:
    placed = layout(words, CaptionStyle.clean, OutputSpec()).words
    assert [word.text for word in placed] == list(words)
    lines = {word.baseline for word in placed}
    for line in lines:
        lefts = [word.core[0] for word in placed if word.baseline == line]
        assert lefts == sorted(lefts, reverse=True)
    assert len(lines) < len(words), "some line needs two words, or the order is not tested"


@pytest.mark.parametrize(
    "words",
    [
        ("קראתי", "New", "York", "Times.", "אתמול"),
        ("في", "New", "York", "Times،", "أمس"),
        ("New", "York", "Times", "כתב", "שהשיר", "הזה", "ישן."),
        ("The", "song", "שיר", "אהבה,", "is", "old"),
        ("שנת", "1999", "1,250", "ב-50%", "היו"),
        ("Hello.", "שלום", "לכם"),
    ],
    ids=ascii,
)
def test_mixed_directions_follow_the_unicode_algorithm(words: tuple[str, ...]) -> None:
    """Each line's visual order equals that of python-bidi, an independent implementation of the Unicode algorithm."""
    plan = layout(words, CaptionStyle.clean, OutputSpec())
    for baseline in sorted({word.baseline for word in plan.words}):
        line = [word for word in plan.words if word.baseline == baseline]
        pieces = sorted((piece for word in line for piece in word.pieces), key=lambda piece: piece.left)
        shown = "".join(run.text if run.direction == "ltr" else run.text[::-1] for run in (p.run for p in pieces))
        expected = get_display(" ".join(word.text for word in line), base_dir="R" if plan.right_to_left else "L")
        assert shown == str(expected).replace(" ", "")
        for piece_before, piece_after in pairwise(pieces):
            assert piece_after.left >= piece_before.right - 0.01, "pieces do not overlap"
    assert len({word.baseline for word in plan.words}) <= 2


def test_a_split_word_is_lit_at_its_largest_part() -> None:
    """The full stop stands at the left of the whole name, but only the word TIMES gets the box."""
    words = ("כשביקרנו", "בירושלים", "York", "Times.")
    plan = layout(words, CaptionStyle.boxed, OutputSpec(width=1920, height=1080))
    assert len({word.baseline for word in plan.words}) == 1
    york, times = plan.words[2:]
    stop, name = times.pieces
    assert (stop.run.text, name.run.text) == (".", "TIMES")
    assert stop.right <= york.pieces[0].left
    assert times.core == (name.left, name.right)
    drawn = patch(words, 3, CaptionStyle.boxed, "#ffd400", OutputSpec(width=1920, height=1080))
    across = slice(round(stop.left) - drawn.left, round(stop.right) - drawn.left)
    assert drawn.luma[:, across].max() > 220, "the full stop is white, without a box behind it"


@pytest.mark.parametrize(
    ("text", "together"),
    [("Older than 3.5 million years", "3.5 million"), ("Waiting for Dr. Fox tonight again", "Dr. Fox")],
)
def test_lines_do_not_break_inside_a_phrase(text: str, together: str) -> None:
    placed = layout(tuple(text.split()), CaptionStyle.clean, OutputSpec()).words
    lines = [
        " ".join(word.text for word in placed if word.baseline == at) for at in sorted({w.baseline for w in placed})
    ]
    assert len(lines) == 2
    assert any(together in line for line in lines), lines


# ------------------------------------------------------------------ ink


def alpha(shown: Patch) -> NDArray[np.uint8]:
    """The patch's coverage of its frame, 0 to 255."""
    frame = np.zeros((2200, 1400), np.uint8)
    height, width = shown.luma.shape
    frame[shown.top : shown.top + height, shown.left : shown.left + width] = 255 - shown.luma_inverse
    return frame


@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("words", NASTY, ids=lambda words: ascii(words[0][:12]))
def test_no_ink_is_cut_at_the_edge_of_the_box(
    words: tuple[str, ...], style: CaptionStyle, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [alpha(patch.__wrapped__(words, n, style, "#ffd400", OutputSpec())) for n in range(len(words))]
    plan = layout(words, style, OutputSpec())
    box = plan.box
    larger = Box(left=box.left - 80, top=box.top - 80, right=box.right + 80, bottom=box.bottom + 80)
    monkeypatch.setattr(drawing, "layout", lambda *_: replace(plan, box=larger))
    monkeypatch.setattr(drawing, "_masks", drawing._masks.__wrapped__)
    for n, shown in enumerate(expected):
        in_larger = alpha(patch.__wrapped__(words, n, style, "#ffd400", OutputSpec()))
        assert np.array_equal(in_larger, shown), np.argwhere(in_larger != shown)[:3]


@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("words", NASTY, ids=lambda words: ascii(words[0][:12]))
def test_every_word_is_drawn_in_full_and_visible(words: tuple[str, ...], style: CaptionStyle) -> None:
    """Each word's letters equal its runs drawn on a large sheet, where nothing is cut."""
    plan, face = layout(words, style, OutputSpec()), STYLES[style].face
    for word, drawn in zip(plan.words, drawing._masks(words, style, OutputSpec()), strict=True):
        sheet, x = Image.new("L", (1800, 2400)), 200 + word.pieces[0].left
        for run in runs(word.text, face, right_to_left=plan.right_to_left):
            font = load(run.face, word.size)
            at = (x, 200 + word.baseline)
            ImageDraw.Draw(sheet).text(at, run.text, 255, font, anchor="ls", direction=run.direction)
            x += font.getlength(run.text, direction=run.direction)
        rows, columns = drawn.where
        actual = np.zeros((2400, 1800), np.uint8)
        top, left = 200 + plan.box.top, 200 + plan.box.left
        actual[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop] = np.rint(
            drawn.letters * 255
        )
        assert np.array_equal(np.asarray(sheet), actual), word
        assert (actual > 128).sum() > 10, word
