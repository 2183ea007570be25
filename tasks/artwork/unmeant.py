"""Finds the words of an English sentence that do not mean their thing here, so that no card pictures them.

"There are no bones", "bigger than an elephant", "the tip of the iceberg": a bone, an elephant or an iceberg on the card
would say something else than the sentence.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tasks.artwork.grammar import Word
from tasks.artwork.lexicon import lemma

IDIOMS = Path(__file__).parent / "idioms.txt"
COMPANY = Path(__file__).parent / "company.txt"
# Words for people, which would put a person on a card about animals: the mother of a bear, a worker bee.
_ANIMALS = (
    "bees?|ants?|wasps?|termites?|birds?|bears?|cubs?|elephants?|whales?|dolphins?|seals?|sharks?|octopus(?:es)?|"
    "squids?|wolves|wolf|lions?|tigers?|kittens?|pupp(?:y|ies)|pups?|cal(?:f|ves)|foals?|"
    "lambs?|monkeys?|apes?|chimpanzees?|gorillas?|penguins?|chicks?|owls?|eagles?|geese|ducks?|"
    "swans?|crocodiles?|turtles?|snakes?|frogs?|spiders?|insects?|mice|rats?|bats?|rabbits?|kangaroos?|koalas?|"
    "camels?|giraffes?|zebras?|deer|mammals?|species|hive|herds?|hummingbirds?|sloths?|otters?"
)
_PEOPLE = frozenset(
    "mother mothers father fathers son sons daughter daughters family families baby babies boy boys girl girls "
    "woman man child children worker workers queen queens king kings soldier soldiers army nurse nurses captain "
    "employees team dance dances dancing dancer home homes muscle muscles parents brother brothers sister sisters "
    "kids partner partners officer officers couple husband wife eat eats ate eaten eating drink drinks drank "
    "marry bathe bathed society neighbours".split()
)
_NO = frozenset("no without nor neither lack lacks lacked lacking zero".split())  # they deny the noun that follows
_NOT = re.compile(r"not|never|cannot|\w+n['’]t|nobody|hardly|barely|stop|stopped|unable|refused|failed|avoid|prevent")
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|except(?: for)?|exception of|apart from|free of|free from|devoid of|out of|far from|"
    r"unlike|compared (?:with|to)|in contrast to|opposed to|similar to|resembl\w+|reminiscent of|akin to|"
    r"(?:superior|inferior|comparable|identical|preferable|related|close|closer|equal|equivalent) to|"
    r"the (?:size|area|height|weight|length|width|shape|thickness|equivalent|age|colou?r) of|"
    r"as if|as though|so-called|nicknamed|(?:was|is|are|were|be|been) (?:named|called|dubbed)|known as|named after|"
    r"named for|a kind of|sort of)\b",
    re.IGNORECASE,
)
_EXEMPT = re.compile(
    r"not\s+(?:only|just|until|least|surprisingly|long)|no\s+(?:matter|wonder|doubt|longer\s+than)", re.I
)
_CLAUSE = re.compile(r"[,;:.!?()–—]|but|because|so|until|while|when|which|who|that|if|although|though|whereas|instead")
_CONTRAST = re.compile(
    r"(?:\b(?:than|compared (?:with|to)|unlike|whereas|as opposed to)\b"
    r"(?! (?:[$€£¥₹~]?\d|one\b|two\b|three\b|half|a (?:third|quarter|half|dozen|million|thousand|hundred)))|"
    r"[,;–—]\s*(?:while|whilst)\b).*?(?=[,;.!?–—]|$)",
    re.IGNORECASE,
)


def unmeant(text: str, words: Sequence[Word]) -> frozenset[int]:
    """The places in `words` of those that are denied, compared with, or part of a figure of speech."""
    return frozenset(
        {
            *_spoken_figuratively(text, words),
            *_denied(text, words),
            *_compared(words),
            *_said_to_be(text, words),
            *_in_company(text, words),
        }
    )


def without_contrast(text: str) -> str:
    """The sentence without what it compares its subject with: "..., while humans have 600" is about the humans."""
    return _CONTRAST.sub("", text)


def _spoken_figuratively(text: str, words: Sequence[Word]) -> set[int]:
    spans = [
        match.span()
        for word in words
        for row in sorted(_rows_opening_with(word.low))
        if (match := _phrase(row).match(text, word.start))
    ]
    return {at for at, word in enumerate(words) if any(start <= word.start < end for start, end in spans)}


def _rows_opening_with(word: str) -> set[str]:
    """The rows of the table whose first word this is, in the singular or plural."""
    first = re.split(r"[-'’]", word)[0]
    return {
        row for form in (first, first.removesuffix("s"), first.removesuffix("es")) for row in _idioms().get(form, ())
    }


def _denied(text: str, words: Sequence[Word]) -> set[int]:
    found: set[int] = set()
    for at, word in enumerate(words):
        if _EXEMPT.match(text, word.start):
            continue
        if word.low in _NO:
            found |= _noun_phrase(words, at + 1)
        elif _NOT.fullmatch(word.low):
            found |= set(range(at + 1, _clause_end(words, at + 1)))
    return found


def _compared(words: Sequence[Word]) -> set[int]:
    found: set[int] = set()
    for at, word in enumerate(words):
        following = words[at + 1].low if at + 1 < len(words) else ""
        counted = (
            following[:1].isdigit()
            or following in set("$€£¥")
            or (following in {"one", "half", "two", "three", "a"} and _is_share(words, at))
        )
        if (word.low == "than" and not counted) or (word.low == "like" and _is_simile(words, at)):
            found |= set(range(at + 1, _comparison_end(words, at + 1)))
        if word.low == "as" and at >= 2 and any(words[back].low == "as" for back in range(max(0, at - 5), at - 1)):
            found |= set(range(at + 1, _comparison_end(words, at + 1)))
    return found


def _is_share(words: Sequence[Word], at: int) -> bool:
    """Whether "than a ..." goes on with a number: "more than a hundred ships"."""
    return (
        at + 2 < len(words)
        and words[at + 1].low == "a"
        and words[at + 2].low in {"hundred", "thousand", "million", "dozen", "third", "quarter"}
    )


def _is_simile(words: Sequence[Word], at: int) -> bool:
    """Whether "like" compares, and is no verb: "we like cats" shows cats."""
    before = words[at - 1].low if at else ""
    return before not in {"i", "we", "you", "they", "would", "to", "d", "who", "people", "don't", "really"}


def _said_to_be(text: str, words: Sequence[Word]) -> set[int]:
    found: set[int] = set()
    for match in _INSTEAD.finditer(text):
        first = next((at for at, word in enumerate(words) if word.start >= match.end()), len(words))
        gerund = first < len(words) and words[first].verb and words[first].low.endswith("ing")
        found |= set(range(first, _clause_end(words, first))) if gerund else _noun_phrase(words, first)
    return found


def _in_company(text: str, words: Sequence[Word]) -> set[int]:
    among_animals = bool(re.search(rf"\b(?:{_ANIMALS})\b", text, re.IGNORECASE))
    return {
        at
        for at, word in enumerate(words)
        if (among_animals and word.low in _PEOPLE)
        or any(_changed(text, *_company()[form]) for form in {word.low, lemma(word.low)} & _company().keys())
    }


def _changed(text: str, other: str, needed: str) -> bool:
    """Whether a text holds what gives a word another sense, or lacks what the word needs for its own."""

    def holds(pattern: str) -> bool:
        return bool(re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE))

    return bool(other and holds(other)) or bool(needed and not holds(needed))


def _noun_phrase(words: Sequence[Word], at: int) -> set[int]:
    """The places of a noun phrase that starts there, with those that "or", "and" or "of" join to it."""
    found: set[int] = set()
    seen = False
    while at < len(words):
        word = words[at]
        if word.noun:
            seen = True
        elif (seen and word.low not in {"or", "and", "nor", "of"}) or word.verb or _CLAUSE.fullmatch(word.low):
            break
        elif word.low in {"or", "and", "nor", "of"}:
            seen = False
        found.add(at)
        at += 1
    return found


def _clause_end(words: Sequence[Word], at: int) -> int:
    while at < len(words) and not _CLAUSE.fullmatch(words[at].low):
        at += 1
    return at


def _comparison_end(words: Sequence[Word], at: int) -> int:
    """Where a comparison ends. A comma before a noun is met joins adjectives: "like a bent, bearded man"."""
    met = False
    while at < len(words) and (not _CLAUSE.fullmatch(words[at].low) or (words[at].text == "," and not met)):
        met = met or words[at].noun
        at += 1
    return at


@cache
def _company() -> dict[str, tuple[str, str]]:
    """Of each word of the table: the pattern that gives it another sense, and the one without which it has another."""
    table: dict[str, tuple[str, str]] = {}
    for row in COMPANY.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            word, pattern = row.split(maxsplit=1)
            other, needed = table.get(word, ("", ""))
            if pattern.startswith("!"):
                needed = f"{needed}|{pattern[1:]}".lstrip("|")
            else:
                other = f"{other}|{pattern}".lstrip("|")
            table[word] = other, needed
    return table


@cache
def _idioms() -> dict[str, list[str]]:
    """The rows of the table by each of their first words; to compile them all would take a second."""
    table: dict[str, list[str]] = {}
    for row in IDIOMS.read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            for first in row.split()[0].split("/"):
                table.setdefault(re.split(r"[-'’]", first)[0], []).append(row)
    return table


@cache
def _phrase(row: str) -> re.Pattern[str]:
    """A row of the table as a pattern that starts at its first word."""
    parts = []
    for word in row.split():
        optional = word.startswith("(")
        choices = word.strip("()").split("/")
        part = "|".join(r"[\w'’-]+" if choice == "_" else rf"{re.escape(choice)}(?:s|es|['’]s?)?" for choice in choices)
        parts.append(rf"(?:(?:{part})[\s-]+)?" if optional else rf"(?:{part})[\s-]+")
    return re.compile("".join(parts).removesuffix(r"[\s-]+") + r"(?![\w-])", re.IGNORECASE)
