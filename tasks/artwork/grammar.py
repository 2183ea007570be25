"""Tells which words of an English sentence are nouns: "the film" has a picture, "he films" has none.

HanTa's tagger decides, whose model for English is part of its package. It reads word by word, so what stands beside a
word in plain sight goes first: after "they" comes a verb, after "the" a noun.
"""

import re
from dataclasses import dataclass

from tasks.domain.text.verbs import tagger

_TOKEN = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*['’]?(?<![’'](?=\W))|\d[\d.,:]*\d|\d|[^\sA-Za-z0-9]")
_SUBJECTS = frozenset("i we they he she who".split())
_OBJECTS = frozenset("it him them me us himself itself themselves herself".split())
_MODALS = frozenset("will would can could must should may might shall cannot can't couldn't won't wouldn't".split())
_PLURAL_IN_FORM = frozenset("sports goods arms sales news customs savings systems women men people police".split())
# They stand for something that was or will be said.
STAND_INS = frozenset(
    "something anything everything nothing someone anyone everyone thing things one ones such same other others own "
    "way ways lot sort kind so all some many few".split()
)
DETERMINERS = frozenset(
    "a an the this that these those my your his her its our their each every some any no another many several".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign of a sentence, where it starts in the text, and what kind of word it is."""

    text: str
    start: int
    noun: bool
    verb: bool
    adjective: bool = False

    @property
    def low(self) -> str:
        return self.text.lower()


def words_of(text: str) -> tuple[Word, ...]:
    """The tokens of an English sentence, in its order."""
    found = list(_TOKEN.finditer(text))
    if not found:
        return ()
    tokens = [match[0].replace("’", "'") for match in found]
    tags = [str(tag) for _, _, tag in tagger().tag_sent(tokens)]
    lows = [token.lower() for token in tokens]
    nouns = [_is_noun(at, lows, tags) for at in range(len(lows))]
    return tuple(
        Word(
            match[0],
            match.start(),
            nouns[at],
            verb=not nouns[at] and tags[at].startswith("V"),
            adjective=not nouns[at] and tags[at].startswith("AJ"),
        )
        for at, match in enumerate(found)
    )


def telling(text: str) -> tuple[int, ...]:
    """Where the words of an English text start that mean something by themselves: nouns, adjectives, numbers."""
    return tuple(
        word.start
        for word in words_of(text)
        if (word.noun or word.adjective or word.text[0].isdigit()) and word.low not in STAND_INS
    )


def _is_noun(at: int, lows: list[str], tags: list[str]) -> bool:
    before = lows[at - 1] if at else ""
    after = lows[at + 1] if at + 1 < len(lows) else ""
    if before in _SUBJECTS or before in _MODALS or (before == "it" and lows[at].endswith("s")):
        return False
    if after in _OBJECTS and (at == 0 or not _opens_a_noun(before)):
        return False  # "the cold ruins it"
    if before in {"", "to"} and after in DETERMINERS:
        return False  # "to ship the boxes", "sand the wood"
    if before in DETERMINERS and before not in {"that", "this", "her"}:
        return tags[at][:2] not in {"AJ", "AV"}
    if _films_the(at, lows, tags) or _store_water(at, lows, tags):
        return False
    return tags[at].startswith(("NN", "NP")) or (tags[at] == "CRD" and _stands_alone(at, lows, tags))


def _stands_alone(at: int, lows: list[str], tags: list[str]) -> bool:
    """Whether a number in letters counts nothing: "zero is a number", not "zero degrees"."""
    if at + 1 == len(lows):
        return lows[at].isalpha()
    return lows[at].isalpha() and (lows[at + 1] in set(",.:") or tags[at + 1].startswith("V"))


def _opens_a_noun(word: str) -> bool:
    return word in DETERMINERS or word in {"of", "in", "on", "with", "from", "for", "by", "at", "and"}


def _films_the(at: int, lows: list[str], tags: list[str]) -> bool:
    """Whether a word in -s stands between a singular noun and an object, as in "the company films the birds"."""
    if not at or not lows[at].endswith("s") or tags[at] != "NN2" or at + 1 == len(lows):
        return False
    return tags[at - 1] in {"NN1", "NP0"} and (lows[at + 1] in DETERMINERS or tags[at + 1] in {"DPS", "PNP"})


def _store_water(at: int, lows: list[str], tags: list[str]) -> bool:
    """Whether a word stands between a plural, or "that", and a noun, as in "camels store water"."""
    if not at or at + 1 == len(lows) or not tags[at].startswith("NN") or lows[at].endswith("s"):
        return False
    plural = tags[at - 1] == "NN2" and lows[at - 1] not in _PLURAL_IN_FORM
    return (plural or lows[at - 1] in {"that", "which"}) and (
        tags[at + 1].startswith("NN") or lows[at + 1] in DETERMINERS
    )
