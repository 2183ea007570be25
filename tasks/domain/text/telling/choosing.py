"""Chooses which sentences to tell within a number of words, so that each brings along what it points back to."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from tasks.domain.text.hanging.needs import Needs

OVER = 1.04  # the budget may be exceeded by this factor
FOR_LEAD = 0.65  # of the budget, at most, goes to the first sentence
FOR_END = 0.5  # of the budget, at most, goes to the ending and what it needs
ENOUGH = 0.72  # of the budget: below this, what stands after the ending may be told, too
DEEP = 40  # sentences that one sentence may bring, one after the other
MOST_VISITS = 2000  # of sentences, to find all that one needs: the ways to meet many needs are without number


@dataclass
class Choice:
    """The sentences told so far, by number. `lengths` are their words, `fit` which may be told at all.

    `needs` must be met. `thoughts` are what a sentence should have told before it too, if there is room.
    """

    lengths: Sequence[int]
    needs: Sequence[Needs]
    thoughts: Sequence[Needs]
    fit: Collection[int]
    budget: int
    told: set[int] = field(default_factory=set)
    _visits: int = 0

    @property
    def words(self) -> int:
        return sum(self.lengths[number] for number in self.told)

    def bundle(self, number: int, room: float, *, apart: bool) -> frozenset[int] | None:
        """The sentence with all that it needs and that is not told yet; None if that cannot be told in `room` words.

        `apart`: the rest of its thought may be missing.
        """
        self._visits = 0
        return self._bundle(number, room, apart, DEEP, frozenset())

    def _bundle(
        self, number: int, room: float, apart: bool, depth: int, under: frozenset[int]
    ) -> frozenset[int] | None:
        self._visits += 1
        whole = {number}
        over = self._cost((under | whole) - self.told) > room  # what it brings along makes it only longer
        if number not in self.fit or depth == 0 or over or self._visits > MOST_VISITS:
            return None
        for need in sorted(self.needs[number] | (frozenset() if apart else self.thoughts[number]), key=sorted):
            if need & (self.told | whole | under):
                continue
            options = [
                self._bundle(other, room, apart, depth - 1, under | whole) for other in sorted(need, reverse=True)[:4]
            ]
            possible = [option for option in options if option is not None]
            if not possible:
                return None
            whole |= min(possible, key=self._cost)
        return frozenset(whole)

    def take(self, number: int, limit: float | None = None, *, apart: bool = True) -> bool:
        """Tell a sentence with all that it needs, if that is possible and within the limit of words.

        Its thought comes along whole if it fits, and, unless it may be told `apart`, must.
        """
        room = (limit or self.budget * OVER) - self.words
        for alone in (False, True) if apart else (False,):
            bundle = self.bundle(number, room, apart=alone)
            if bundle is not None and self._cost(bundle - self.told) <= room:
                self.told |= bundle
                return True
        return False

    def fill(self, numbers: Collection[int], worth: Callable[[int], float], *, apart: bool = False) -> None:
        """Take the sentence that is worth most for its place, until no more fits. `worth` sees what is told."""
        left = set(numbers) - self.told
        while left:
            best = max(left, key=lambda number: (worth(number), -number))
            left.discard(best)
            self.take(best, apart=apart)
            left -= self.told

    def _cost(self, bundle: Collection[int]) -> int:
        return sum(self.lengths[number] for number in bundle)
