"""Ranks sentences: by the words that they share with the others, and by what makes them worth hearing."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from tasks.domain.text.prose import content_words, stems, strikes

ROUNDS = 30  # of TextRank: enough for its ranks to settle


class Ranking:
    """The scores of a text's sentences, 0 to about 1.6, and how alike two of them are."""

    def __init__(self, texts: Sequence[str], title: str, language: str) -> None:
        self._bags = [Counter(stems(content_words(text, language), language)) for text in texts]
        wanted = set(stems(content_words(title, language), language))
        ranks = self._ranks()
        top = max(ranks, default=1.0) or 1.0
        self.scores = [
            (rank / top + 0.15 * len(wanted & set(bag))) * _appeal(text, language)
            for rank, bag, text in zip(ranks, self._bags, texts, strict=True)
        ]

    def alike(self, one: int, other: int) -> float:
        """Shared words, weighed against the lengths of the two sentences."""
        a, b = self._bags[one], self._bags[other]
        if not a.keys() & b.keys():
            return 0.0
        return sum((a & b).values()) / (math.log(len(a) + 1) + math.log(len(b) + 1) + 1e-9)

    def _ranks(self) -> list[float]:
        """TextRank: a sentence counts as much as those that share its words."""
        count = len(self._bags)
        links = [[self.alike(i, j) if i != j else 0.0 for j in range(count)] for i in range(count)]
        out = [sum(row) or 1.0 for row in links]
        rank = [1.0 / max(1, count)] * count
        for _ in range(ROUNDS):
            rank = [
                0.15 / count + 0.85 * sum(links[j][i] / out[j] * rank[j] for j in range(count) if links[j][i])
                for i in range(count)
            ]
        return rank


def _appeal(text: str, language: str) -> float:
    words = len(text.split())
    length = 1.0 if 7 <= words <= 20 else 0.75 if words <= 30 else 0.5
    return length * (1 + 0.2 * bool(re.search(r"\d", text)) + 0.2 * strikes(text, language) - 0.2 * ("(" in text))
