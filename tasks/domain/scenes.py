"""The narration cut into scenes, at sentences and clauses, never inside a phrase."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from tasks.domain.prose import sentences

# Where a clause may end: after a comma, colon, semicolon or dash, or before a joining word.
_JOINER = re.compile(r"^(?:and|but|or|so|because|when|while|where|which|who|that|until|before|after|if|as|than)$", re.I)
LEAST_WORDS = 3


def split(text: str, count: int) -> tuple[str, ...]:
    """Cut a narration into about `count` scenes of even length; joined by spaces they are the text, word for word.

    Every cut is at the cheapest place near its ideal position: between sentences, else at a clause. A text too short
    for `count` scenes gives fewer.
    """
    words = text.split()
    costs = _cut_costs(text, words)
    total = len(words)
    cuts: list[int] = []
    for number in range(1, count):
        ideal = total * number / count
        low = (cuts[-1] if cuts else 0) + LEAST_WORDS
        places = [at for at in costs if low <= at <= total - LEAST_WORDS and abs(at - ideal) < total / count * 0.75]
        if places:
            cuts.append(min(places, key=lambda at: costs[at] + abs(at - ideal)))
    bounds = [0, *cuts, total]
    return tuple(" ".join(words[a:b]) for a, b in pairwise(bounds) if b > a)


def _cut_costs(text: str, words: Sequence[str]) -> dict[int, float]:
    """Word positions before which a scene may begin, with a cost in words of displacement that is worth avoiding it."""
    ends = set(accumulate(len(sentence.split()) for sentence in sentences(text)))
    costs: dict[int, float] = {}
    for at in range(1, len(words)):
        before, after = words[at - 1], words[at]
        if at in ends:
            costs[at] = 0.0
        elif re.search(r"[;:—–]$", before) or after in {"—", "–"}:
            costs[at] = 2.0
        elif before.endswith(",") and not re.fullmatch(r"[\d,]+", before):
            costs[at] = 3.0
        elif _JOINER.match(after):
            costs[at] = 5.0
    return costs


def merge(narrations: Sequence[str], seconds: Sequence[float], count: int) -> tuple[tuple[int, ...], ...]:
    """Groups of neighbouring scenes, `count` in all: the pair that is shortest together is joined first."""
    groups: list[tuple[int, ...]] = [(number,) for number in range(len(narrations))]
    lengths = list(seconds)
    while len(groups) > max(1, count):
        at = min(range(len(groups) - 1), key=lambda n: lengths[n] + lengths[n + 1])
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
        lengths[at : at + 2] = [lengths[at] + lengths[at + 1]]
    return tuple(groups)
