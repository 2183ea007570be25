"""What the paragraphs of a text say about its sentences.

A short paragraph, a list's item too, is one thought: its first sentence says what the others are about, and the last
one closes it. So it is told from its beginning, and nothing ends on the sentence that opens it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tasks.domain.story import Fact

ONE_THOUGHT = 4  # sentences: in a longer paragraph, a sentence may stand without the one before


@dataclass(frozen=True)
class Place:
    """Where a sentence stands in its paragraph: its `position` from 0, and how many sentences that has."""

    position: int
    size: int

    @property
    def opens(self) -> bool:
        """Whether it begins a paragraph that goes on."""
        return self.position == 0 and self.size > 1

    @property
    def ends(self) -> bool:
        return self.position == self.size - 1


def places(facts: Sequence[Fact]) -> list[Place]:
    """The place of each fact. One whose paragraph is not known stands alone."""
    runs: list[list[int]] = []
    for number, fact in enumerate(facts):
        before = facts[number - 1] if number else None
        if before and fact.paragraph and (before.source, before.paragraph) == (fact.source, fact.paragraph):
            runs[-1].append(number)
        else:
            runs.append([number])
    return [Place(at, len(run)) for run in runs for at in range(len(run))]


def leads_in(number: int, places: Sequence[Place], fit: Collection[int]) -> frozenset[frozenset[int]]:
    """What a sentence of a short paragraph needs: the nearest one before it there that can be spoken."""
    place = places[number]
    if place.size > ONE_THOUGHT:
        return frozenset()
    earlier = [at for at in range(number - place.position, number) if at in fit]
    return frozenset({frozenset({earlier[-1]})}) if earlier else frozenset()
