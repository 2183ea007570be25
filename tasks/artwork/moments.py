"""Reads times that an English sentence says in words: a decade, a century, a length, an age, a day of the week.

They are weaker than a number: a card shows them where the sentence holds no other.
"""

import re

from tasks.artwork.figures import MONTHS, QUALIFIERS, Figure
from tasks.artwork.relations import Part, Relation

_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SMALL = "two three four five six seven eight nine ten eleven twelve fifteen".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth".split()
)
_DECADE = re.compile(r"\b(?:(?P<part>early|mid|late)[\s-])?(?P<decade>1\d\d0|20[012]0)['’]?s\b", re.IGNORECASE)
_CENTURY = re.compile(
    rf"\b(?:(?P<part>early|mid|late)[\s-])?(?P<number>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})[\s-]century"
    r"(?P<era>\s(?:BC|BCE|AD|CE))?\b",
    re.IGNORECASE,
)
_BEFORE_CHRIST = re.compile(r"\b(?P<year>\d{1,4})\s(?P<era>BC|BCE)\b")
_UNITS = "seconds|minutes|hours|days|nights|weeks|months|years|decades|centuries|miles|metres|meters|feet|kilometres"
_LENGTH = re.compile(
    rf"\b(?:(?P<about>{QUALIFIERS}|another)\s)?"
    rf"(?P<number>{'|'.join([*_SMALL, *_TENS])}|half an?)[\s-](?:full |long |whole )?"
    rf"(?P<unit>{_UNITS}|hour|century|mile|day)(?P<more>\s(?:ago|later|earlier|old|long|away))?\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b(?P<age>\d{1,3})-(?P<unit>year|month|week|day)-old\b")
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAY = re.compile(rf"\b(?P<day>{'|'.join(_DAYS)})s?\b")
_WHEN = "[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ll]ast|[Nn]ext|[Ee]arly|[Ll]ate|[Tt]his"
_MONTH = re.compile(rf"\b(?:{_WHEN})\s(?P<month>{MONTHS})\b(?!\s\d)")
_DENIED = re.compile(r"\b(?:not|never|no|without)\b|n['’]t\b", re.IGNORECASE)
_ANY_NUMBER = re.compile(
    rf"\d|\b(?:{'|'.join([*_SMALL, *_TENS])}|hundreds?|thousands?|millions?|half|dozens?)\b", re.IGNORECASE
)


def moment_in(sentence: str) -> Figure | None:
    """The one time or length that the sentence says in words; None if it says none, two, or another number."""
    for read in (_decade, _century, _before_christ, _age, _length):
        found = read(sentence)
        if found:
            return found
    return None


def day_in(sentence: str) -> Relation | None:
    """The one day of the week or month that the sentence names, for a leaf of a calendar; None if it names not one."""
    days = {match["day"] for match in _DAY.finditer(sentence)}
    months = {match["month"] for match in _MONTH.finditer(sentence)}
    if len(days) == 1 and not months:
        return Relation(kind="date", parts=(Part(text=days.pop()),))
    return Relation(kind="date", parts=(Part(text=months.pop()),)) if len(months) == 1 and not days else None


def _alone(sentence: str, match: re.Match[str]) -> bool:
    """Whether the sentence holds no other number, and denies nothing."""
    rest = sentence[: match.start()] + sentence[match.end() :]
    if _CENTURY.search(rest):
        return False
    return not _ANY_NUMBER.search(rest) and not _DENIED.search(sentence)


def _decade(sentence: str) -> Figure | None:
    found = _DECADE.search(sentence)
    if not found or not _alone(sentence, found):
        return None
    return Figure(
        kind="year", text=f"{found['decade']}s", qualifier=(found["part"] or "").lower(), value=float(found["decade"])
    )


def _century(sentence: str) -> Figure | None:
    found = _CENTURY.search(sentence)
    if (
        not found
        or not _alone(sentence, found)
        or re.search(r"\b(?:between|from)\s(?:the\s)?$", sentence[: found.start()])
    ):
        return None
    number = found["number"].lower()
    written = number if number[0].isdigit() else _ordinal(_ORDINALS.index(number) + 1)
    return Figure(
        kind="measure",
        text=written,
        unit=f"century{found['era'] or ''}",
        qualifier=(found["part"] or "").lower(),
        value=float(re.sub(r"\D", "", written)),
    )


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number if number < 4 else 0, 'th') }"


def _before_christ(sentence: str) -> Figure | None:
    found = _BEFORE_CHRIST.search(sentence)
    if not found or not _alone(sentence, found) or re.search(r"[\d–-]\s*(?:to\s)?$", sentence[: found.start()]):
        return None
    return Figure(kind="measure", text=found["year"], unit=found["era"], value=float(found["year"]))


def _age(sentence: str) -> Figure | None:
    found = _AGE.search(sentence)
    if not found or not _alone(sentence, found):
        return None
    unit = found["unit"] if found["age"] == "1" else f"{found['unit']}s"
    return Figure(kind="measure", text=found["age"], unit=f"{unit} old", value=float(found["age"]))


def _length(sentence: str) -> Figure | None:
    found = _LENGTH.search(sentence)
    if not found or not _alone(sentence, found):
        return None
    before, after = sentence[: found.start()], sentence[found.end() :]
    if re.search(r"\b(?:every|each|per|to|or|and|of|between|than)\s$", before, re.I) or re.match(
        r"\s*(?:a|an|per|each|every|and)\b|-", after
    ):
        return None
    more = (found["more"] or "").lower()
    return Figure(
        kind="ago" if more == " ago" else "measure",
        text=re.sub(r"\san?$", "", found["number"].lower()),
        unit=f"{'an ' if found['number'].lower() == 'half an' else 'a ' if found['number'].lower() == 'half a' else ''}"
        f"{found['unit'].lower()}{more}",
        qualifier=(found["about"] or "").lower(),
    )
