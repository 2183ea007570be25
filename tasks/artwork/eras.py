"""Tells when an English sentence plays, so that no card shows a thing that was not there yet."""

import re
from collections.abc import Sequence

NOW = 9999
_YEAR = re.compile(
    r"(?<![\w$€£.,-])(1\d{3}|20\d\d)(?:['’]?s\b)?(?![\d,.]\d|\s?(?:%|metres|meters|miles|km|kg|people|years|feet|tons|"
    r"tonnes|dollars|pounds|men|houses|deaths|victims|passengers|survivors|lives|times|million|calories|watts))"
)
_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)[\s-]+centur(?:y|ies)(\s+(?:BC|BCE))?", re.IGNORECASE)
_BEFORE_CHRIST = re.compile(r"\b(\d{1,4})\s*(?:BC|BCE)\b")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
_ORDINALS += "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
_SPELT = {f"{word} century": 100 * number for number, word in enumerate(_ORDINALS.split(), 1)}
_AGES = {
    "stone age": -3000,
    "bronze age": -1000,
    "neolithic": -3000,
    "prehistoric": -3000,
    "ancient egypt": -500,
    "ancient egyptians": -500,
    "ancient greece": -200,
    "ancient greeks": -200,
    "ancient rome": 300,
    "ancient romans": 300,
    "roman empire": 400,
    "romans": 400,
    "vikings": 1000,
    "medieval": 1450,
    "middle ages": 1450,
    "aztecs": 1520,
    "renaissance": 1600,
    "tudor": 1600,
    "victorian": 1900,
    **_SPELT,
}
_AGE = re.compile(rf"\b(?:{'|'.join(_AGES)})\b", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:today|nowadays|now|modern|currently|this year|these days)\b", re.IGNORECASE)


def year_of(text: str) -> int | None:
    """The latest year that the text names, in years after (or before: negative) Christ; None if it names none."""
    before = [-int(match[1]) for match in _BEFORE_CHRIST.finditer(text)]
    years = [int(match[1]) for match in _YEAR.finditer(_BEFORE_CHRIST.sub("", text))]
    centuries = [(-100 * int(match[1]) + 100) if match[2] else 100 * int(match[1]) for match in _CENTURY.finditer(text)]
    ages = [_AGES[match[0].lower()] for match in _AGE.finditer(text)]
    return max([*before, *years, *centuries, *ages], default=None)


def years_of(sentences: Sequence[str]) -> list[int]:
    """The year in which each sentence of a story plays.

    That is its own; else the one last named before it; before any is named, the first of the story. A story without
    years plays NOW, as does a sentence that says "today".
    """
    own = [year_of(sentence) for sentence in sentences]
    year = next((year for year in own if year is not None), NOW)
    years = []
    for sentence, named in zip(sentences, own, strict=True):
        today = bool(_TODAY.search(sentence))
        year = named if named is not None else NOW if today else year
        years.append(NOW if today else year)
    return years
