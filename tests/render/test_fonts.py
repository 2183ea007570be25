"""The type on screen: every script that the packages have is set, and what none has is said before it is paid for."""

import logging

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.models import Dossier, Scene, Script
from tasks.render.fonts import ANTON, FALLBACKS, INTER, check_fonts, check_language, check_text, missing, runs
from tasks.script import script

# A word of every script that a font here has, in its own letters.
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
def test_every_script_that_a_font_has_is_set_whole_and_in_one_face(writing: str) -> None:
    word = WRITINGS[writing]
    assert missing(word) == ""
    for face in (ANTON, INTER):
        (run,) = runs(word, face)
        assert run.text == word
    if any(writing in face.file for face in FALLBACKS):
        assert writing in run.face.file


def test_no_upright_font_of_the_package_is_forgotten() -> None:
    check_fonts()
    shipped = {file.name for file in FALLBACKS[0].path.parent.glob("*.ttf") if "Italic" not in file.name}
    assert {face.file for face in FALLBACKS} == shipped


def said(text: str) -> Script:
    scene = Scene(time="", narration=text, visual_description="")
    return Script(title="x", hook="x", script=text, scenes=(scene,), hashtags=(), description="")


NOTHING = Dossier(title="x", facts=(), sources=())


def test_a_few_characters_that_no_font_has_are_noted(caplog: pytest.LogCaptureFixture) -> None:
    text = "Tokyo, written 東京, was a fishing village until the shogun moved there with all his court."
    with caplog.at_level(logging.WARNING):
        story = script.fn(NOTHING, Channel(), said(text), 1)
    (note,) = story.notes
    assert "東 京" in note
    assert note in caplog.text
    assert script.fn(NOTHING, Channel(), said("It was a village."), 1).notes == ()


@pytest.mark.parametrize(("text", "named"), [("東京は大きい。", "CJK, HIRAGANA"), ("서울은 크다.", "HANGUL")])
def test_a_script_that_no_font_has_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        script.fn(NOTHING, Channel(), said(text), 1)


@pytest.mark.parametrize("language", ["ja", "ko", "zh-TW"])
def test_a_language_that_no_font_can_write_is_refused(language: str) -> None:
    with pytest.raises(BadInput, match=rf"'{language}' could not be shown.*(CJK|HIRAGANA|HANGUL)"):
        check_language(language)


@pytest.mark.parametrize("language", ["en", "pt-BR", "ar", "hi", "th", "my"])
def test_a_language_that_fonts_can_write_is_not(language: str) -> None:
    check_language(language)


def test_spaces_joiners_and_capitals_are_not_missed() -> None:
    assert check_text("A\u00a0b ab\u200dc\ufeff straße ﬁ გამარჯობა ❤️ 👩‍🚀 1️⃣ 50% − ½ ™ …") == ""
    assert missing("a東b東") == "東"
