"""Makes the sentences of a text short enough to be spoken: a chain of clauses is parted, a long sentence loses some.

No clause goes of which a later sentence speaks.
"""

import re
from collections.abc import Sequence

from tasks.domain.story import Fact
from tasks.domain.text.hanging.needs import needs
from tasks.domain.text.prose import MAX_WORDS, content_words
from tasks.domain.text.telling.shorten import LONG, shortened

SHORTEST = 4  # words of a clause that can be a sentence


def words(facts: Sequence[Fact]) -> int:
    """How many words they have together."""
    return sum(len(fact.text.split()) for fact in facts)


def parted(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, where a sentence too long to be spoken alone becomes several, at its semicolons."""
    parts: list[Fact] = []
    for fact in facts:
        clauses = re.split(r"(?<=\w);\s+", fact.text) if len(fact.text.split()) > MAX_WORDS else [fact.text]
        if len(clauses) < 2 or any(len(clause.split()) < SHORTEST for clause in clauses):
            parts.append(fact)
            continue
        ended = [*(f"{clause}." for clause in clauses[:-1]), clauses[-1]]
        parts += (fact.model_copy(update={"text": text[0].upper() + text[1:]}) for text in ended)
    return parts


def short(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, where a long sentence loses the clauses that no later sentence speaks of."""
    result = list(facts)
    later: set[str] = set()
    for number in range(len(facts) - 1, -1, -1):
        text = facts[number].text
        if len(text.split()) > LONG:
            short = shortened(text)
            gone = set(content_words(text)) - set(content_words(short))
            following = facts[number + 1].text if number + 1 < len(facts) else ""
            if short != text and not gone & later and not needs([short, following], ["", ""])[1]:
                result[number] = facts[number].model_copy(update={"text": short})
        later |= set(content_words(text))
    return result
