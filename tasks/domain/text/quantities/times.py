"""Dates, times of day, years, centuries and ordinals, each language in its own notation."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache, partial

from babel.dates import get_month_names

from tasks.domain.text.quantities import icu
from tasks.domain.text.quantities.notation import alternatives
from tasks.domain.text.quantities.quantity import Kind, Quantity

MONTH_FIRST = ("en-US", "en-PH", "en")  # of 3/4/2026; other regions write the day first
_CLOCKS = {  # hours and minutes, full hours
    "de": ("{} Uhr {}", "{} Uhr"),
    "fr": ("{} heures {}", "{} heures"),
    "es": ("{} y {}", "{} en punto"),
    "it": ("{} e {}", "{} in punto"),
    "pt": ("{} e {}", "{} horas"),
    "nl": ("{} uur {}", "{} uur"),
    "ru": ("{} {}", "{} ноль ноль"),
    "uk": ("{} {}", "{} нуль нуль"),
    "pl": ("{} {}", "{} zero zero"),
    "sv": ("{} {}", "{} noll noll"),
    "tr": ("{} {}", "{} sıfır sıfır"),
    "ja": ("{}時{}分", "{}時"),
    "zh": ("{}点{}分", "{}点"),
    "ko": ("{}시 {}분", "{}시"),
}
_DATE_SIGNS = {"ja": "{}年{}月{}日", "zh": "{}年{}月{}日", "ko": "{}년 {}월 {}일"}


Rule = Callable[[str, re.Match[str]], Quantity | None]


@cache
def months(language: str) -> dict[str, int]:
    """Maps the names of months, in the form that stands beside a day and in short, to their numbers."""
    table: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for number, name in get_month_names(width, locale=language).items():
            table.setdefault(name.rstrip("."), number)
            table.setdefault(name.rstrip(".").capitalize(), number)
    return table


def rules(language: str, locale: str) -> Iterator[tuple[re.Pattern[str], Rule]]:
    """The rules of one language, the most specific first."""
    yield re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])"), partial(_numeric, language, "ymd")
    yield re.compile(r"(?<![\w./])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\w/])"), partial(_numeric, language, "dmy")
    order = "mdy" if locale in MONTH_FIRST else "dmy"
    if language not in {"ja", "zh", "ko"}:
        yield re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])"), partial(_numeric, language, order)
    names = alternatives(name for name in months(language) if not name.isdigit())
    if language in {"de", "ru", "pl", "fr", "uk"}:
        yield (
            re.compile(
                rf"(?<!\w)(\d{{1,2}})(\.|er)?[ \u00a0]((?:{names})(?!\w))"
                r"(?:[ \u00a0](\d{4})(?!\d)(?:[ \u00a0](?:года|г\.|roku|r\.)(?!\w))?)?"
            ),
            partial(_dated, language),
        )
    if language != "en":
        suffix = r"(?:(?:[ \u00a0]?Uhr|[ \u00a0]?uur)(?!\w))?" if language in {"de", "nl"} else ""
        suffix = r"(?:[ \u00a0]h(?:oras)?(?!\w))?" if language == "es" else suffix
        suffix = r"(?:(?<=h[ \u00a0]\d\d)[ \u00a0]min(?!\w))?" if language == "fr" else suffix
        mark = "(?::|[ \u00a0]?h[ \u00a0]?)" if language == "fr" else "[:.]" if language == "nl" else ":"
        tail = "(?:(?<=[.:]..)(?= uur))" if language == "nl" else ""
        yield (
            re.compile(rf"(?<![\w:.,])([01]?\d|2[0-4]){mark}([0-5]\d){tail}(?![\w:]|[.,]\d){suffix}"),
            partial(_clock, language),
        )
    if language == "de":
        yield re.compile(r"(?<![\w:.,])([01]?\d|2[0-4])\.([0-5]\d)[ \u00a0]?Uhr(?!\w)"), partial(_clock, language)
    if language == "ru":
        pattern = r"(?<=\b[вВ] )([01]?\d|2[0-4])\.([0-5]\d)(?![\w,]|\.\d| ?[%°]| [а-я])"
        yield re.compile(pattern), partial(_clock, language)
    if language == "fr":
        yield re.compile(r"(?<![\w:.,])([01]?\d|2[0-4])[ \u00a0]?h()(?!\w)"), partial(_clock, language)
    if language in {"ja", "zh", "ko"}:
        yield re.compile(r"(?<!\d)(?:1\d{3}|20\d\d)[年년](?![間前後代来以ぶもたら余多近近间后来동전간])"), _written_year
    yield (
        re.compile(r"(?<![\w.,:/–+×^$€£¥₹~<>≤≥±-])(1[1-9]\d\d|20\d\d)(?![\w%°$€£¥₹]|[.,:/]\d|[  ]?[–—-][  ]?\d|['’s])"),
        partial(_year, language),
    )


def _quantity(found: re.Match[str], kind: Kind, spoken: str, value: Decimal | None = None) -> Quantity:
    written = found[0].rstrip()
    return Quantity(found.start(), found.start() + len(written), written, kind, spoken or written, value)


def _numeric(language: str, order: str, text: str, found: re.Match[str]) -> Quantity | None:
    parts = dict(zip(order, map(int, found.groups()), strict=True))
    year, month, day = parts["y"], parts["m"], parts["d"]
    if order != "ymd" and month > 12 >= day:
        month, day = day, month
    try:
        date(year, month, day)
    except ValueError:
        return None
    return _quantity(found, "date", _said_date(language, day, month, year, text[: found.start()]))


def _dated(language: str, text: str, found: re.Match[str]) -> Quantity | None:
    day, month = int(found[1]), months(language)[found[3]]
    if not 1 <= day <= 31 or (found[2] == "." and language not in {"de", "da", "nb"}):
        return None
    year = int(found[4]) if found[4] else 0
    if language == "fr" and day != 1:
        return None
    return _quantity(found, "date", _said_date(language, day, month, year, text[: found.start()]))


def _said_date(language: str, day: int, month: int, year: int, before: str) -> str:
    """The date in words; "" in languages whose voices read dates, or whose cases are not known here."""
    name = get_month_names("wide", locale=language)[month]
    if language == "en":
        return f"{name} {day}, {year}" if year else f"{name} {day}"
    if language in _DATE_SIGNS:
        return _DATE_SIGNS[language].format(year, month, day) if year else ""
    if language in {"ru", "pl"}:
        rule, noun = ("neuter", "года") if language == "ru" else ("masculine", "roku")
        spoken = icu.ordinal(day, language, f"ordinal-{rule}-genitive")
        ending = [icu.ordinal(year, language, "ordinal-masculine-genitive"), noun] if year else []
        return " ".join([spoken, name, *ending])
    if language == "de":
        return " ".join(filter(None, (german_ordinal(day, before), name, icu.year(year, language) if year else "")))
    if language not in {"fr", "es", "it", "pt", "nl", "sv", "tr"}:
        return ""
    number = "premier" if (language, day) == ("fr", 1) else icu.spelled(Decimal(day), language)
    written = (icu.year(year, language) or icu.spelled(Decimal(year), language)) if year else ""
    return (" de " if language in {"es", "pt"} else " ").join(filter(None, (number, name, written)))


def _clock(language: str, _text: str, found: re.Match[str]) -> Quantity | None:
    template = _CLOCKS.get(language)
    hour, minute = int(found[1]), int(found[2] or 0)
    if not template or (hour == 24 and minute):
        return None
    feminine = language in {"es", "pt", "fr"}
    hours = icu.spelled(Decimal(hour), language, "feminine" if feminine else "")
    hours = "ein" if language == "de" and hour == 1 else hours
    if not minute:
        spoken = template[1].format(hours)
        return _quantity(found, "time", spoken.replace("une heures", "une heure"))
    minutes = icu.spelled(Decimal(minute), language)
    if minute < 10 and language in {"ru", "uk", "pl", "sv", "tr", "zh"}:
        minutes = f"{'零' if language == 'zh' else icu.spelled(Decimal(0), language) + ' '}{minutes}"
    return _quantity(found, "time", template[0].format(hours, minutes).replace("une heures", "une heure"))


def _written_year(_text: str, found: re.Match[str]) -> Quantity:
    return Quantity(found.start(), found.end() - 1, found[0][:-1], "year", found[0][:-1], Decimal(found[0][:-1]))


def german_ordinal(number: int, before: str) -> str:
    """The ordinal in the case that the word before it asks for."""
    last = (before.split() or [""])[-1].lower()
    if last in {"am", "vom", "zum", "zur", "im", "beim", "dem", "den", "des", "bis", "ab", "seit", "einer", "jeden"}:
        return icu.ordinal(number, "de", "ordinal-n")
    return icu.ordinal(number, "de", "ordinal" if last in {"der", "die", "das"} else "ordinal-r")


def _year(language: str, text: str, found: re.Match[str]) -> Quantity | None:
    """A bare number that a year's words stand beside; English voices know years themselves."""
    spoken = "" if language == "en" else icu.year(int(found[0]), language)
    before = (text[: found.start()].split() or [""])[-1].lower().strip("(,")
    dates = {
        "de": "im jahr jahre jahren seit bis von um ab vor nach januar februar märz april mai juni juli august "
        "september "
        "oktober november dezember sommer winter frühling herbst anfang ende mitte und",
        "fr": "en an année depuis avant après vers dès jusqu'en mars avril mai juin juillet août janvier février "
        "septembre octobre novembre décembre printemps été hiver",
        "es": "en desde hasta año años de",
        "it": "nel dal fino al anno",
        "pt": "em desde até ano",
        "nl": "in jaar sinds tot vanaf rond voor na",
        "sv": "år sedan till från omkring",
        "da": "i år siden",
        "nb": "i år siden",
        "en": "in since by until from year early late around of after before",
    }
    if before not in dates.get(language, "").split():
        return None
    return _quantity(found, "year", spoken, Decimal(found[0]))
