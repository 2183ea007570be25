"""The faces that cards and covers are set in, and what of a text they can set, as the language of a drawing has it."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Literal

from babel.core import get_global

from tasks.domain.words import capitals
from tasks.machine.media import typefaces
from tasks.machine.media.typefaces import ANTON, adds_to_a_letter, characters, fallbacks, has

Face = Literal["display", "serif", "label", "emoji", "icons"]
FACES = {
    "display": ANTON,
    "serif": typefaces.Face("fontpkg_instrument_serif", "files/InstrumentSerif-Italic.ttf"),
    "label": typefaces.Face("fontpkg_dm_mono", "files/DMMono-Medium.ttf", without=ANTON.without),
    "emoji": typefaces.Face("manimgx_fonts", "NotoEmoji[wght].ttf"),
    "icons": typefaces.Face("fonticon_mdi7", "fonts/materialdesignicons-webfont.ttf"),
}

# Of the text that is being drawn: the forms of Chinese characters and of capitals depend on it.
LANGUAGE: ContextVar[str] = ContextVar("language", default="")


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Draw and measure text as this language writes it."""
    token = LANGUAGE.set(language)
    try:
        yield
    finally:
        LANGUAGE.reset(token)


def in_capitals(text: str) -> str:
    """The text in capitals, as the language of the drawing writes them."""
    return capitals(text, LANGUAGE.get())


def line_face(line: str, own: typefaces.Face, language: str) -> typefaces.Face:
    """The face to prefer for a whole line: its own, or that of the script that most of its letters are in.

    Beside bold Cyrillic or Chinese letters, digits and Latin names of a fine face would look like another text. A line
    without letters follows the language.
    """
    letters = [char for char in line if char.isalpha()]
    foreign = [char for char in letters if ord(char) not in characters(own)]
    if 2 * len(foreign) < len(letters) or not (letters or _is_foreign(language)):
        return own
    if not foreign:
        return fallbacks(language)[0] if not letters else own
    return next((face for face in fallbacks(language) if has(face, foreign[0])), own)


@cache
def _is_foreign(language: str) -> bool:
    """Whether the language is written in another script than the Latin one."""
    subtags = get_global("likely_subtags").get(language.replace("-", "_")) or get_global("likely_subtags").get(
        language.partition("-")[0], "Latn"
    )
    return "Latn" not in subtags


def settable(text: str, face: Face) -> str:
    """The text without what cannot be set in this face.

    Latin letters that the face lacks lose their accents; letters of other scripts stay if a fallback face has them.
    """
    own = characters(FACES[face])
    text = _numbers_kept(text, own)
    out: list[str] = []
    foreign = False
    for char in text:
        if foreign and adds_to_a_letter(char):
            out.append(char)
            continue
        plain = "" if unicodedata.category(char) == "Sm" else unicodedata.normalize("NFKD", char)  # ≠ must not become =
        foreign = False
        if ord(char) in own or _wide(char):
            out.append(char)
        elif plain and ord(plain[0]) in own:
            out += [c for c in plain if ord(c) in own]
        elif not adds_to_a_letter(char):
            foreign = any(has(fallback, char) for fallback in fallbacks())
            out.append(char if foreign else "")
    return " ".join("".join(out).split())


def _wide(char: str) -> bool:
    """Whether it is a full-width mark that a fallback face has: Chinese and Japanese do not write the narrow one."""
    return unicodedata.east_asian_width(char) in "FW" and any(has(fallback, char) for fallback in fallbacks())


def _numbers_kept(text: str, own: frozenset[int]) -> str:
    """The text with signs that this face lacks written in others: without it, 10⁸ would be set as 108, 5½ as 512."""
    for sign, instead in (("≈", "~"), ("≤", "<="), ("≥", ">="), ("−", "-")):
        if ord(sign) not in own:
            text = text.replace(sign, instead)

    def raised(found: re.Match[str]) -> str:
        lacking = any(ord(char) not in own for char in found[0])
        return f"^{unicodedata.normalize('NFKD', found[0]).replace('−', '-')}" if lacking else found[0]

    def parted(found: re.Match[str]) -> str:
        if ord(found[2]) in own:
            return found[0]
        return (f"{found[1]} " if found[1] else "") + unicodedata.normalize("NFKD", found[2]).replace("\u2044", "/")

    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", raised, text)
    return re.sub(r"(\d?)([½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚])", parted, text)
