"""Finds names and definite nouns in an English sentence whose full form stands in a sentence before it.

A surname needs a sentence with the full name, an abbreviation one that explains it, and "the fire" one that names the
fire. Any of those sentences will do.
"""

import re
from collections.abc import Sequence
from functools import cache

from tasks.domain.text.prose import content_words
from tasks.domain.text.telling import pointers

_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]+")
_FULL_NAME = re.compile(
    r"\b([A-Z][\w’'-]+|[A-Z]\.)(?: (?:(?:de|van|von|der|bin|al|la) )?(?:[A-Z]\.|[A-Z][\w’'-]+)){1,3}"
)
_DEFINITE = re.compile(r"\bthe ((?:[\w’'-]+ ?){1,4})(?=(.?))", re.IGNORECASE)
_DESCRIBING = frozenset("of that who which where whose between on in at for against to with from".split())
EARLY = 24  # characters: a definite noun up to here is what its sentence is about
_LIST_STEM = 5  # letters by which two words count as one: explosion, explosive


def names(number: int, texts: Sequence[str], places: frozenset[str]) -> set[frozenset[int]]:
    """For each surname or abbreviation alone, the earlier sentences that say the full name, if there are any."""
    text = texts[number]
    full_names = [name for name in (found.group() for found in _FULL_NAME.finditer(text)) if _names_in_full(name)]
    inside = {word for name in full_names for word in name.split()}
    own: set[frozenset[int]] = set()
    for word in {found.group().removesuffix("'s").removesuffix("’s") for found in _CAPITALISED.finditer(text)}:
        if word in inside or word.lower() in pointers.function_words():
            continue
        one = f"{re.escape(word.removesuffix('s'))}s?"  # the Kenneys are John Kenney and his wife
        full = re.compile(rf"\b[A-Z][\w’'.-]* {one}\b|\({one}\)")
        if heads := frozenset(
            at for at in range(number) if any(_names_in_full(found.group()) for found in full.finditer(texts[at]))
        ):
            own.add(heads)
        elif word not in places and (
            named := frozenset(at for at in range(number) if re.search(rf"\b{re.escape(word)}\b", texts[at]))
        ):
            own.add(named)
    return own


def _names_in_full(name: str) -> bool:
    """Whether "Eben Upton" is a name and not, as in "The Upton", a word before one."""
    return name.startswith("(") or name.split(maxsplit=1)[0].lower().rstrip(".") not in pointers.function_words()


def definites(
    number: int, texts: Sequence[str], stems: Sequence[frozenset[str]], closest: frozenset[int]
) -> set[frozenset[int]]:
    """For each "the fire", the earlier sentences that name it, if it stands alone and an earlier one does."""
    own: set[frozenset[int]] = set()
    for found in _DEFINITE.finditer(texts[number]):
        words = found[1].split()
        if words[0].lower() in pointers.unique() or words[0][:1].isupper() or _described(words):
            continue
        for word in words[:2]:
            if word.lower() in pointers.function_words():
                continue
            if heads := frozenset(at for at in range(number) if _stem(word.lower()) in stems[at]):
                own.add(heads)
                break
        else:
            if number and found.start() < EARLY and closest:  # "The results", of what was said just before
                own.add(closest)
    return own


def _described(words: Sequence[str]) -> bool:
    """Whether a definite noun says itself which one is meant: the town of Elmira, the men who, the largest ship."""
    if re.fullmatch(r"first|last|only|\w{3,}est|most|least|best|worst|\d\S*", words[0].lower()):
        return True
    return len(words) > 1 and words[1].lower() in _DESCRIBING


@cache
def _stem(word: str) -> str:
    word = re.sub(r"(?<=\w{5})(?:ing|ed)$", "", word)
    return word.removesuffix("'s").removesuffix("’s").rstrip("s")[: max(_LIST_STEM, len(word) - 3)]


def stems_of(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in content_words(text))
