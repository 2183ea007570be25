"""Number words, units, currencies and magnitudes by ICU's rules, for the languages that were tried.

ICU answers in English for a language that it has no rules for, and with the plain number for a rule that it lacks. So
only languages with a table of words are asked, and an answer that still holds digits counts as none.
"""

import re
from decimal import Decimal
from functools import cache

from icu4py.messageformat import MessageFormat

from tasks.domain.text.quantities.words import WORDS, Gender

LARGEST = Decimal(10) ** 15  # ICU spells no number from 10**18 on, and nobody says these
YEAR_RULE = frozenset("en de fr nl sv da nb".split())  # "nineteen fifty-eight"
_CARDINALS = {  # the genders in which these languages decline a number before a noun
    **dict.fromkeys(("ru", "uk"), ("masculine", "feminine", "neuter")),
    **dict.fromkeys(("de", "el"), ("masculine", "feminine", "neuter")),
    **dict.fromkeys(("fr", "es", "it", "pt", "pl", "he", "ar"), ("masculine", "feminine")),
}
_ORDINALS = {
    "en": ("ordinal",),
    "de": ("ordinal", "ordinal-n", "ordinal-r"),
    "fr": ("ordinal-masculine", "ordinal-feminine"),
    "es": ("ordinal-masculine", "ordinal-feminine"),
    "it": ("ordinal-masculine",),
    "pt": ("ordinal-masculine", "ordinal-feminine"),
    "ru": tuple(
        f"ordinal-{gender}{case}"
        for gender in ("masculine", "neuter", "feminine")
        for case in ("", "-genitive", "-locative", "-dative", "-instrumental")
    ),
    "pl": ("ordinal-masculine", "ordinal-masculine-genitive", "ordinal-masculine-locative"),
    "nl": ("ordinal",),
    "sv": ("ordinal-neuter",),
    "tr": ("ordinal",),
}


def _format(pattern: str, language: str, value: Decimal) -> str:
    """ICU's answer without the characters that only hyphenate or break lines."""
    formatted = _compiled(pattern, language).format({"n": int(value) if value == int(value) else value})
    return re.sub("[\u00ad\u200b\u200e\u200f]", "", formatted).replace("\u00a0", " ").replace("\u202f", " ").strip()


@cache
def _compiled(pattern: str, language: str) -> MessageFormat:
    return MessageFormat(pattern, language)


def spelled(value: Decimal, language: str, gender: Gender = "") -> str:
    """The cardinal of a value from 0 in words, declined for a noun of this gender; "" if ICU cannot spell it.

    Negative decimals are refused: by ICU's Korean rules, -2.5 is "minus three point five".
    """
    if language not in WORDS or not 0 <= value < LARGEST or _decimals(value) > 6:
        return ""
    whole = value == int(value)
    rule = f",%spellout-cardinal-{gender}" if whole and gender in _CARDINALS.get(language, ()) else ""
    words = _format(f"{{n,spellout{rule}}}", language, value)
    if language == "ru" and gender != "feminine" and words.startswith("одна тысяча "):
        words = words.removeprefix("одна ")
    return "" if re.search(r"\d", words) else words


def year(value: int, language: str) -> str:
    """A year in words; "" in languages where its case is unknown or voices read the digits as well."""
    if language not in YEAR_RULE:
        return ""
    if language == "fr":
        return spelled(Decimal(value), language)
    return _format("{n,spellout,%spellout-numbering-year}", language, Decimal(value))


def ordinal(value: int, language: str, rule: str) -> str:
    """An ordinal in words by one of ICU's rules ("ordinal-feminine"); "" if the language does not have that rule."""
    if rule not in _ORDINALS.get(language, ()):
        return ""
    words = _format(f"{{n,spellout,%spellout-{rule}}}", language, Decimal(value))
    return words.removeprefix("одна ") if words.startswith("одна тысяча") else words


def unit_words(value: Decimal, unit: str, locale: str) -> tuple[str, str]:
    """What stands before and after the number of an amount: ("時速", "キロメートル")."""
    return _around(_format(f"{{n,number,::unit/{unit} unit-width-full-name .######}}", locale, value))


def currency_words(value: Decimal, code: str, locale: str) -> tuple[str, str]:
    """What stands before and after the number of an amount of money, by its full name."""
    return _around(_format(f"{{n,number,::currency/{code} unit-width-full-name .##}}", locale, value))


def scale_word(value: Decimal, power: int, language: str) -> str:
    """The word for 10**power after this number: "Milliarden", "миллиарда"; "" if the language counts otherwise."""
    words = _around(_format("{n,number,::compact-long .######}", language, value.scaleb(power)))[1]
    shown = re.sub(r"[^\d.,]", "", _format("{n,number,::compact-long .######}", language, value.scaleb(power)))
    plain = re.sub(r"[^\d.,]", "", _format("{n,number,::.######}", language, value))
    return words if shown == plain else ""


def _around(words: str) -> tuple[str, str]:
    """What stands before and after the digits."""
    found = re.search(r"[-−]?\d(?:.*\d)?", words)
    return (words[: found.start()].strip(), words[found.end() :].strip()) if found else ("", words)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
