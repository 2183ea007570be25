"""Finds the words that no phrase may part: a number with what bounds it, and the names of a list.

"At least three" without its first word is no English, "half a million" is less than two and a half, and of "Britain,
France and Israel attacked" the last two would have attacked alone.
"""

import re
from collections.abc import Iterator

from tasks.artwork.contexts import CONTEXTS
from tasks.artwork.figures import QUALIFIERS, SMALL
from tasks.domain.text.quantities import read
from tasks.domain.text.vocabulary import stop_words

Span = tuple[int, int]  # the first character and the one behind the last

_COUNT = (
    rf"{'|'.join(SMALL)}|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|"
    r"an? (?:half|third|quarter|fifth|tenth|dozen|hundred|thousand|million|billion)"
)
_BOUNDED = re.compile(
    rf"\b(?:no more than|no fewer than|no less than|{QUALIFIERS})\s+(?:{_COUNT})(?:[\s-](?:{_COUNT}))*\b", re.IGNORECASE
)
_SPELT = re.compile(
    rf"\b(?:{_COUNT})(?:(?:\s+(?:and|to|or)\s+|[\s-]+)(?:{_COUNT}|(?:three )?quarters?))+\b", re.IGNORECASE
)
_SOME = re.compile(r"\ba (?:few|little)\b", re.IGNORECASE)  # without "a", they would be hardly any
_TWICE = re.compile(r"\b(\w+) (?:after|by|to|upon) \1\b", re.IGNORECASE)  # "day after day"
_NAME = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w'’-]*"
_MEMBER = rf"{_NAME}(?:\s{_NAME}){{0,2}}"
_NAMES = re.compile(rf"(?<!\w){_MEMBER}(?:,\s{_MEMBER})+,?\s(?:and|or|und|oder|et|ou|y|o|e|en|и)\s{_MEMBER}")
_WHERE = frozenset("in at on from to near after before by im bei nach von en à a dans da nel em".split())


def units(text: str, language: str) -> list[Span]:
    """The runs of several words that are one: numbers, qualified ones too, lists of names, "a few", "day after day"."""
    numbers = [(_qualified(text[: one.start], language), one.end) for one in read(text, language)]
    english = (_BOUNDED, _SPELT, _SOME, _TWICE) if language.startswith("en") else ()
    bounded = [match.span() for pattern in english for match in pattern.finditer(text)]
    return [*numbers, *bounded, *_listed(text, language)]


def _qualified(before: str, language: str) -> int:
    """Where a number begins with the words that qualify it: "about", "more than"."""
    context = CONTEXTS.get(language.partition("-")[0])
    found = re.search(rf"(?<!\w)(?:{context.about})\s*$", before, re.IGNORECASE) if context else None
    return found.start() if found else len(before)


def _listed(text: str, language: str) -> Iterator[Span]:
    """Every list of names, without the function word that may open it: "When Britain, France and Israel"."""
    stop = stop_words(language.partition("-")[0])
    for match in _NAMES.finditer(text):
        first, _, rest = match[0].partition(" ")
        if first.lower() not in stop:
            yield match.span()
        elif first.lower() not in _WHERE:  # "In London, Holmes and Watson" is no list
            yield match.end() - len(rest), match.end()
