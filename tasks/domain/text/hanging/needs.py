"""Finds what a sentence points back to, over the whole sentence: what it needs said before it, or right after it.

A need is a set of sentences, one of which must be told. A pronoun or "this unit" needs the sentence before it; "the
fire" needs any earlier sentence that names the fire; a surname needs one with the full name; a question its answer.
A sentence with an empty need points to something that the text does not say.
"""

import re
from collections.abc import Sequence

from tasks.domain.text.hanging import links, pointers, pronouns
from tasks.domain.text.hanging.mentions import definites, names, stems_of
from tasks.domain.text.prose import leans

Needs = frozenset[frozenset[int]]
IN_A_LIST, SHORT = 9, 12  # sentences after a colon, and words in one, that are still its list
_OPENING = "\"'“‘„«([¿¡ "
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_ASIDE = re.compile(r"(?<=\w )\([^()]*\)")
_SOMEONE = re.compile(r"(?:he|she|his|her|hers)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|I['’]\w+|me)\b")
_WE = re.compile(r"\b(?:we|us)\b", re.IGNORECASE)
_WITH_ME = re.compile(r"\b(?:and I|and me|with me|I and)\b")
# A whole statement with the name of the one who makes it; "Enough," said the crow, answers somebody.
_STATEMENT = re.compile(
    r"^[\"“][^\"”]{40,}[\"”],? .{0,60}\b(?:said|says|explain(?:s|ed)|concluded|added|told|wrote|recalled"
    r"|recounted|warned)\b"
)
_PLACE = re.compile(r"\b(?:in|at|from|near|to) ([A-Z][a-z]\w+)\b")


def needs(
    texts: Sequence[str], sections: Sequence[str], language: str = "en", positions: Sequence[int] = ()
) -> list[Needs]:
    """For each sentence, its needs, as sets of the numbers of other sentences.

    `sections` are what they stand under, `positions` their places in their paragraphs, from 0, as far as known.

    An empty set among the needs of a sentence says that nothing in the text can meet it.
    """
    english = language.partition("-")[0] == "en"
    stems = [stems_of(text) for text in texts]
    common = {word for text in texts for word in re.findall(r"(?<![\w’'-])[a-z]{3,}", text)}
    places = frozenset(name for text in texts for name in _PLACE.findall(text)) | {word.capitalize() for word in common}
    found = []
    for number, text in enumerate(texts):
        own = set(_after(number, texts, language))
        before = number - 1 if number and sections[number - 1] == sections[number] else None
        closest = frozenset() if before is None else frozenset({before})
        # He, she and "it is said that" have rules of their own.
        ruled = english and (_SOMEONE.match(text.lstrip(_OPENING)) or pronouns.stands_for_nothing(text))
        ruled = ruled or (english and links.tells_on(text))
        if (
            (leans(text, language) and not ruled)
            or pointers.point(text, language)
            or _goes_on(number, texts, positions)
        ):
            own.add(closest)
        if (announced := _announced(number, texts)) is not None:
            own.add(frozenset({announced}))
        if english:
            first = number - positions[number] if positions else number
            own |= _english(number, texts, sections, stems, closest, places, first)
        found.append(frozenset(own))
    return found


def _english(
    number: int,
    texts: Sequence[str],
    sections: Sequence[str],
    stems: Sequence[frozenset[str]],
    closest: frozenset[int],
    places: frozenset[str],
    first: int,
) -> set[frozenset[int]]:
    text = texts[number].lstrip(_OPENING)
    # "I" and "this" in a quotation are the speaker's; what stands in brackets speaks of the sentence around it.
    bare = _ASIDE.sub(" ", _QUOTED.sub(" ", texts[number]))
    own: set[frozenset[int]] = set()
    if closest and links.labelled(texts[number - 1]):
        own.add(closest)
    if links.hangs(text, bare) or pronouns.hangs_it(bare) or pronouns.hangs_they(bare):
        own.add(closest)
    if person := pronouns.hangs_person(bare, places):
        own.add(pronouns.person_of(person, number, texts, sections, places) or closest)
    we = _WE.search(bare) and not _WITH_ME.search(bare) and not (number and _WE.search(texts[number - 1]))
    if we and number and any(map(_I.search, texts)):  # who the others are was said where "we" stood, or just before
        own.add(frozenset(at for at in range(number) if _WE.search(_QUOTED.sub(" ", texts[at]))) or closest)
    if links.adds(bare) and number:
        earlier = range(number)  # "again" and "also" add to what has the same words
        own.add(frozenset(at for at in earlier if stems[at] & stems[number]) or frozenset(earlier))
    if (counted := links.counted_on(bare)) and (first_ones := [at for at in range(number) if counted in stems[at]]):
        own.add(frozenset(first_ones))  # "a second pawn" needs the first
    if links.times(bare):
        timed = [at for at in range(number) if links.tells_time(texts[at])]
        own.add(frozenset(timed[-1:] or range(max(0, number - IN_A_LIST), number)))
    if links.of_a_year(bare) and (dated := [at for at in range(number) if links.says_year(texts[at])]):
        own.add(frozenset(dated[-1:]))
    if pronouns.of_another(bare, texts, places):
        own.add(closest)
    own |= names(number, texts, places)
    own |= definites(number, texts, stems, closest, first)
    return own


def _after(number: int, texts: Sequence[str], language: str) -> list[frozenset[int]]:
    """A question needs its answer, an announcement what it announces, "not only" its other half, and a statement the
    "but" that limits it.
    """
    if number + 1 == len(texts):
        return [frozenset()] if texts[number].endswith(":") else []
    limited = pointers.limits(texts[number + 1], language) or pointers.outdated(texts[number], language)
    limited = limited or number + 1 in quotes_on(texts[number : number + 2], number)
    return [frozenset({number + 1})] if limited or links.calls(texts[number]) else []


def quotes_on(texts: Sequence[str], first: int = 0) -> frozenset[int]:
    """The sentences that close a quotation in straight marks which the one before opened; `first` numbers the first."""
    odd = [text.count('"') % 2 == 1 for text in texts]
    return frozenset(
        first + at
        for at in range(1, len(texts))
        if odd[at - 1] and odd[at] and texts[at].rstrip(".!? ").endswith('"') and not texts[at - 1].endswith('"')
    )


def _announced(number: int, texts: Sequence[str]) -> int | None:
    """The sentence that announces this one as one of several short ones: "My mind said:", "Run.", "Do not look."""
    for at in range(number - 1, max(-1, number - IN_A_LIST), -1):
        if texts[at].endswith((":", "：")):
            return at
        if len(texts[at].split()) > SHORT or len(texts[number].split()) > SHORT:
            return None
    return None


def _goes_on(number: int, texts: Sequence[str], positions: Sequence[int]) -> bool:
    """Whether a sentence is the rest of a quotation, or begins with one: it answers what was said before.

    A quotation that is not closed goes on in the next paragraph only if that opens with its mark again.
    """
    if not number:
        return False
    if positions and positions[number] == 0 and texts[number][:1] not in '"“':
        return False
    text, before = texts[number], texts[number - 1]
    inside = before.count("“") > before.count("”") or before.count('"') % 2 == 1
    return inside or (text[:1] in '"“' and not _STATEMENT.match(text))
