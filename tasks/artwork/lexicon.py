"""Finds the icon that shows a word. words.txt is the table.

The icons are glyphs of two fonts, found by name, and a few drawings of our own.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

import simplemma
from fonticon_mdi7 import MDI7
from fontTools.ttLib import TTFont

from tasks.artwork.drawn import DRAWN
from tasks.artwork.eras import NOW

WORDS = Path(__file__).parent / "words.txt"
EVER = -10_000


Kind = Literal["noun", "adjective"]
_MARKS: dict[Kind, str] = {"noun": "", "adjective": "/a"}


class Glyph(NamedTuple):
    """One picture of a word: an icon such as "emoji:1f419" (see glyphs.glyph), and the years in which it looks so.

    With a `field`, it is the word's picture in stories from that field alone; see fields.fields_of.
    """

    icon: str
    since: int = EVER
    until: int = NOW
    field: str = ""


@cache
def pictures() -> dict[str, tuple[Glyph, ...]]:
    """Maps each word of the table, in lower case and with its mark, to its pictures, in the table's order.

    Raises KeyError if the table names a glyph that its font lacks, ValueError if it names a drawing that is none.
    """
    table: dict[str, tuple[Glyph, ...]] = {}
    for name, words in _rows():
        unmarked, _, field = name.partition("?")
        named, _, years = unmarked.partition("@")
        glyph = Glyph(_icon(named), *_years(years), field)
        for word in map(str.lower, words):
            table[word] = (*table.get(word, ()), glyph)
    return table


def _icon(name: str) -> str:
    font, _, glyph = name.partition(":")
    if font == "d":
        return f"drawn:{list(DRAWN).index(glyph):x}"
    return f"emoji:{_emoji()[glyph]:x}" if font == "n" else f"icons:{ord(vars(MDI7)[glyph][-1]):x}"


def _years(written: str) -> tuple[int, int]:
    """The first and last year of "1825", "1825-1960" or "-1840"."""
    since, _, until = written.partition("-")
    return int(since or EVER), int(until or NOW)


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


def pictures_of(
    word: str, year: int = NOW, kind: Kind = "noun", fields: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The icons that show a word or its lemma as it looked in that year; none if the table has none.

    What the word means in the story's `fields` comes first.
    """
    word = word.lower().removesuffix("'s").removesuffix("’s").removesuffix("s'").removesuffix("s’")
    table, mark = pictures(), _MARKS[kind]
    glyphs = table.get(word + mark) or ()
    if not glyphs and not word.endswith("ing"):  # "ringing" is what somebody does: it shows no ring
        glyphs = table.get(lemma(word) + mark, ())
    fitting = [glyph for glyph in glyphs if glyph.since <= year <= glyph.until]
    meant = [glyph for glyph in fitting if glyph.field in fields] or [glyph for glyph in fitting if not glyph.field]
    return tuple(glyph.icon for glyph in meant)


def emblem(field: str) -> tuple[str, str]:
    """The word and icon that stand for a field as a whole: the first ones that the table has of it.

    Raises StopIteration if it has none.
    """
    name, words = next((name, words) for name, words in _rows() if name.endswith(f"?{field}"))
    return words[0], _icon(name.partition("?")[0].partition("@")[0])
