"""Tells a long text in one or two pieces of it: from its beginning, and from one later place on.

What breaks a shortened text is the jump: where a sentence goes missing, the next one may mean it. A piece in which none
is missing reads as its author wrote it, so a text is told with one jump at most, best from the end of one paragraph to
the beginning of another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tasks.domain.text.hanging.needs import Needs
from tasks.domain.text.telling.paragraphs import ONE_THOUGHT, Place

FIRST = 12  # words: a beginning that is shorter has not said who, where and when
BEGUN = 0.3  # of the least words: a later piece means nothing after a shorter beginning
LAST = 20  # words: a later piece that is shorter comes from nowhere
JUMP = 0.8  # what a jump costs
INSIDE = 0.8  # what it costs more to break off a thought that goes on
AMID = 2.0  # what it costs more to land inside a paragraph on a sentence that speaks of others


@dataclass(frozen=True)
class Pieces:
    """A text to tell in pieces: what each sentence costs and needs, which can be spoken, and where they stand."""

    lengths: Sequence[int]
    needs: Sequence[Needs]
    fit: Sequence[int]
    places: Sequence[Place]
    goes_on: Callable[[int, int], bool]  # whether a sentence speaks of the one whom another is about
    amid: float = AMID

    def best(
        self, least: float, most: float, worth: Callable[[frozenset[int]], float], *, late: int = 0
    ) -> frozenset[int] | None:
        """The sentences of the pieces of `least` to `most` words that are worth most; None if no such pieces stand.

        `late`: the number before which they may not end.
        """
        found: list[tuple[float, tuple[int, ...]]] = []
        ends = [0, *accumulate(self.lengths[number] for number in self.fit)]
        count = len(self.fit)
        for head in range(1, count + 1):
            if ends[head] > most:
                break
            if ends[head] < max(FIRST, BEGUN * least):
                continue
            begun = frozenset(self.fit[:head])
            spans = [(head, head), *((at, to) for at in range(head + 1, count) for to in range(at + 1, count + 1))]
            for start, stop in spans:
                if not least <= ends[head] + ends[stop] - ends[start] <= most:
                    continue
                if 0 < ends[stop] - ends[start] < LAST:
                    continue
                told = begun | frozenset(self.fit[start:stop])
                if max(told) >= late and self.stands(told):
                    found.append((worth(told) - self.jumps(told), tuple(sorted(told))))
        return frozenset(max(found)[1]) if found else None

    def stands(self, told: frozenset[int]) -> bool:
        """Whether every sentence has what it needs, or goes on about the one whom the one told before it is about."""
        before = -1
        for number in sorted(told):
            lacks = sum(not need & told for need in self.needs[number])
            if lacks > 1 or (lacks and (before < 0 or not self.goes_on(before, number))):
                return False
            before = number
        return True

    def jumps(self, told: frozenset[int]) -> float:
        """What it costs to hear where sentences are missing between those told, and where the last breaks off."""
        cost = 0.0
        for number in told:
            after = next((at for at in self.fit if at > number), None)
            if after is None or after in told:
                continue
            goes_on = not self.places[number].ends and any(number in need for need in self.needs[after])
            cost += INSIDE if goes_on else 0.0
            if landing := min((at for at in told if at > number), default=0):
                place = self.places[landing]
                amid = place.position and (place.size <= ONE_THOUGHT or self.needs[landing])
                cost += JUMP + (self.amid if amid else 0.0)
        return cost
