"""The narration cut into scenes, at sentences and clauses, never inside a phrase."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from tasks.domain.text.prose import sentences

# Where a clause may end: after a comma, colon, semicolon or dash, or before a joining word.
_JOINER = re.compile(r"^(?:and|but|or|so|because|when|while|where|which|who|that|until|before|after|if|as|than)$", re.I)
MIN_WORDS = 3


def split(text: str, count: int) -> tuple[str, ...]:
    """Cut a narration into about `count` scenes of even length; joined by spaces they are the text, word for word.

    Of all ways to cut between sentences and at clauses, the one whose scenes are nearest to even, where a cut inside
    a sentence costs extra. A text with too few such places gives fewer scenes.
    """
    words = text.split()
    costs = {0: 0.0, **_cut_costs(text, words), len(words): 0.0}
    places = sorted(costs)
    count = max(1, min(count, len(places) - 1))
    ideal = len(words) / count
    # best[k][p]: the cheapest way to have k scenes end at place number p, and where the last of them began
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(count):
        reached: dict[int, tuple[float, int]] = {}
        for end in range(1, len(places)):
            options = [
                (cost + (places[end] - places[start] - ideal) ** 2 / ideal + costs[places[end]], start)
                for start, (cost, _) in best[-1].items()
                if start < end and (places[end] - places[start] >= MIN_WORDS or len(words) < 2 * MIN_WORDS)
            ]
            if options:
                reached[end] = min(options)
        best.append(reached)
    last = len(places) - 1
    scenes = max((k for k in range(1, count + 1) if last in best[k]), default=0)
    if not scenes:
        return (" ".join(words),)
    bounds, at = [len(words)], last
    for k in range(scenes, 0, -1):
        at = best[k][at][1]
        bounds.append(places[at])
    return tuple(" ".join(words[a:b]) for a, b in pairwise(reversed(bounds)))


def _cut_costs(text: str, words: Sequence[str]) -> dict[int, float]:
    """Word positions before which a scene may begin, with what it costs to begin one there."""
    ends = set(accumulate(len(sentence.split()) for sentence in sentences(text)))
    costs: dict[int, float] = {}
    for at in range(1, len(words)):
        before, after = words[at - 1], words[at]
        if at in ends:
            costs[at] = 0.0
        elif re.search(r"[;:—–]$", before) or after in {"—", "–"}:
            costs[at] = 3.0
        elif before.endswith(","):
            # A comma before a joining word parts clauses; in a list it does not.
            costs[at] = 3.5 if _JOINER.match(after) else 6.0
        elif _JOINER.match(after) and after.lower() not in {"and", "or"}:
            costs[at] = 6.5
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
