"""Which picture a word may have. The words are ours (words.txt), the glyphs the fonts' own, found by name."""

import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import simplemma
from fonticon_mdi7 import MDI7
from fontTools.ttLib import TTFont

WORDS = Path(__file__).parent / "words.txt"


@cache
def pictures() -> dict[str, str]:
    """Lemma to icon, as glyphs.glyph takes it. Raises KeyError where the table names a glyph that no font has."""
    emoji = _emoji()
    table = {}
    for row in WORDS.read_text(encoding="utf-8").splitlines():
        if not row.strip() or row.startswith("#"):
            continue
        name, *words = row.split()
        font, _, glyph = name.partition(":")
        icon = f"emoji:{emoji[glyph]:x}" if font == "n" else f"icons:{ord(vars(MDI7)[glyph][-1]):x}"
        table.update(dict.fromkeys(words, icon))
    return table


@cache
def _emoji() -> dict[str, int]:
    path = Path(str(files("manimgx_fonts"))) / "NotoEmoji[wght].ttf"
    with TTFont(path, lazy=True) as font:
        return {unicodedata.name(chr(code), "").lower().replace(" ", "_"): code for code in font.getBestCmap()}


@cache
def lemma(word: str) -> str:
    return str(simplemma.lemmatize(word.lower(), lang="en")).lower()


def picture_of(word: str) -> str:
    """The icon of a word, or nothing: '' is the plain answer that it has none."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    return pictures().get(word) or pictures().get(lemma(word), "")
