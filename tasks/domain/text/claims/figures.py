"""Numbers, months and days of the week that a text has and its grounds have not.

`tasks.domain.text.numbers` compares figures with all facts of a short, and so only long ones. A claim is compared with
the few sentences it cites: here every figure counts, whether it is written in digits or in words.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError

from tasks.domain.languages import base
from tasks.domain.text.numbers import MIN_DIGITS, NUMBER, unfounded
from tasks.domain.text.quantities.icu import spelled

IN_WORDS = 99  # numbers up to here are often written in words
ROUNDED = Decimal("0.06")  # share by which a multiple of ten may differ from its original
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ALSO_WORDS = frozenset({"may", "march", "sun", "mars"})  # dates only with a capital within a sentence


def strange_figures(text: str, grounds: Sequence[str], language: str, of_grounds: str) -> list[str]:
    """The numbers of `text`, as written there, that no ground has: in digits, in words, or rounded.

    `of_grounds` is the grounds' language. One is no figure: it is also an article and a pronoun. Nor is two in words:
    "the two met" counts what was named.
    """
    known = {value for ground in grounds for value, _ in _figures(ground, of_grounds)}
    short = [
        written
        for value, written in _figures(text, language)
        if value > (1 if written.isdecimal() else 2)
        and not _is_long(written)
        and not any(_is(value, one) for one in known)
    ]
    return list(dict.fromkeys([*unfounded(text, grounds, language), *short]))


def strange_dates(text: str, grounds: Sequence[str], language: str) -> list[str]:
    """The months and days of the week in `text` that no ground names."""
    known = {word.casefold() for ground in grounds for word in _WORD.findall(ground)}
    return [word for word in dict.fromkeys(dates_of(text, language)) if word.casefold() not in known]


def _figures(text: str, language: str) -> Iterator[tuple[Decimal, str]]:
    """The value and the writing of each number in digits, and of each cardinal in words below a hundred."""
    for found in NUMBER.finditer(text):
        yield _value(found[0]), found[0]
    words = _number_words(base(language))
    for word in _WORD.findall(text):
        if word.casefold() in words:
            yield words[word.casefold()], word


def _value(written: str) -> Decimal:
    """The value of a number whose points and commas may separate thousands or decimals: three digits are thousands."""
    whole, *rest = re.split(r"[.,٫٬]", re.sub(r"[ \u00a0\u202f\u2009]", "", written))
    if len(rest) == 1 and len(rest[0]) != 3:
        return Decimal(f"{whole}.{rest[0]}")
    return Decimal("".join([whole, *rest]))


def _is_long(written: str) -> bool:
    return len(re.sub(r"\D", "", written).strip("0")) >= MIN_DIGITS  # `unfounded` compares it


def _is(value: Decimal, known: Decimal) -> bool:
    return value == known or (value % 10 == 0 and abs(value - known) <= ROUNDED * known)


@cache
def _number_words(language: str) -> dict[str, Decimal]:
    """Cardinals in words and their values; empty for a language that ICU is not asked about."""
    values = map(Decimal, range(2, IN_WORDS + 1))
    return {word.casefold(): value for value in values if (word := spelled(value, language))}


def dates_of(text: str, language: str) -> list[str]:
    """The months and days of the week that the text names."""
    names = _calendar(base(language))
    return [
        word
        for number, word in enumerate(_WORD.findall(text))
        if word.casefold() in names and (word.casefold() not in _ALSO_WORDS or (number and word.istitle()))
    ]


@cache
def _calendar(language: str) -> frozenset[str]:
    """The names of months and days in a language, in the forms in which CLDR has them."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(
        name.casefold()
        for table in (locale.months, locale.days)
        for context in ("format", "stand-alone")
        for name in table[context]["wide"].values()
        if name.isalpha()
    )
