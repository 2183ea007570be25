"""How far a sentence goes beyond what it rests on: the share of its words with a meaning that stand nowhere there."""

from collections.abc import Sequence

from tasks.domain.text.prose import content_words, stems

SAME = 4  # letters by which words are compared: climbs and climbed


def strays(text: str, grounds: Sequence[str], language: str) -> float:
    """From 0, if the grounds have all words with meaning, to 1, if they have none."""
    words = _keys(text, language)
    known = frozenset[str]().union(*(_keys(ground, language) for ground in grounds))
    return len(words - known) / len(words) if words else 0.0


def _keys(text: str, language: str) -> frozenset[str]:
    return frozenset(word[:SAME] for word in stems(content_words(text, language), language))
