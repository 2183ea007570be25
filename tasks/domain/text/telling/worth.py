"""Says how well some sentences of a text tell it: how much of it and of its title's promise, and how they end.

What a short of news has told by its first paragraph is told; any other text that breaks off early leaves its viewer
waiting. So it is worth much to come to the end, and more to answer the title than all else together.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from tasks.domain.text.telling.asking import helping
from tasks.domain.text.telling.choosing import OVER
from tasks.domain.text.telling.matches import decisive

ANSWERS = 4.0  # what it is worth to answer a title that asks
REACHES = 2.0  # what it is worth to come to the end of a text
FAR = 3  # times the words of a short, beyond which the end of news is background
LONGER = 1.0  # what it costs to take twice the aim
REPORTS = 0.15  # of the sentences of news say who said so
_SAID = re.compile(r"\b(?:said|says|told|according to|announced|spokes(?:man|woman|person))\b")


def is_news(texts: Sequence[str]) -> bool:
    """Whether many sentences say who said so: news, which tell the most important thing first."""
    return sum(bool(_SAID.search(text)) for text in texts) >= len(texts) * REPORTS


def reaching(texts: Sequence[str], budget: int, *, news: bool) -> float:
    """What it is worth to come to the end of a text: for long news nothing, since what matters stands far before it."""
    if not news:
        return REACHES
    return REACHES / 2 if sum(len(text.split()) for text in texts) <= FAR * budget else 0.0


@dataclass(frozen=True)
class Worth:
    """What is known of a text, by which `worth(told)` judges some of its sentences, given by their numbers.

    `promised` are the stems of what the title promises. `closing` says how well a sentence ends a short,
    and `reaches` what it is worth to come to the end.
    """

    texts: Sequence[str]
    stems: Sequence[Collection[str]]
    title: str
    promised: Collection[str]
    answering: int | None
    scores: Sequence[float]
    concluding: Collection[int]
    closing: Callable[[int], float]
    budget: int
    match: bool
    reaches: float

    def __call__(self, told: frozenset[int]) -> float:
        """How well these sentences tell the text, from about 0 to 12."""
        length = sum(len(self.texts[number].split()) for number in told) / self.budget
        said = frozenset[str]().union(*(self.stems[number] for number in told))
        last = max(told, default=0)
        return (
            1.5 * min(1.0, length)
            - LONGER * max(0.0, length - OVER)
            + ANSWERS * (self.answering in told)
            + 1.0 * (not helping(self.title, self.texts, told))
            + 1.5 * len(said.intersection(self.promised)) / max(1, len(self.promised))
            + self.closing(last)
            + self.reaches * last / len(self.texts)
            + 0.5 * sum(self.scores[number] for number in told) / max(1, len(told))
            + 0.3 * (sum(decisive(self.texts[number]) for number in told) if self.match else 0.0)
            + 0.5 * (not told.isdisjoint(self.concluding))
        )
