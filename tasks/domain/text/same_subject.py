"""Whether two titles name the same subject, so that no channel tells one twice in other words."""

import re
from collections.abc import Iterable

from tasks.domain.names import identity
from tasks.domain.text.subjects import subject_words

ALIKE = 0.6  # share of their words that two titles of one subject have in common
# What titles are dressed in: it tells no subject from another. As `subject_words` gives them.
_DRESS = frozenset(
    """
    why how what when where who which fact thing story history secret truth guide explain explained really reason
    amazing surprising strange weird best top real short video everything know need
    warum wie was wann wo wer fakt geschichte wahrheit geheimnis
    pourquoi comment quoi quand histoire fait verite secret
    porque por como cuando historia dato verdad secreto
    perche come quando storia fatto verita segreto
    почему как что когда где история факт правда тайна
    """.split()
)


def repeated(title: str, earlier: Iterable[str], language: str = "en") -> str:
    """The earlier title that names the same subject; empty if none does.

    "Why octopuses have three hearts" is "The hearts of an octopus", but Apollo 11 is not Apollo 13.
    """
    for other in earlier:
        if same_subject(title, other, language):
            return other
    return ""


def same_subject(one: str, other: str, language: str = "en") -> bool:
    """Whether two titles share most of their words, by stems, and all of their numbers but a leading count."""
    if identity(one) == identity(other):
        return True
    if _numbers(one) != _numbers(other):
        return False
    mine, theirs = _words(one, language), _words(other, language)
    return bool(mine and theirs) and len(mine & theirs) >= ALIKE * len(mine | theirs)


def _words(title: str, language: str) -> frozenset[str]:
    words = frozenset(subject_words(title, language))
    return words - _DRESS or words


def _numbers(title: str) -> frozenset[str]:
    """The numbers of a title, without the count that it begins with: "7 facts about Mars" names Mars."""
    return frozenset(re.findall(r"\d+", re.sub(r"^\W*\d+\s", "", title)))
