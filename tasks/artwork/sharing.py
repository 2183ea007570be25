"""Scenes that share a picture: one that has nothing to show stays on its neighbour's card, where both belong together.

A scene often is a clause of a longer sentence. If only the other clause names something, its picture is the picture of
the whole sentence. The timeline joins neighbours that show the same picture into one shot.
"""

from collections.abc import Sequence

from tasks.artwork.plan import CardPlan
from tasks.domain.text.breaks import ends_sentence
from tasks.domain.words import count_words

ONE_SENTENCE = 24  # words that two clauses of one sentence may have together: about nine seconds
TWO_SENTENCES = 15  # the same of two sentences that follow each other


def shared(plans: Sequence[CardPlan], narrations: Sequence[str]) -> tuple[CardPlan, ...]:
    """The plans, where a card of type gives way to the card before or after it. No card serves more than two scenes."""
    out = list(plans)
    lent: set[int] = set()
    for at, plan in enumerate(plans):
        if not plan.phrase or plan.text.endswith(("?", "？", "؟")):
            continue  # a card with a picture, and a question, which is an event of its own
        for other in (at - 1, at + 1):
            if 0 <= other < len(plans) and other not in lent and not plans[other].phrase:
                first = min(at, other)
                if _together(narrations[first], narrations[first + 1]):
                    out[at] = plans[other]
                    lent.add(other)
                    break
    return tuple(out)


def _together(narration: str, following: str) -> bool:
    """Whether two scenes in a row are short enough for one shot."""
    last, _, _ = following.strip().partition(" ")
    closed = ends_sentence(narration.rstrip(), last)
    return count_words(narration) + count_words(following) <= (TWO_SENTENCES if closed else ONE_SENTENCE)
