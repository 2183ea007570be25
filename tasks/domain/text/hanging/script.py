"""Whether a sentence of a script refers to something that the script has not said."""

from collections.abc import Sequence

from tasks.domain.languages import base
from tasks.domain.text.hanging import links
from tasks.domain.text.prose import content_words, leans
from tasks.domain.text.vocabulary import stop_words

SAME = 5  # letters by which two words are one: explosion, explosive
_OF_THEN = frozenset("night day moment hour evening morning summer winter year month week time point".split())


def hangs(sentence: str, before: Sequence[str], language: str) -> bool:
    """Whether the sentence points to something that no sentence before it has named.

    A sentence that opens with "it" or "however" hangs only if it is the first. Whole phrases ("this unit") are looked
    up in English.
    """
    if not before and leans(sentence, language):
        return True
    if base(language) != "en":
        return False
    if links.of_two(sentence) and not before:
        return True
    return any(_unsaid(noun, sentence[:at], before) for noun, at in links.pointed(sentence))


def _unsaid(noun: str, opening: str, before: Sequence[str]) -> bool:
    plain = noun.casefold()
    if plain in stop_words("en") or (before and plain in _OF_THEN):
        return False
    said = {word[:SAME] for text in (*before, opening) for word in content_words(text)}
    # Another word for what was said ("a kettle ... this machine") cannot be told from nothing by rules: only a first
    # sentence, or one after a single other, surely lacks it.
    return plain[:SAME] not in said and len(before) < 2
