"""The installed fonts, and for every character one that has it. Captions, cards and covers share this choice."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

from fontTools.ttLib import TTFont

from tasks.domain.text.bidi import levels, visual_order
from tasks.domain.words import gap, join_words


@dataclass(frozen=True)
class Face:
    """A font file in a package."""

    package: str
    file: str
    weight: int = 0  # of a variable font
    without: str = ""  # characters to take from another font
    index: int = 0  # of a collection

    @property
    def path(self) -> Path:
        """The font file on disk."""
        return Path(str(files(self.package))) / self.file


# Without the few Greek letters that it has: no Greek word mixes two fonts.
ANTON = Face("fontpkg_anton", "files/Anton-Regular.ttf", without="ΔΣΩπ")
INTER = Face("fontpkg_inter", "files/Inter[opsz,wght].ttf", 700)
# In order of preference. Noto Sans first: it covers Latin, Greek and Cyrillic completely.
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
*SCRIPTS, EMOJI = (Face("manimgx_fonts", f"{name}[wght].ttf", 700) for name in NOTO)
# One collection for Chinese, Japanese and Korean: the same characters, each in the forms of its region.
HAN = {
    region: Face("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 700, index=index)
    for index, region in enumerate(("JP", "KR", "CN", "TW", "HK"))
}
SELECTORS = "\ufe0e\ufe0f"


def han_face(language: str) -> Face:
    """The font with the Chinese characters as this language's readers write them: 骨 and 直 differ by region."""
    code, *parts = language.split("-")
    if region := next((HAN[part] for part in parts if part in HAN), None):
        return region
    return HAN["TW" if "Hant" in parts else {"ja": "JP", "ko": "KR", "yue": "HK"}.get(code, "CN")]


@cache
def fallbacks(language: str = "") -> tuple[Face, ...]:
    """The fonts to try for a character that the preferred one lacks, best first."""
    return (*SCRIPTS, han_face(language), EMOJI)


@cache
def characters(face: Face) -> frozenset[int]:
    """The code points that the font has, without `face.without`."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap()) - set(map(ord, face.without))


def _ignorable(char: str) -> bool:
    """Whether a character needs no glyph: joiners and variation selectors only shape their neighbours."""
    return (
        unicodedata.category(char) in {"Cf", "Mn", "Cc"} and not char.isprintable()
    ) or char in SELECTORS + "\u200d\u200c"


def has(face: Face, text: str) -> bool:
    """Whether the font can draw every character of the text."""
    return all(ord(char) in characters(face) or _ignorable(char) for char in text)


def adds_to_a_letter(char: str) -> bool:
    """Whether the character is a mark or joiner, which the font of the preceding letter must draw."""
    return _ignorable(char) or unicodedata.category(char)[0] == "M"


def _clusters(text: str, levels: Sequence[int]) -> list[tuple[str, int]]:
    """Each character together with its marks and joiners, which one font must draw, and its embedding level.

    Drops joiners that follow nothing.
    """
    clusters: list[tuple[str, int]] = []
    for char, level in zip(text, levels, strict=True):
        if clusters and (adds_to_a_letter(char) or clusters[-1][0][-1] == "\u200d"):
            clusters[-1] = (clusters[-1][0] + char, clusters[-1][1])
        elif not _ignorable(char):
            clusters.append((char, level))
    return clusters


def missing(text: str) -> str:
    """The characters, and their capitals, that no font has; each once."""
    return "".join(
        char
        for char in dict.fromkeys(text + text.upper())
        if not char.isspace()
        and not all(any(has(face, char) for face in (own, *fallbacks())) for own in (ANTON, INTER))
    )


class FontRun(NamedTuple):
    """Text in one font and one direction."""

    text: str
    face: Face
    direction: Literal["ltr", "rtl"]


Stretch = tuple[str, Face, int]  # text, font, embedding level


@lru_cache(maxsize=4096)
def runs(text: str, face: Face, *, right_to_left: bool = False, language: str = "") -> tuple[FontRun, ...]:
    """Split text into runs, in visual order from left to right. Leaves out characters that no font has.

    `face` is the preferred font; `right_to_left` is the direction of the line.
    """
    stretches = _stretches(text, face, levels(text, right_to_left=right_to_left), language)
    return tuple(_run(stretches[at]) for at in visual_order([level for _, _, level in stretches]))


@lru_cache(maxsize=4096)
def line_runs(
    words: tuple[str, ...], face: Face, *, right_to_left: bool = False, language: str = ""
) -> tuple[tuple[int, FontRun], ...]:
    """Split a line of words into runs, like `runs`, each with the index of its word; -1 for the spaces between.

    The runs of one word can stand apart: words that run against the line keep their own order, and punctuation after
    them may stand on their other side.
    """
    level = levels(join_words(words), right_to_left=right_to_left)
    stretches: list[tuple[int, Stretch]] = []
    at = 0
    for number, word in enumerate(words):
        if number and gap(words[number - 1], word):
            stretches.append((-1, (" ", face, level[at])))
            at += 1
        stretches += [(number, part) for part in _stretches(word, face, level[at : at + len(word)], language)]
        at += len(word)
    order = visual_order([each for _, (_, _, each) in stretches])
    return tuple((stretches[at][0], _run(stretches[at][1])) for at in order)


def _stretches(text: str, face: Face, levels: Sequence[int], language: str) -> list[Stretch]:
    """Split text by font and level, in reading order."""
    stretches: list[Stretch] = []
    for cluster, level in _clusters(text, levels):
        current = stretches[-1][1] if stretches else face
        choices = [face, current, *fallbacks(language)]
        if "\ufe0f" in cluster:  # asks for the emoji form of a character that is also a letter or sign: 1️⃣, ☀️
            choices.insert(0, EMOJI)
        whole = next((choice for choice in choices if has(choice, cluster)), None)
        for part in [cluster] if whole else cluster:
            fitting = whole or next((choice for choice in choices if has(choice, part)), None)
            # Noto Emoji draws a selector as a separate empty box.
            shown = "".join(char for char in part if char not in SELECTORS)
            if fitting is None or not shown:
                continue
            if stretches and stretches[-1][1:] == (fitting, level):
                stretches[-1] = (stretches[-1][0] + shown, fitting, level)
            else:
                stretches.append((shown, fitting, level))
    return stretches


def _run(stretch: Stretch) -> FontRun:
    text, face, level = stretch
    return FontRun(text, face, "rtl" if level % 2 else "ltr")
