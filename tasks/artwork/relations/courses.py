"""Reads courses: a span of time between two years or of a length, and a route between two places."""

import re

from tasks.artwork.figures import MONTHS, QUALIFIERS, RATE, SMALL
from tasks.artwork.relations.marked import MARK, Marked, amount, is_year
from tasks.artwork.relations.relation import Part, Relation

_SPANS = {  # the words before, between and after two years
    "en": (
        rf"\bfrom\s+(?P<month>(?:{MONTHS})\s+)?(?P<first>{MARK})\s+(?:to|until|till|through)\s+"
        rf"(?P<end>(?:{MONTHS})\s+)?(?P<last>{MARK})",
        rf"\bbetween\s+(?P<month>(?:{MONTHS})\s+)?(?P<first>{MARK})\s+and\s+(?P<end>(?:{MONTHS})\s+)?(?P<last>{MARK})",
    ),
    "de": (
        rf"\b[Vv]on\s+(?P<first>{MARK})\s+bis\s+(?P<last>{MARK})",
        rf"\b[Zz]wischen\s+(?P<first>{MARK})\s+und\s+(?P<last>{MARK})",
    ),
    "fr": (
        rf"\b[Dd]e\s+(?P<first>{MARK})\s+à\s+(?P<last>{MARK})",
        rf"\b[Ee]ntre\s+(?P<first>{MARK})\s+et\s+(?P<last>{MARK})",
    ),
    "es": (
        rf"\b[Dd]e(?:sde)?\s+(?P<first>{MARK})\s+(?:a|hasta)\s+(?P<last>{MARK})",
        rf"\b[Ee]ntre\s+(?P<first>{MARK})\s+y\s+(?P<last>{MARK})",
    ),
    "it": (
        rf"\b[Dd]al\s+(?P<first>{MARK})\s+al\s+(?P<last>{MARK})",
        rf"\b[Tt]ra il\s+(?P<first>{MARK})\s+e il\s+(?P<last>{MARK})",
    ),
    "pt": (
        rf"\b[Dd]e\s+(?P<first>{MARK})\s+a\s+(?P<last>{MARK})",
        rf"\b[Ee]ntre\s+(?P<first>{MARK})\s+e\s+(?P<last>{MARK})",
    ),
    "nl": (
        rf"\b[Vv]an\s+(?P<first>{MARK})\s+tot\s+(?P<last>{MARK})",
        rf"\b[Tt]ussen\s+(?P<first>{MARK})\s+en\s+(?P<last>{MARK})",
    ),
    "ru": (
        rf"\b[Сс]\s+(?P<first>{MARK})\s+по\s+(?P<last>{MARK})",
        rf"\b[Мм]ежду\s+(?P<first>{MARK})\s+и\s+(?P<last>{MARK})",
    ),
    "ja": (rf"(?P<first>{MARK})年?から(?P<last>{MARK})年?まで",),
}
# Behind two numbers, these words make the second one a count of something.
_COUNTED = re.compile(r"[\s-]+[a-z]+s\b(?<!\bwas)(?<!\bhas)(?<!\bis)(?<!\bits)(?<!\bhis)(?<!\bthis)(?<!\bas)")
_CHANGED = re.compile(r"\b(?:rose|fell|grew|dropped|increased|climbed|declined|went up|went down)\s*$", re.IGNORECASE)
_LASTING = re.compile(
    rf"\bfor\s+(?:(?P<about>{QUALIFIERS}|another|some)\s+)?(?P<number>{MARK}|{'|'.join(list(SMALL)[1:])})\s+(?:long\s+|whole\s+)?"
    r"(?P<unit>minutes|hours|days|nights|weeks|months|years|decades|centuries)\b(?P<rest>[^.;:!?]*)",
    re.IGNORECASE,
)
_MOTION = re.compile(
    r"\b(?:sail\w*|fl(?:y|ies|ew|own|ying|ights?)|driv\w+|drove|walk(?:s|ed|ing)?|march\w*|travel\w*|rode|rid(?:e|es|ing)|"
    r"shipp?(?:ed|s|ing)?|row(?:ed|s|ing)|sw[ai]m\w*|voyages?|journeys?|trains?|railways?|railroads?|roads?|canals?|"
    r"pipelines?|cables?|buses|bus|ferr(?:y|ies)|routes?|trips?|carried|cycled?|hiked?|migrat\w+|stretch(?:es|ed))\b",
    re.IGNORECASE,
)
_PLACE = r"(?:St\. )?[A-Z][\w'’-]+(?:\s(?:of\s|de\s|la\s)?[A-Z][\w'’-]+){0,2}"
_ROUTE = re.compile(
    rf"\bfrom\s+(?P<first>{_PLACE})(?:,\s[A-Z][\w ]+,)?\s+(?:all the way\s+)?to\s+(?:the\s+)?(?P<last>{_PLACE})"
)
_NO_PLACE = re.compile(
    rf"(?:{MONTHS}|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Christmas|Easter|Spring|Summer|Autumn|Winter|Mr|Mrs|Dr|Sir|I\b|"
    r"King|Queen|President|Chapter|Page|Part|A\b|God)",
)

