"""The fields of interest that a niche may name, and the words by which a topic shows that it is of one.

Of each field and language: before the bar what a niche calls all of the field, after it what else belongs to it. The
lists are the project's own. Words of two meanings, such as star, stand in none. They are in the languages of the
built-in writer: in others a language model writes, and chooses.
"""

from functools import lru_cache
from typing import NamedTuple

from tasks.domain.text.niche import knowledge, nature, news
from tasks.domain.text.subjects import subject_words

FIELDS = {**nature.FIELDS, **knowledge.FIELDS, **news.FIELDS}
WIDER = {  # what a niche means by a wide word: these fields, too
    "nature": ("animals", "plants", "earth"),
    "science": ("nature", "animals", "plants", "earth", "space", "health", "mathematics"),
    "engineering": ("technology", "buildings"),
    "culture": ("art", "books", "food", "belief"),
    "entertainment": ("film", "music", "people", "games"),
}
LOUD = frozenset(news.FIELDS)  # a topic of these shares words with a niche by chance: a film is called Octopus
# In these languages, the last part of a compound says what a thing is: Fernsehschauspieler.
COMPOUNDING = ("de", "nl", "sv")
LEAST = 5  # letters of a word that ends a compound


class Lists(NamedTuple):
    """For each word the field that a niche means by it, and for each word the field that it shows a topic to be of."""

    named: dict[str, str]
    shown: dict[str, str]


@lru_cache(maxsize=16)
def lists(base: str) -> Lists:
    """The words of one language, as `subject_words` gives them."""
    named: dict[str, str] = {}
    shown: dict[str, str] = {}
    for field, languages in FIELDS.items():
        names, _, members = languages.get(base, "").partition("|")
        for word in _words(names, base):
            named.setdefault(word, field)
        for word in _words(f"{names} {members}", base):
            shown.setdefault(word, field)
    return Lists(named, shown)


def field_of(word: str, base: str) -> str:
    """The field of which a word shows a topic to be; empty if it shows none."""
    known = lists(base).shown
    if word in known or base not in COMPOUNDING:
        return known.get(word, "")
    ends = [end for end in known if len(end) >= LEAST and word.removesuffix("in").endswith(end)]
    return known[max(ends, key=len)] if ends else ""


def _words(text: str, base: str) -> list[str]:
    return [word for one in text.split() for word in subject_words(one, base)]
