"""Splits the narration into scenes between sentences and clauses, never inside a phrase."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from tasks.domain.text.joints import COMMA, SENTENCE, cut_cost
from tasks.domain.text.sentences import normalised, sentences
from tasks.domain.words import clauses, letters, word_spans

MIN_WORDS = 3  # in a scene


def split(text: str, count: int, language: str = "en") -> tuple[str, ...]:
    """Split a narration into about `count` scenes of similar length; together they are the text word for word.

    Of all splits between sentences and clauses, take the one with the most even scenes, where a split inside a sentence
    costs extra. A text with few such places gives fewer scenes.
    """
    text = " ".join(text.split())
    words = word_spans(text)
    if not words:
        return ("",)
    costs = {0: 0.0, **_cut_costs(text, words, language), len(words): 0.0}
    places = sorted(costs)
    count = max(1, min(count, len(places) - 1))
    ideal = len(words) / count
    # best[k][p]: the lowest cost of k scenes that end at place number p, and the place where the last of them begins
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
        return (text,)
    bounds, at = [len(words)], last
    for k in range(scenes, 0, -1):
        at = best[k][at][1]
        bounds.append(places[at])
    return tuple(text[words[a][0] : words[b - 1][1]] for a, b in pairwise(reversed(bounds)))


def _cut_costs(text: str, spans: Sequence[tuple[int, int]], language: str) -> dict[int, float]:
    """Maps the word positions at which a scene may begin to the cost of beginning one there."""
    words = [text[start:end] for start, end in spans]
    ends = set(accumulate(len(letters(sentence)) for sentence in sentences(text, language)))
    spaced = clauses(text)
    costs: dict[int, float] = {}
    for at, read in enumerate(accumulate(len(letters(normalised(word))) for word in words[:-1]), 1):
        inside = cut_cost(words, at, language)
        if read in ends:
            costs[at] = SENTENCE
        elif inside is not None:
            costs[at] = inside
        elif at - 1 in spaced:
            costs[at] = COMMA
    return costs


def merge(
    seconds: Sequence[float],
    least: float,
    kept: Sequence[bool] = (),
    apart: Sequence[bool] = (),
) -> tuple[tuple[int, ...], ...]:
    """Merge neighbouring scenes that together are shorter than `least` seconds, the shortest first.

    `seconds` are the scenes' lengths. The groups hold the scenes' numbers. A scene that is `kept` stays alone, and no
    two that are `apart` share a group. What is merged follows from the scenes around it alone.
    """
    groups: list[tuple[int, ...]] = [(number,) for number in range(len(seconds))]
    lengths = list(seconds)
    keeps, parts = (list(given or [False] * len(seconds)) for given in (kept, apart))
    while True:
        pairs = [
            at
            for at in range(len(groups) - 1)
            if lengths[at] + lengths[at + 1] < least
            and not (keeps[at] or keeps[at + 1])
            and not (parts[at] and parts[at + 1])
        ]
        if not pairs:
            return tuple(groups)
        at = min(pairs, key=lambda n: lengths[n] + lengths[n + 1])
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
        lengths[at : at + 2] = [lengths[at] + lengths[at + 1]]
        keeps[at : at + 2], parts[at : at + 2] = [False], [parts[at] or parts[at + 1]]