_ENGLISH_DAY = re.compile(
    rf"(?<!\w)(?:(?P<day>{MARK}) (?:of )?|(?:[Oo]n|[Ss]ince|[Uu]ntil|[Bb]y|[Bb]efore|[Aa]fter) )"
    rf"(?P<month>{MONTHS})(?(day)| (?P<late>{MARK}))(?:,? (?P<year>{MARK}))?"
)
_DAY = re.compile(
    r"(?P<day>\d{1,2})\.?(?:er|º)?\s(?:de\s)?(?P<month>[^\W\d_]{3,})\.?(?:,?\s(?:de\s)?(?P<year>\d{4}))?(?:\sг\w*\.?)?"
)
# Before a date, these make it the day that something else is told by: "after the eclipse of 8 April".
_TOLD_BY = {
    "de": "nach|vor|seit|bis|ab",
    "fr": "après|avant|depuis|jusqu['’]au|dès|d['’]ici",
    "es": "después|tras|antes|desde|hasta",
    "it": "dopo|prima|dal|fino",
    "pt": "depois|após|antes|desde|até",
    "nl": "na|voor|sinds|tot|vanaf",
    "ru": r"после|до|перед|(?:с|по|к)\s*$",
}
LONGEST_MONTH = 31


def span(marked: Marked) -> Relation | None:
    """A span of time: from one year to another, or of a length that the sentence gives with "for"."""
    return _between_years(marked) or _lasting(marked)


def date(marked: Marked) -> Relation | None:
    """The one day that the sentence names: its number, its month in words, and its year if that is said."""
    if marked.language == "en":
        days = [
            (one["month"], one["day"] or one["late"], one["year"] or "") for one in _ENGLISH_DAY.finditer(marked.marked)
        ]
        said = [(month, re.sub(r"\D+$", "", marked.said(day)), marked.said(year)) for month, day, year in days]
    else:
        dates = [one.written for one in marked.quantities if one.kind == "date"]
        if any(_tells_by(marked, written) for written in dates):
            return None
        said = [(one["month"], one["day"], one["year"] or "") for text in dates if (one := _DAY.fullmatch(text))]
    if len(said) != 1:
        return None
    month, day, year = said[0]
    others = [one for one in marked.quantities if one.written not in {year, marked.text} and one.kind != "date"]
    if not day.isdecimal() or not 1 <= int(day) <= LONGEST_MONTH or (year and not re.fullmatch(r"\d{4}", year)):
        return None
    if len(others) > (marked.language == "en"):  # another number, or a second date
        return None
    return Relation(kind="date", parts=(Part(text=day, unit=month, label=year),))


def _tells_by(marked: Marked, written: str) -> bool:
    """Whether the clause before a date says that its own event comes before or after the one of that day."""
    clause = re.split(r"[,;:.!?()–—]\s", marked.text[: marked.text.index(written)])[-1]
    return bool(re.search(rf"(?<!\w)(?:{_TOLD_BY.get(marked.language, '(?!)')})(?!\w)", clause, re.IGNORECASE))


def route(marked: Marked) -> Relation | None:
    """A way from one place to another, in an English sentence that also names what moves there."""
    found = list(_ROUTE.finditer(marked.marked)) if marked.language == "en" else []
    if len(found) != 1 or not _MOTION.search(marked.marked):
        return None
    first, last = found[0]["first"], found[0]["last"]
    if first == last or _NO_PLACE.match(first) or _NO_PLACE.match(last) or re.search(MARK, first + last):
        return None
    if re.match(r"\s+(?:and|or)\s+[A-Z]", marked.marked[found[0].end() :]):
        return None  # "from Rome to Paris and London"
    return Relation(kind="route", parts=(Part(text=first), Part(text=last)))


def _between_years(marked: Marked) -> Relation | None:
    found = [one for pattern in _SPANS.get(marked.language, ()) for one in re.finditer(pattern, marked.marked)]
    if len(found) != 1:
        return None
    one = found[0]
    first, last = one["first"], one["last"]
    if not is_year(marked, first) or not is_year(marked, last):
        return None
    start, end = int(marked.of(first).written), int(marked.of(last).written)
    before, after = marked.marked[: one.start()], marked.marked[one.end() :]
    if before.count("(") > before.count(")"):
        return None  # an aside may be about a part of what the sentence tells
    if start >= end or _CHANGED.search(before) or (marked.language == "en" and _COUNTED.match(after)):
        return None
    if re.match(r"\s?[%$€£]|\s*(?:Euro|Dollar|euros|dollars|dólares)\b", after):
        return None
    months = one.groupdict()
    return Relation(
        kind="span",
        parts=(
            Part(text=str(start), label=(months.get("month") or "").strip(), value=start),
            Part(text=str(end), label=(months.get("end") or "").strip(), value=end),
        ),
    )


def _lasting(marked: Marked) -> Relation | None:
    found = list(_LASTING.finditer(marked.marked)) if marked.language == "en" else []
    if len(found) != 1:
        return None
    one = found[0]
    others = [m for m in marked.marks() if m != one["number"] and not is_year(marked, m)]
    rest = one["rest"]
    if (
        others
        or re.match(rf"{RATE}|\s*(?:old|each|or|to|per)\b", rest)
        or re.search(r"\b(?:a|per|every|each) (?:day|week|year|month|night)\b", rest)
    ):
        return None
    if re.fullmatch(MARK, one["number"]):
        stated = amount(marked, one["number"])
        if stated is None:
            return None
        number = marked.said(one["number"])
    else:
        number = one["number"].lower()
    about = (one["about"] or "").lower()
    return Relation(kind="span", parts=(Part(text=f"{about} {number}".strip(), unit=one["unit"].lower()),))
