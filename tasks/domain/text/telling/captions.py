"""Knows the captions of pictures in a text that was copied from a page: nobody who listens sees the picture."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from tasks.domain.story import Fact
from tasks.domain.text.verbs import says, tags

_CREDIT = re.compile(
    r"\b(?:image|photo(?:graph)?|picture|illustration) (?:credits?|courtesy)\b.{0,80}$"
    r"|(?:^|[(\[])(?:(?:image|photo(?:graph)?|picture|illustration)s? (?:by|via)\b|(?:photo|image"
    r"|credit)s?: ).{,80}$",
    re.IGNORECASE,
)
_OF_PICTURE = re.compile(
    r"(?:this|the) (?:image|photo(?:graph)?|picture|shot) (?:was taken|is from|comes from|shows)\b", re.IGNORECASE
)
_SHOWN = re.compile(r"\b(?:background|foreground|pictured|close-up|aerial view|file photo)\b", re.IGNORECASE)
LONGEST = 16  # words of a caption without a finite verb
CAPTION = 6  # sentences at most, of which the last gives the credit


def captions_of(facts: Sequence[Fact]) -> frozenset[str]:
    """The facts in short paragraphs that end with a picture's credit: they say what the picture shows."""
    found: set[str] = set()
    for _, group in groupby(facts, lambda fact: (fact.source, fact.paragraph or fact.id)):
        told = list(group)
        if len(told) == 1 and is_caption(told[0].text):
            found.add(told[0].id)
        if len(told) <= 2 and _SHOWN.search(told[0].text) and not says(told[0].text):  # what a page says of a picture
            found.update(fact.id for fact in told)
        if len(told) <= CAPTION and _CREDIT.search(told[-1].text):
            found.update(fact.id for fact in told)
    return frozenset(found)


def is_caption(text: str) -> bool:
    """Whether a sentence says what a picture shows, or whose it is."""
    return bool(_CREDIT.search(text) or _OF_PICTURE.match(text)) or _only_shows(text)


def _only_shows(text: str) -> bool:
    """Whether it has a participle after a noun, and no finite verb: "A ferry passing under the bridge." """
    if len(text.split()) > LONGEST or not re.search(r"\w \w{2,}ing\b", text):
        return False
    found = tags(text)
    shows = any(before.startswith("N") and tag == "VVG" for before, tag in pairwise(found))
    return shows and not any(tag.startswith("V") and tag not in {"VVG", "VVN"} for tag in found)
