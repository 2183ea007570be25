"""Finds the icon that shows a word. words.txt is the table; the icons are glyphs of two fonts, found by name."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import simplemma
from fonticon_mdi7 import MDI7
from fontTools.ttLib import TTFont

WORDS = Path(__file__).parent / "words.txt"


@cache
def pictures() -> dict[str, str]:
    """Maps each word of the table, in lower case, to an icon such as "emoji:1f419" (see glyphs.glyph).

    Raises KeyError if the table names a glyph that its font lacks.
    """
    emoji = _emoji()
    table = {}
    for name, words in _rows():
        font, _, glyph = name.partition(":")
        icon = f"emoji:{emoji[glyph]:x}" if font == "n" else f"icons:{ord(vars(MDI7)[glyph][-1]):x}"
        table.update(dict.fromkeys(map(str.lower, words), icon))
    return table


@cache
def unmistakable_names() -> frozenset[str]:
    """The words that the table writes with a capital, in lower case: as names, too, they mean what their icon shows."""
    return frozenset(word.lower() for _, words in _rows() for word in words if word[0].isupper())


def _rows() -> Iterator[tuple[str, list[str]]]:
    """The table's rows: a glyph's name and the words that it shows."""
    for row in WORDS.read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            name, *words = row.split()
            yield name, words


@cache
def _emoji() -> dict[str, int]:
    """Code points of the emoji font by their Unicode names, in lower case with underscores."""
    path = Path(str(files("manimgx_fonts"))) / "NotoEmoji[wght].ttf"
    with TTFont(path, lazy=True) as font:
        return {unicodedata.name(chr(code), "").lower().replace(" ", "_"): code for code in font.getBestCmap()}


@cache
def lemma(word: str) -> str:
    """The dictionary form of an English word, in lower case."""
    return str(simplemma.lemmatize(word.lower(), lang="en")).lower()


def picture_of(word: str) -> str:
    """The icon that shows a word or its lemma; "" if there is none."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    return pictures().get(word) or pictures().get(lemma(word), "")
