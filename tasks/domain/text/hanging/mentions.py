"""Finds names and definite nouns in an English sentence whose full form stands in a sentence before it.

A surname needs a sentence with the full name, an abbreviation one that explains it, and "the fire" one that names the
fire. Any of those sentences will do.
"""

import re
from collections.abc import Sequence
from functools import cache

from tasks.domain.text.hanging import pointers
from tasks.domain.text.prose import content_words

_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]+")
_FULL_NAME = re.compile(
    r"\b([A-Z][\w’'-]+|[A-Z]\.)(?: (?:(?:de|van|von|der|bin|al|la) )?(?:[A-Z]\.|[A-Z][\w’'-]+)){1,3}"
)
_LONG_NAME = re.compile(r"\b[A-Z][a-z]+(?: (?:(?:of|for|and|the|in) )*[A-Z][a-z]+){1,5}")
# The words after it are only looked at: "the foreman of the party" has two of them.
_DEFINITE = re.compile(r"\bthe (?=((?:[\w’'-]+ ?){1,4})(.?))", re.IGNORECASE)
_DESCRIBING = frozenset("of that who which where whose between".split())
_PLACING = frozenset("on in at for against to with from".split())  # they describe a thing that was not named yet
_OF_A_MATCH = frozenset("visiting home opposing".split())  # the home team: who that is, a report says as it begins
_PART = re.compile(
    r"(?:second|third|fourth|final|opening) (?:half|quarter|period|set|inning|round|lap|minutes?)"
)  # of a match
_ADVERB = re.compile(r"(?:al|ous|en|ent|ant|ic|ive|ed|ing|ick|ear|ful|less|er|ar|at|ow|ight|ect|ain)ly$")
_ROLE = re.compile(
    r"(?:captain|commander|company|firm|club|team|side|hosts?|visitors?|defenders?|attackers?|besiegers?"
    r"|garrison|army|fleet|crew"
    r"|ship|vessel|boat|plane|aircraft|author|researchers?|scientists?|authors?|couple|victims?|suspects?"
    r"|driver|officers?"
    r"|rescuers?|survivors?|vehicle|engine|system|method|version|device|gadget|machine|product|model|pair|duo"
    r"|trio|village|castle|fort|fortress"
    r"|island|animals?"
    r"|creatures?|bird|species|condition|disease|illness|disorder|event|incident|accident|attack|battle|siege"
    r"|war|building"
    r"|house|structure|bridge|tower|road|town|king|queen|emperor|general|president|minister|mayor|coach|manager"
    r"|keeper"
    r"|striker|midfielder|winger|teenager|veteran|youngster|former)"
)
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
        elif explained := frozenset(at for at in range(number) if word in _initials(texts[at])):
            own.add(explained | frozenset(at for at in range(number) if re.search(rf"\b{word}\b", texts[at])))
        elif (
            word not in places
            and not re.search(r"\d", word)
            and (named := frozenset(at for at in range(number) if re.search(rf"\b{re.escape(word)}\b", texts[at])))
        ):
            own.add(named)
    return own


@cache
def _initials(text: str) -> frozenset[str]:
    """The abbreviations that the names in a sentence explain: DPS, for a Department of Public Safety."""
    found = [re.findall(r"\b[A-Z](?=[a-z])", name) for name in _LONG_NAME.findall(text)]
    return frozenset(
        "".join(letters[at:]) for letters in found for at in range(len(letters) - 1) if len(letters[at:]) > 1
    )


def _names_in_full(name: str) -> bool:
    """Whether "Eben Upton" is a name and not, as in "The Upton", a word before one."""
    return name.startswith("(") or name.split(maxsplit=1)[0].lower().rstrip(".") not in pointers.function_words()


def definites(
    number: int, texts: Sequence[str], stems: Sequence[frozenset[str]], closest: frozenset[int], first: int
) -> set[frozenset[int]]:
    """For each "the fire", the earlier sentences that name it, if it stands alone and an earlier one does.

    `first` is the first sentence of its paragraph. What is named there is meant: two sieges may have a garrison each.
    """
    own: set[frozenset[int]] = set()
    for found in _DEFINITE.finditer(texts[number]):
        words = re.split(r"(?<=[a-z])['’]s? ", found[1])[0].split()
        if words[0].lower() in pointers.unique() or words[0][:1].isupper() or _described(words):
            continue
        for rank, word in enumerate(_heads(words, followed=found[2])):
            if word.lower() in pointers.function_words():
                continue
            stem = _stem(word.lower())
            if heads := frozenset(at for at in range(number) if stem in stems[at]):
                heads = frozenset(at for at in heads if at >= first) or heads
                role = _ROLE.fullmatch(word.lower()) and _introduced(word, texts[:number]) != 1
                loose = rank or role or _several(word, texts[:number])
                own.add(frozenset({max(heads)}) if loose else heads)
                break
        else:
            placed = len(words) > 1 and words[1].lower() in _PLACING
            about = found.start() < EARLY and not placed  # "The results", of what was said just before
            role = _ROLE.fullmatch(words[0].lower()) and not placed  # another word for who or what was named
            if number and closest and (about or role):
                own.add(closest)
    return own


def _heads(words: Sequence[str], followed: str) -> list[str]:
    """The words that may name the thing, the likeliest first: of "the active period," the second."""
    return [words[1], words[0]] if len(words) == 2 and followed in tuple(",.;:!?") else list(words[:2])


def _several(word: str, texts: Sequence[str]) -> bool:
    """Whether these texts speak of more than one such thing: a siege of Kut and a siege of Gibraltar."""
    named = re.compile(rf"\b{re.escape(word)} (?:of|at|in) (?:the )?([A-Z]\w+)", re.IGNORECASE)
    return len({name for text in texts for name in named.findall(text) if name[0].isupper()}) > 1


def _introduced(word: str, texts: Sequence[str]) -> int:
    """How often these texts bring in such a person or thing as a new one: with "a driver" alone, the driver is he."""
    new = re.compile(
        rf"\b(?:an?|another|two|three|four|five|several|some|many) (?:[\w-]+ ){{0,2}}{re.escape(word)}s?\b", re.I
    )
    return sum(len(new.findall(text)) for text in texts)


def _described(words: Sequence[str]) -> bool:
    """Whether a definite noun says itself which one is meant: the town of Elmira, the men who, the largest ship."""
    if re.fullmatch(r"first|last|only|\w{3,}est|most|least|best|worst|\d[\d,.]*(?:st|nd|rd|th|s)?", words[0].lower()):
        return True
    if len(words) > 1 and _PART.fullmatch(f"{words[0]} {words[1]}".lower()):
        return True
    return len(words) > 1 and (words[1].lower() in _DESCRIBING or words[0].lower() in _OF_A_MATCH)


@cache
def _stem(word: str) -> str:
    word = re.sub(r"(?<=\w{5})(?:ing|ed)$", "", word)
    return word.removesuffix("'s").removesuffix("’s").rstrip("s")[: max(_LIST_STEM, len(word) - 3)]


def stems_of(text: str) -> frozenset[str]:
    """The stems of the words that may name a thing: "suddenly" does not name "the sudden stop"."""
    return frozenset(_stem(word) for word in content_words(text) if not _ADVERB.search(word))
