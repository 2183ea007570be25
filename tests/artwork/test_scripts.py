"""Text in scripts that the cards' own faces lack is drawn in full, shaped and in order; Latin text is unchanged."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import skia

from tasks.artwork.canvas import measure, text, typeface
from tasks.artwork.cards import draw
from tasks.artwork.cover_layouts import TALL, WIDE, CoverPlan
from tasks.artwork.direction import direct
from tasks.artwork.faces import FACES, Face, in_language, settable
from tasks.artwork.layouts.statement import spacing
from tasks.artwork.layouts.words import line_height, room
from tasks.artwork.plan import CardPlan
from tasks.artwork.sentence import clean, read_sentence
from tasks.artwork.thumbnail import CAPITAL_HEIGHT, LISTED_WIDTH, MIN_CAPITAL_HEIGHT, set_title, thumbnail
from tasks.domain.channel import Palette
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.words import capitals, letters
from tasks.machine.media.typefaces import characters
from tests.artwork.readings import BATCHES, judged

TITLES = {
    "Arabic": "لماذا يملك الأخطبوط ثلاثة قلوب؟",
    "Devanagari": "ऑक्टोपस के तीन दिल क्यों होते हैं?",
    "Georgian": "რატომ აქვს რვაფეხას სამი გული?",
    "Greek": "Πόσες καρδιές έχει το χταπόδι;",
    "Hebrew": "למה לתמנון יש שלושה לבבות?",
    "Khmer": "ហេតុអ្វី បានជា មឹក មាន បេះដូង បី",
    "Myanmar": "မြန်မာ ရေဘဝဲ နှလုံး သုံးခု",
    "Tamil": "ஆக்டோபஸுக்கு ஏன் மூன்று இதயங்கள்?",
    "Thai": "ทำไม ปลาหมึก มี สามหัวใจ",
}
SENTENCES = [row.sentence for batch in BATCHES for row in judged(batch)]
EVERY_SCRIPT = pytest.mark.parametrize("script", TITLES)


@dataclass
class Recorder:
    """A canvas that records drawn text from left to right: plain strings, and the glyphs and faces of every run."""

    strings: list[str] = field(default_factory=list)
    glyphs: list[list[int]] = field(default_factory=list)
    faces: list[Any] = field(default_factory=list)

    def drawString(self, line: str, _x: float, _y: float, font: Any, _paint: Any) -> None:  # noqa: N802
        self.strings.append(line)
        self.glyphs.append(list(font.textToGlyphs(line)))
        self.faces.append(font.getTypeface())

    def drawTextBlob(self, blob: Any, _x: float, _y: float, _paint: Any) -> None:  # noqa: N802
        run, runs = skia.TextBlob.Iter.Run(), skia.TextBlob.Iter(blob)
        while runs.next(run):
            self.glyphs.append(list(run.fGlyphIndices))
            self.faces.append(run.fTypeface)


def recorded(line: str, face: Face = "display", **how: Any) -> Recorder:
    """Draw a line of text on a recorder."""
    canvas = Recorder()
    text(canvas, line, 0, 0, 100, 0xFF000000, face=face, **how)
    return canvas


def ink(line: str, size: float, **how: Any) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """The inked pixels of a line drawn from (100, 300) on an empty picture."""
    surface = skia.Surface(3000, 500)
    text(surface.getCanvas(), line, 100, 300, size, 0xFF000000, anchor="left", **how)
    return np.asarray(surface.makeImageSnapshot().toarray()[..., 3] > 128)


@EVERY_SCRIPT
@pytest.mark.parametrize("face", ["display", "serif", "label"])
def test_every_letter_is_drawn_and_has_a_glyph(script: str, face: Face) -> None:
    title = TITLES[script]
    assert settable(title, face) == title
    canvas = recorded(title, face, right_to_left=reads_right_to_left(title))
    assert all(0 not in glyphs for glyphs in canvas.glyphs)
    assert sum(map(len, canvas.glyphs)) > 0.7 * len(title)


@pytest.mark.sampled(4)
@EVERY_SCRIPT
@pytest.mark.parametrize("plan", [TALL, WIDE], ids=["tall", "wide"])
def test_a_cover_shows_its_whole_title_legibly_at_160_pixels(script: str, plan: CoverPlan) -> None:
    title = TITLES[script]
    for area in (plan.beside, plan.alone):
        lines, sizes, _ = set_title(title, *area, plan.width)
        assert letters("".join(lines)) == letters(settable(capitals(title), "display"))
        min_size = MIN_CAPITAL_HEIGHT * plan.width / LISTED_WIDTH / CAPITAL_HEIGHT
        longest = max(measure(word, "display", min_size) for word in title.split())
        # Smaller than min_size only to fit the longest word whole.
        assert min(sizes) >= min(min_size, area[0] / longest * min_size * 0.999)
        for row, size in zip(lines, sizes, strict=True):
            assert measure(row, "display", size) <= area[0] * 1.001
            height = np.ptp(np.flatnonzero(ink(row, 200).any(1))) / 200 * size
            assert height * LISTED_WIDTH / plan.width >= 0.75 * MIN_CAPITAL_HEIGHT
        assert sum(sum(room(row)) * size for row, size in zip(lines, sizes, strict=True)) <= area[1] * 1.001


@pytest.mark.sampled(4)
@EVERY_SCRIPT
def test_lines_do_not_touch(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[str, float, float]] = []

    def record(_canvas: object, row: str, _x: float, y: float, size: float, *_: object, **__: object) -> object:
        rows.append((row, y, size))
        return 0.0, 0.0

    monkeypatch.setattr("tasks.artwork.thumbnail.text", record)
    monkeypatch.setattr("tasks.artwork.layouts.statement.text", record)
    thumbnail(TITLES[script], seed=1, palette=Palette.midnight, layout="rays")
    assert_apart(rows, "display")
    rows.clear()
    draw(of_type("statement", f"{TITLES[script]} " * 3), width=54, height=96)
    assert_apart(rows, "serif")


def of_type(layout: str, phrase: str) -> CardPlan:
    """A plan of a card of type that sets this phrase in this layout."""
    (plan,) = direct([phrase], seed=1, palette=Palette.auto)
    return plan.model_copy(update={"layout": layout, "phrase": phrase.strip()})


def assert_apart(rows: list[tuple[str, float, float]], face: Face) -> None:
    """Rows are (text, baseline y, size); the ink of a row must end above that of the next."""
    assert len(rows) > 1
    for (above, first, upper), (below, second, lower) in pairwise(rows):
        down = np.flatnonzero(ink(above, 100, face=face).any(1))[-1] - 300
        up = 300 - np.flatnonzero(ink(below, 100, face=face).any(1))[0]
        assert (down * upper + up * lower) / 100 < second - first + 1


@pytest.mark.parametrize("face", ["display", "serif", "label"])
def test_letters_of_another_script_match_the_height_of_the_face(face: Face) -> None:
    own, cyrillic = (np.ptp(np.flatnonzero(ink(char, 200, face=face).any(1))) for char in "HН")
    assert cyrillic == pytest.approx(own, rel=0.03)


@EVERY_SCRIPT
def test_a_cover_of_160_pixels_shows_its_title(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in ((160, 284), (160, 90)):
        cover = np.asarray(
            thumbnail(TITLES[script], seed=1, palette=Palette.midnight, size=size, layout="rays").image, float
        )
        with monkeypatch.context() as wordless:
            wordless.setattr("tasks.artwork.thumbnail.text", lambda *_, **__: (0.0, 0.0))
            bare = np.asarray(
                thumbnail(TITLES[script], seed=1, palette=Palette.midnight, size=size, layout="rays").image, float
            )
        assert (np.abs(cover - bare).max(axis=2) > 60).mean() > 0.02


@EVERY_SCRIPT
def test_a_line_is_drawn_as_wide_as_it_is_measured(script: str) -> None:
    title = TITLES[script]
    columns = np.flatnonzero(ink(title, 80, right_to_left=reads_right_to_left(title)).any(0))
    assert columns[0] == pytest.approx(100, abs=15)
    assert np.ptp(columns) == pytest.approx(measure(title, "display", 80), rel=0.03)


@pytest.mark.parametrize(("word", "apart"), [("سلام", 0.8), ("नमस्ते", 0.9), ("क्ष", 0.6)])
def test_joined_letters_are_narrower_than_isolated_ones(word: str, apart: float) -> None:
    assert measure(word, "display", 100) < apart * sum(measure(char, "display", 100) for char in word)


def test_a_vowel_sign_that_precedes_its_letter_is_drawn_before_it() -> None:
    (letter,), (both,) = recorded("क").glyphs, recorded("कि").glyphs
    assert len(both) == 2
    assert both[1:] == letter


def test_other_scripts_are_as_bold_as_captions() -> None:
    canvas = recorded("नमस्ते")
    (axis,) = canvas.faces[0].getVariationDesignPosition()
    assert axis.value == 700


def test_a_right_to_left_line_ends_at_the_left_and_mirrors_its_brackets() -> None:
    anton = typeface("display")
    marks = {char: [anton.unicharToGlyph(ord(char))] for char in "?()"}
    assert recorded("למה?", right_to_left=True).glyphs[0] == marks["?"]
    assert recorded("למה?").glyphs[-1] == marks["?"]
    mirrored = recorded("למה (יש)", right_to_left=True).glyphs
    assert mirrored[0] == marks["("]
    assert recorded("לבבות 15 iPhone", right_to_left=True).strings == ["iPhone", "15"]


def test_right_to_left_lines_start_at_the_right_with_the_first_word(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[str, float, object]] = []

    def record(_canvas: object, row: str, x: float, *_: object, **how: object) -> tuple[float, float]:
        rows.append((row, x, how.get("anchor")))
        assert how["right_to_left"] is (how["anchor"] == "right")
        return 0.0, 0.0

    monkeypatch.setattr("tasks.artwork.thumbnail.text", record)
    monkeypatch.setattr("tasks.artwork.layouts.words.text", record)
    monkeypatch.setattr("tasks.artwork.layouts.statement.text", record)
    thumbnail(TITLES["Hebrew"], seed=1, palette=Palette.midnight, layout="rays")
    assert {(x, anchor) for _, x, anchor in rows} == {(TALL.left + TALL.alone[0], "right")}
    assert rows[0][0].startswith("למה")
    for layout, phrase, edge in (("words", "הלב של התמנון פועם", 955), ("statement", "כך " * 30, 890)):
        rows.clear()
        draw(of_type(layout, phrase).model_copy(update={"turn": 0}), width=54, height=96)
        assert {(x // 5 * 5, anchor) for _, x, anchor in rows} == {(edge, "right")}


@pytest.mark.parametrize("face", ["display", "serif", "label"])
def test_latin_text_is_drawn_in_one_run_of_its_own_face(face: Face) -> None:
    odd = "Łódź, Đà Nẵng, “naïve” №5 ½ ﬁne… a\u200db Ze\u0301ro"
    for line in (*SENTENCES, *(s.upper() for s in SENTENCES), odd):
        known = typeface(face)
        expected = "".join(char for char in settable(line, face) if known.unicharToGlyph(ord(char)))
        assert recorded(line, face).strings == [expected] == [settable(line, face)]
    assert settable("ę̱a\u200db", "serif") == "ęab"


def test_layouts_of_latin_text_keep_their_lines() -> None:
    assert room("THE OCTOPUS") == (0.97, 0.0)
    assert spacing("The octopus has three hearts") == (0.86, 1.14)


@pytest.mark.parametrize("face", ["serif", "label"])
@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("весит 3,5 тонны", "ru"),
        ("μήκος 350 μέτρα", "el"),
        ("पुल 350 मीटर", "hi"),
        ("สะพานยาว 350 เมตร", "th"),
        ("長さは350メートル", "ja"),
        ("12.", "ru"),
        ("3,5", "ja"),
    ],
)
def test_digits_in_a_line_of_another_script_are_as_bold_as_its_letters(face: Face, line: str, language: str) -> None:
    with in_language(language):
        drawn = recorded(line, face=face, right_to_left=False)
    assert drawn.faces
    assert all(used.getFamilyName() != typeface(face).getFamilyName() for used in drawn.faces)
    assert all(used.fontStyle().weight() == 700 for used in drawn.faces)


@pytest.mark.parametrize("face", ["serif", "label"])
@pytest.mark.parametrize(
    ("line", "language"), [("tonnes : 3,5", "fr"), ("12.", "de"), ("12", ""), ("ein Ё und 12", "de")]
)
def test_digits_of_latin_text_keep_the_face_of_the_line(face: Face, line: str, language: str) -> None:
    with in_language(language):
        drawn = recorded(line, face=face)
    assert drawn.faces[-1].getFamilyName() == typeface(face).getFamilyName()


def test_a_word_never_mixes_a_latin_face_with_another() -> None:
    assert recorded("ΚΑΡΔΙΕΣ").strings == []
    assert all(ord(char) not in characters(FACES["display"]) for char in "ΔΣΩ")


def test_a_negated_sign_is_never_set_without_its_stroke() -> None:
    assert settable("2 ≠ 3", "serif") == "2 ≠ 3"
    assert settable("高42米，是灯塔！", "serif") == "高42米，是灯塔！", "Chinese keeps its full-width marks"
    assert settable("2 ⪇ 3", "serif") == "2 3"


def test_characters_that_no_face_has_are_removed() -> None:
    assert settable("Tokyo ᏣᎳᎩ नमस्ते", "display") == "Tokyo नमस्ते"
    assert set_title("ᏣᎳᎩ", *TALL.alone, TALL.width)[0] == ["…"]


@pytest.mark.sampled(4)
@EVERY_SCRIPT
def test_a_scene_in_another_script_is_set_whole_without_a_figure(script: str) -> None:
    line = f"{TITLES[script]} $50."
    assert clean(line) == line
    (plan,) = direct([line], seed=1, palette=Palette.auto)
    assert plan.phrase
    assert plan.figure is None
    for layout in ("words", "headline", "band", "statement"):
        with_words, bare = (
            np.asarray(draw(of_type(layout, shown), width=270, height=480), float) for shown in (TITLES[script], ".")
        )
        assert (np.abs(with_words - bare).max(axis=2) > 60).mean() > 0.01


def test_english_around_a_word_of_another_script_is_still_read() -> None:
    mentions = read_sentence("In Greek, χταπόδι means that it has eight feet, and 65% of octopus lovers know it.")
    assert mentions.things


def test_joiners_are_kept_only_between_letters_that_join() -> None:
    assert clean("می\u200cروم") == "می\u200cروم"
    assert clean("👩\u200d🚀 a\u200db") == " ab".strip()


def test_accents_of_capitals_have_room_below_the_line_above() -> None:
    assert line_height("UBER") == line_height("LEUCHTTURM")
    assert line_height("ÜBER") > line_height("UBER") + 0.15
    assert line_height("ŽŠÅ") > line_height("ÜBER")
