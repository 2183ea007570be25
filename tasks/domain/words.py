"""Words in every script: Chinese, Japanese, Thai, Lao, Khmer and Burmese write them without spaces between.

Everything that counts, times or shows words asks here; ICU's dictionaries find words where spaces do not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from icu4py.breakers import LineBreaker, WordBreaker

KANA = "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Marks of Chinese and Japanese, and their full-width forms, which bring their own space.
WIDE_MARKS = "\u3000-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
SOUTH_EAST = "\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff"
_UNSPACED = re.compile(f"[{KANA}{HAN}{WIDE_MARKS}{SOUTH_EAST}]")
_SOUTH_EAST = re.compile(f"[{SOUTH_EAST}]")
_FOREIGN = re.compile("[0-9A-Za-z]")
_KANA = re.compile(f"[{KANA}]")
_GREEK = re.compile("[\u0370-\u03ff]")
# What ends a sentence or a clause, in any script.
STOPS = ".!?…。！？｡।॥؟۔።፧։។៕။"
PAUSES = ",;:—–，、；：､،؛፣፤၊"
_HANGS = frozenset("的了着著过過们們吗嗎呢吧啊地得")  # Chinese particles, which belong to the word before


def split_words(text: str) -> tuple[str, ...]:
    """The text's words with the marks around them, as they are timed and shown.

    Between spaces where the script has them; else ICU's words, or phrases in Japanese (東京タワーは). Without their
    spaces, the words are the text.
    """
    return tuple(_words(text))


def word_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each of the text's words in it: between two of them, the text's own spaces stay."""
    spans, at = [], 0
    for word in split_words(text):
        start = text.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return tuple(spans)


def clauses(text: str) -> frozenset[int]:
    """The numbers of the words that a clause ends with where a space, and no mark, shows it: in Thai and its like.

    The spaces around a number or a name in Latin letters end none.
    """
    neighbours = enumerate(pairwise(word_spans(text)))
    return frozenset(
        number
        for number, ((_, end), (start, _)) in neighbours
        if end < start and not gap(text[end - 1], text[start]) and not _FOREIGN.search(text[end - 1] + text[start])
    )


def count_words(text: str) -> int:
    """How many words a text takes to speak; in Japanese more than `split_words` gives, which keeps phrases together."""
    return sum(_count(chunk) for chunk in text.split())


def join_words(parts: Iterable[str]) -> str:
    """Words or texts, one after the other, with spaces where their scripts have them."""
    whole = ""
    for part in parts:
        whole += gap(whole, part) + part
    return whole


def join_texts(parts: Iterable[str]) -> str:
    """Sentences or clauses, one after the other. Thai and its like write a space here, and none between words."""
    whole = ""
    for part in parts:
        space = " " if whole and part and _SOUTH_EAST.search(whole[-1] + part[0]) else gap(whole, part)
        whole += space + part
    return whole


def gap(left: str, right: str) -> str:
    """What stands between two words: a space, or nothing beside a script that writes none."""
    return " " if left and right and not _UNSPACED.search(left[-1] + right[0]) else ""


def capitals(text: str, language: str = "") -> str:
    """The text in capitals, as its language writes them: Greek ones have no accents, the Turkish i keeps its dot."""
    if language.partition("-")[0] in {"tr", "az"}:
        text = text.replace("i", "İ")
    if _GREEK.search(text):
        plain = re.sub(f"(?<={_GREEK.pattern})\u0301|\u0301(?=\u0308)", "", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", re.sub("(\u0308)\u0301", r"\1", plain))
    return text.upper()


def letters(text: str) -> str:
    """The text without any white space, by which texts that differ in spacing alone are equal."""
    return "".join(text.split())


def _words(text: str) -> Iterator[str]:
    japanese = bool(_KANA.search(text))
    for chunk in text.split():
        if not _UNSPACED.search(chunk):
            yield chunk
            continue
        breaker = LineBreaker(chunk, "ja@lw=phrase") if japanese else WordBreaker(chunk, "zh")
        yield from _with_marks(breaker)


def _with_marks(pieces: Iterable[str]) -> Iterator[str]:
    """Attach marks: opening ones to the word after, all others and particles to the word before."""
    word, opening = "", ""
    for piece in pieces:
        if all(unicodedata.category(char) in {"Ps", "Pi"} for char in piece):
            opening += piece
        elif word and not opening and _belongs_to(word, piece):
            word += piece
        else:
            if word:
                yield word
            word, opening = opening + piece, ""
    if word or opening:
        yield word + opening


def _belongs_to(word: str, piece: str) -> bool:
    """Whether a piece stays with the word before it: marks, particles, and what a number counts (1949年)."""
    counted = word[-1].isdigit() and len(piece) == 1 and bool(re.match(f"[{HAN}]", piece))
    return counted or piece in _HANGS or not any(map(_speakable, piece))


def _count(chunk: str) -> int:
    if not _UNSPACED.search(chunk):
        return 1
    return max(1, sum(any(map(_speakable, piece)) for piece in WordBreaker(chunk, "zh")))


def _speakable(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"
