"""The typefaces that packages bring, and for every character one that has it: captions, cards and covers set the same
scripts."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

from fontTools.ttLib import TTFont

from tasks.domain.text.bidi import levels, visual_order


@dataclass(frozen=True)
class Face:
    """A font file, the weight where it is a variable one, and the letters of it that are not to be used."""

    package: str
    file: str
    weight: int = 0
    without: str = ""

    @property
    def path(self) -> Path:
        return Path(str(files(self.package))) / self.file


ANTON = Face("fontpkg_anton", "files/Anton-Regular.ttf")
INTER = Face("fontpkg_inter", "files/Inter[opsz,wght].ttf", 700)
# In the order they are asked. Noto Sans first: it has Latin, Greek and Cyrillic whole.
NOTO = (
    "NotoSans",
    *(
        f"NotoSans{script}"
        for script in """
        Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao
        Myanmar Khmer Georgian Armenian Ethiopic Symbols
        """.split()
    ),
    "NotoEmoji",
)
FALLBACKS = tuple(Face("manimgx_fonts", f"{name}[wght].ttf", 700) for name in NOTO)
EMOJI = FALLBACKS[-1]
SELECTORS = "\ufe0e\ufe0f"


@cache
def characters(face: Face) -> frozenset[int]:
    with TTFont(face.path, lazy=True) as font:
        return frozenset(font.getBestCmap()) - set(map(ord, face.without))


def _ignorable(char: str) -> bool:
    """Joiners and variation selectors: they shape their neighbours and need no glyph of their own."""
    return (
        unicodedata.category(char) in {"Cf", "Mn", "Cc"} and not char.isprintable()
    ) or char in SELECTORS + "\u200d\u200c"


def has(face: Face, text: str) -> bool:
    return all(ord(char) in characters(face) or _ignorable(char) for char in text)


def adds_to_a_letter(char: str) -> bool:
    """Marks and joiners: what the letter before them is drawn in must draw them."""
    return _ignorable(char) or unicodedata.category(char)[0] == "M"


def _clusters(text: str, levels: Sequence[int]) -> list[tuple[str, int]]:
    """Characters with the marks and joiners that belong to them, which only one face together can draw; and their
    levels. Joiners that follow nothing are left out."""
    found: list[tuple[str, int]] = []
    for char, level in zip(text, levels, strict=True):
        if found and (adds_to_a_letter(char) or found[-1][0][-1] == "\u200d"):
            found[-1] = (found[-1][0] + char, found[-1][1])
        elif not _ignorable(char):
            found.append((char, level))
    return found


def missing(text: str) -> str:
    """The characters that no face has, in capitals or not, each once."""
    return "".join(
        char
        for char in dict.fromkeys(text + text.upper())
        if not char.isspace() and not all(any(has(face, char) for face in (own, *FALLBACKS)) for own in (ANTON, INTER))
    )


class FontRun(NamedTuple):
    """A stretch of text that is set in one face and in one direction."""

    text: str
    face: Face
    direction: Literal["ltr", "rtl"]


Stretch = tuple[str, Face, int]  # text, its face, its embedding level


@lru_cache(maxsize=4096)
def runs(text: str, face: Face, *, right_to_left: bool = False) -> tuple[FontRun, ...]:
    """The text cut into stretches as they stand from left to right in a line of that direction, each with a face that
    has its characters; what no face has is left out."""
    found = _stretches(text, face, levels(text, right_to_left=right_to_left))
    return tuple(_run(found[at]) for at in visual_order([level for _, _, level in found]))


@lru_cache(maxsize=4096)
def line_runs(words: tuple[str, ...], face: Face, *, right_to_left: bool = False) -> tuple[tuple[int, FontRun], ...]:
    """The same of a line of words with a space between: each stretch with the number of its word, -1 of the spaces.

    Words that run against the line keep their order among themselves, and marks after them may stand on their other
    side, so that one word's stretches need not stand together.
    """
    level = levels(" ".join(words), right_to_left=right_to_left)
    found: list[tuple[int, Stretch]] = []
    at = 0
    for number, word in enumerate(words):
        if number:
            found.append((-1, (" ", face, level[at - 1])))
        found += [(number, part) for part in _stretches(word, face, level[at : at + len(word)])]
        at += len(word) + 1
    order = visual_order([each for _, (_, _, each) in found])
    return tuple((found[at][0], _run(found[at][1])) for at in order)


def _stretches(text: str, face: Face, levels: Sequence[int]) -> list[Stretch]:
    """In the order in which they are read."""
    found: list[Stretch] = []
    for cluster, level in _clusters(text, levels):
        current = found[-1][1] if found else face
        # A selector asks for the emoji of a character that is a letter or a sign as well: 1️⃣, ☀️.
        choices = (EMOJI,) * ("\ufe0f" in cluster) + (face, current, *FALLBACKS)
        whole = next((choice for choice in choices if has(choice, cluster)), None)
        for part in [cluster] if whole else cluster:
            fitting = whole or next((choice for choice in choices if has(choice, part)), None)
            # Noto Emoji draws a selector as an empty box of its own.
            shown = "".join(char for char in part if char not in SELECTORS)
            if fitting is None or not shown:
                continue
            if found and found[-1][1:] == (fitting, level):
                found[-1] = (found[-1][0] + shown, fitting, level)
            else:
                found.append((shown, fitting, level))
    return found


def _run(stretch: Stretch) -> FontRun:
    text, face, level = stretch
    return FontRun(text, face, "rtl" if level % 2 else "ltr")
