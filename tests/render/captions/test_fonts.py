"""Fonts: every script of the installed packages is drawn, and missing characters are reported before any cost."""

import json
import logging
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.story import Dossier, GivenScript, Scene
from tasks.machine.media.typefaces import ANTON, EMOJI, INTER, SCRIPTS, Face, missing, runs
from tasks.render.captions.fonts import check_fonts, check_language, check_text, load
from tasks.script import script
from tasks.stagecraft.daily.intake import read_script

# A word in every script that an installed font has.
WRITINGS = {
    "Arabic": "مرحبا",
    "Armenian": "բարեւ",
    "Bengali": "নমস্কার",
    "Cyrillic": "привет",
    "Devanagari": "नमस्ते",
    "Ethiopic": "ሰላም",
    "Georgian": "გამარჯობა",
    "Greek": "γειά",
    "Gujarati": "નમસ્તે",
    "Gurmukhi": "ਸਤ",
    "Hebrew": "שלום",
    "Kannada": "ನಮಸ್ಕಾರ",
    "Khmer": "សួស្តី",
    "Lao": "ສະບາຍດີ",
    "Latin": "Łódź",
    "Malayalam": "നമസ്കാരം",
    "Myanmar": "မင်္ဂလာပါ",
    "Oriya": "ନମସ୍କାର",
    "Sinhala": "ආයුබෝවන්",
    "Tamil": "வணக்கம்",
    "Telugu": "నమస్కారం",
    "Thai": "สวัสดี",
    "emoji": "🐙",
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_every_available_script_is_drawn_from_one_face(writing: str) -> None:
    word = WRITINGS[writing]
    assert missing(word) == ""
    for face in (ANTON, INTER):
        (run,) = runs(word, face)
        assert run.text == word
    if any(writing in face.file for face in SCRIPTS):
        assert writing in run.face.file


def test_every_upright_font_of_the_package_is_used() -> None:
    check_fonts()
    shipped = {file.name for file in EMOJI.path.parent.glob("*.ttf") if "Italic" not in file.name}
    assert {face.file for face in (*SCRIPTS, EMOJI)} == shipped


def ink(text: str, face: Face = ANTON) -> NDArray[np.uint8]:
    """The drawn image of a text that is a single run."""
    (run,) = runs(text, face)
    image = Image.new("L", (1200, 300))
    ImageDraw.Draw(image).text((100, 200), run.text, 255, load(run.face, 100), anchor="ls", direction=run.direction)
    return np.asarray(image)


def width(text: str, face: Face = ANTON) -> float:
    """The text's width in pixels at size 100."""
    return sum(load(run.face, 100).getlength(run.text, direction=run.direction) for run in runs(text, face))


@pytest.mark.parametrize(("word", "apart"), [("سلام", 0.8), ("नमस्ते", 0.8), ("क्ष", 0.6)])
def test_joined_letters_are_narrower_than_separate_ones(word: str, apart: float) -> None:
    assert width(word) < apart * sum(width(char) for char in word)


def test_arabic_letters_are_connected() -> None:
    joined, _ = cv2.connectedComponents((ink("سلسلس") > 100).astype(np.uint8))
    alone, _ = cv2.connectedComponents((ink("س\u200cل\u200cس\u200cل\u200cس") > 100).astype(np.uint8))
    assert (joined, alone) == (2, 6)  # the background counts as one


def test_a_vowel_sign_is_drawn_before_its_letter() -> None:
    letter = ink("क")
    columns = np.flatnonzero(letter.any(0))
    match = cv2.matchTemplate(ink("कि"), letter[:, columns[0] : columns[-1] + 1], cv2.TM_CCOEFF_NORMED).max(0)
    assert match.max() > 0.9
    assert match.argmax() > columns[0] + 20


@pytest.mark.parametrize("emoji", ["👩‍🚀", "👍🏽", "🇫🇷", "❤️", "1️⃣", "#️⃣", "☀️", "🏳️‍🌈", "👨‍👩‍👧‍👦"])
def test_an_emoji_of_many_characters_is_one_picture_from_one_face(emoji: str) -> None:
    for face in (ANTON, INTER):
        (run,) = runs(emoji, face)
        assert run.face.file.startswith("NotoEmoji")
        assert width(emoji, face) == width("🐙", face)
    assert [part.text for part in runs(f"a{emoji}b", ANTON)][::2] == ["a", "b"]


def test_a_combining_mark_uses_the_face_of_its_letter() -> None:
    (run,) = runs("e\u0331\u0302", INTER)  # Inter lacks the combining line below
    assert run.text == "e\u0331\u0302"


def narrating(text: str) -> GivenScript:
    """A script of this narration."""
    scene = Scene(time="", narration=text, visual_description="")
    return GivenScript(title="x", hook="x", script=text, scenes=(scene,), hashtags=(), description="")


NOTHING = Dossier(title="x", facts=(), sources=())


def test_a_few_characters_that_no_font_has_are_noted(caplog: pytest.LogCaptureFixture) -> None:
    text = "Tokyo, written ᏣᎳᎩ, was a fishing village until the shogun moved there with all his court."
    with caplog.at_level(logging.WARNING):
        story = script.fn(NOTHING, Channel(), narrating(text), 1)
    (note,) = story.notes
    assert "Ꮳ Ꮃ Ꭹ" in note
    assert note in caplog.text
    assert script.fn(NOTHING, Channel(), narrating("It was a village."), 1).notes == ()


def test_missing_characters_of_the_cover_are_noted() -> None:
    plain = narrating("It was a village.")
    story = script.fn(NOTHING, Channel(), plain.model_copy(update={"title": "Tokyo ᏣᎳᎩ नमस्ते"}), 1)
    assert story.notes == ("The cover leaves out Ꮳ Ꮃ Ꭹ, which no installed font has.",)


@pytest.mark.parametrize(("text", "named"), [("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ.", "CHEROKEE"), ("བོད་ཡིག", "TIBETAN")])
def test_a_script_that_no_font_has_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        script.fn(NOTHING, Channel(), narrating(text), 1)


def test_a_script_file_is_refused_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text(json.dumps(narrating("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ.").model_dump()))
    with pytest.raises(BadInput, match="CHEROKEE"):
        read_script(file)


@pytest.mark.parametrize("language", ["bo", "chr", "dv"])
def test_a_language_that_no_font_can_write_is_refused(language: str) -> None:
    with pytest.raises(BadInput, match=rf"'{language}' cannot be shown.*(TIBETAN|CHEROKEE|THAANA)"):
        check_language(language)


@pytest.mark.parametrize("language", ["en", "pt-BR", "ar", "hi", "th", "my", "ja", "ko", "zh-TW", "zh-Hant", "yue"])
def test_a_language_that_fonts_can_write_is_accepted(language: str) -> None:
    check_language(language)


def test_spaces_joiners_and_capitals_do_not_count_as_missing() -> None:
    assert check_text("A\u00a0b ab\u200dc\ufeff straße ﬁ გამარჯობა ❤️ 👩‍🚀 1️⃣ 50% − ½ ™ …") == ""
    assert missing("aᏣbᏣ") == "Ꮳ"
