"""Chooses line breaks for text on screen: after punctuation if possible, rarely between words that belong together."""

import re
from collections.abc import Callable, Sequence
from math import inf
from typing import TypeVar

from tasks.domain.text.abbreviations import abbreviates
from tasks.domain.text.phrases import belongs_together, ends_with_particle, is_lone, leans_on_next
from tasks.domain.text.prose import STOPWORDS
from tasks.domain.words import PAUSES, STOPS

# These belong to the word that follows.
_DANGLING = frozenset(
    """
    a an the of in on at to for from by with and or but as is are was were be than into over under its their his
    her our your my this that these those very more most no not per about between
    """.split()
)
_NUMBERS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion
    """.split()
)
_JOINT = frozenset({("such", "as"), ("as", "well"), ("so", "that"), ("rather", "than"), ("instead", "of")})
_DIGITS = re.compile(r"[^\w\s]*\d[\d.,–-]*[^\w\s.,!?…;:]*")
_CLOSED = r"[\"'”’»)\]」』）】]*$"
_STOP, _MARK = re.compile(f"[{STOPS}]{_CLOSED}"), re.compile(f"[{STOPS}{PAUSES}]{_CLOSED}")
AT_A_MARK, AFTER_PARTICLE, BETWEEN_WORDS, DANGLES, INSIDE = 0.0, 0.85, 1.0, 2.0, 3.0
LONE = 3.0  # what a line or a caption of one character costs
UNEVEN = 0.2  # share of the whole width by which the wider line may grow for a break that costs 1 less

T = TypeVar("T")


def ends_sentence(word: str, following: str) -> bool:
    """Whether a sentence ends with `word`; the full stop of an abbreviation does not end one."""
    return bool(_STOP.search(word)) and not abbreviates(word, following)


def ends_with_mark(word: str, following: str) -> bool:
    """Whether a sentence or clause ends with `word`, at a punctuation mark."""
    return bool(_MARK.search(word)) and not abbreviates(word, following)


def break_cost(word: str, following: str) -> float:
    """How much a break between two words disturbs a reader.

    0 after punctuation, 1 between ordinary words and a little less after a particle, 2 after an article, preposition or
    conjunction, 3 after an abbreviation, between a number and what it counts, or inside a name.
    """
    if ends_with_mark(word, following):
        return AT_A_MARK
    bare, after = (re.sub(r"\W", "", text.lower()) for text in (word, following))
    counts = bool(_DIGITS.fullmatch(word)) or bare in _NUMBERS
    if abbreviates(word, following) or (counts and after[:1].isalpha() and after not in STOPWORDS):
        return INSIDE
    if belongs_together(word, following) or (bare, after) in _JOINT:
        return INSIDE
    if bare in _DANGLING or leans_on_next(word, following):
        return DANGLES
    return AFTER_PARTICLE if ends_with_particle(word) else BETWEEN_WORDS


def lone_cost(words: Sequence[str]) -> float:
    """What a line of these words costs for being one character of a script without spaces; 0 if it is more."""
    return LONE if len(words) == 1 and is_lone(words[0]) else 0.0


def fold(words: Sequence[str], width: Callable[[Sequence[str]], float], room: float) -> list[Sequence[str]]:
    """One line if the words fit `room`; else two, broken where it reads best and as evenly as that allows."""
    whole = width(words)
    if len(words) == 1 or whole <= room:
        return [words]

    def cost(at: int) -> tuple[float, float]:
        wider = max(width(words[:at]), width(words[at:]))
        lone = lone_cost(words[:at]) + lone_cost(words[at:])
        return max(wider - room, 0), wider / whole + UNEVEN * (break_cost(words[at - 1], words[at]) + lone)

    at = min(range(1, len(words)), key=cost)
    return [words[:at], words[at:]]


def grouped(items: Sequence[T], cost: Callable[[int, int], float]) -> list[Sequence[T]]:
    """Split the items into consecutive groups with the lowest total cost.

    `cost(first, end)` is infinite for a group that is too long; longer groups with the same end are then not tried.
    A single item always makes a group.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]  # for the first n items: the cost, and the start of the last group
    for end in range(1, len(items) + 1):
        options: list[tuple[float, int]] = []
        for first in range(end - 1, -1, -1):
            own = cost(first, end)
            if options and own == inf:
                break
            options.append((best[first][0] + own, first))
        best.append(min(options, key=lambda option: option[0]))
    groups: list[Sequence[T]] = []
    end = len(items)
    while end:
        first = best[end][1]
        groups.insert(0, items[first:end])
        end = first
    return groups
