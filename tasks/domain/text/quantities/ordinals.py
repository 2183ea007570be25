"""Ordinals, centuries, and the numerals of rulers, in the gender and case that the words beside them ask for."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from tasks.domain.text.quantities import icu
from tasks.domain.text.quantities.quantity import Kind, Quantity
from tasks.domain.text.quantities.roman import roman_value
from tasks.domain.text.quantities.times import Rule, german_ordinal

_REGNAL = frozenset({"de", "fr", "es", "it", "pt", "ru"})
_SMALL = "a-zà-öø-ÿа-яё"
_GERMAN_RULERS = frozenset(
    "Ludwig Heinrich Karl Friedrich Wilhelm Otto Georg Napoleon Philipp Franz Johannes Pius Paul".split()
)
_RU_NAMES = {"ом ем ём": "-instrumental", "у ю": "-dative", "а я": "-genitive", "е": "-locative"}  # endings of names
_ARTICLES = frozenset(
    "der die das den dem des am im vom zum zur beim bis ins seinem ihrem seinen ihren ihr sein jeden jeder ein "
    "einen".split()
)
_RU_YEAR = {"год": "", "года": "-genitive", "году": "-locative", "годом": "-instrumental", "г": "-locative"}
_RU_CENTURY = {"век": "", "века": "-genitive", "веке": "-locative", "веку": "-dative", "веком": "-instrumental"}
_PL_CENTURY = {"wiek": "", "wieku": "-genitive"}


def rules(language: str) -> Iterator[tuple[re.Pattern[str], Rule]]:
    """The rules of one language, the most specific first."""
    if language == "ru":
        yield (
            re.compile(r"(?<![\w–-])(\d{4})[ \u00a0](?=(год[ау]?|годом|г)\b)"),
            partial(_russian, "masculine", _RU_YEAR),
        )
        yield (
            re.compile(r"(?<!\w)([IVX]+)[ \u00a0](?=(век[аеу]?|веком|в(?=\.))(?!\w))"),
            partial(_russian, "masculine", _RU_CENTURY),
        )
    if language == "de":
        yield (
            re.compile(
                r"(?<![\w.,])(\d{1,2})\.(?=[ \u00a0](?:(?:bis|und|oder) \d{1,2}\. |"
                r"[A-ZÄÖÜ][a-zäöüß]+|[a-zäöüß]+e[nrs]? [A-ZÄÖÜ]))"
            ),
            _german_ordinal,
        )
    if language in {"fr", "es", "it", "pt"}:
        yield (
            re.compile(r"(?<!\w)(\d{1,3}|[IVX]+)(ers?|re|ère|[eè]me|nde?|es?|ᵉʳ|ᵉ|\.?º|\.?ª|°)(?!\w)"),
            partial(_suffixed, language),
        )
    if language in {"es", "it", "pt"}:
        yield (
            re.compile(r"(?<=\bsiglo )([IVX]+)\b|(?<=\bséculo )([IVX]+)\b|\b([IVX]+)(?= secolo\b)"),
            partial(_century, language),
        )
    if language in _REGNAL:
        numeral = "[IVX]+" if language in {"ru", "uk"} else "[IVX]{2,6}"
        dot = r"\." if language == "de" else ""
        yield (
            re.compile(rf"(?<=[{_SMALL}] )({numeral}){dot}(?![\w’'])(?!-)"),
            partial(_regnal, language),
        )
    if language == "pl":
        yield re.compile(r"(?<!\w)([IVX]+)[ \u00a0](?=(wieku?)\b)"), _polish_century


def _russian(gender: str, cases: dict[str, str], text: str, found: re.Match[str]) -> Quantity | None:
    number = int(found[1]) if found[1].isdigit() else roman_value(found[1])
    if not number:
        return None
    case = cases.get(found[2], "")
    if found[2] in {"год", "век"} and re.search(r"\b(?:через|за|на|в)\s+$", text[: found.start()]):
        case = ""
    if found[2] == "в":
        noun = "веке" if re.search(r"\b[вВ]\s+$", text[: found.start()]) else "века"
        spoken = icu.ordinal(number, "ru", f"ordinal-{gender}{_RU_CENTURY[noun]}")
        end = found.end() + 1 + bool(text[found.end() + 1 :].strip())  # its full stop may end the sentence, too
        return Quantity(found.start(), end, text[found.start() : end], "ordinal", f"{spoken} {noun}", Decimal(number))
    if found[2] == "г":
        noun = "году" if re.search(r"\b[вВ]\s+$", text[: found.start()]) else "года"
        spoken = icu.ordinal(number, "ru", f"ordinal-{gender}{_RU_YEAR[noun]}")
        end = found.end() + (2 if text[found.end() : found.end() + 2] == "г." else 1)
        return Quantity(found.start(), end, text[found.start() : end], "year", f"{spoken} {noun}", Decimal(number))
    spoken = icu.ordinal(number, "ru", f"ordinal-{gender}{case}")
    kind: Kind = "year" if cases is _RU_YEAR else "ordinal"
    return Quantity(
        found.start(), found.end() - 1, text[found.start() : found.end() - 1], kind, spoken, Decimal(number)
    )


def _polish_century(text: str, found: re.Match[str]) -> Quantity | None:
    number = roman_value(found[1])
    if not number:
        return None
    locative = re.search(r"\b(?:w|we|o|po)\s+$", text[: found.start()], re.IGNORECASE)
    case = "-locative" if locative and found[2] == "wieku" else _PL_CENTURY[found[2]]
    spoken = icu.ordinal(number, "pl", f"ordinal-masculine{case}")
    return Quantity(found.start(1), found.end(1), found[1], "ordinal", spoken, Decimal(number))


def _german_ordinal(text: str, found: re.Match[str]) -> Quantity | None:
    """A number with a full stop before a noun; not at the end of a sentence, which a capital letter follows too."""
    before = (text[: found.start()].split() or [""])[-1].lower()
    if before not in _ARTICLES:
        return None
    number = int(found[1])
    spoken = german_ordinal(number, text[: found.start()]) if 0 < number < 100 else ""
    return _quantity(found, "ordinal", spoken, Decimal(number)) if spoken else None


def _suffixed(language: str, _text: str, found: re.Match[str]) -> Quantity | None:
    number = int(found[1]) if found[1].isdigit() else roman_value(found[1])
    sign = found[2].lstrip(".")
    if not number or (language != "fr" and sign not in {"º", "ª"}) or (language == "fr" and sign in {"º", "ª", "°"}):
        return None
    if language == "fr" and (sign[:1] in {"e", "ᵉ", "è"} and not sign.startswith("er")) and number == 1:
        return None
    feminine = sign in {"ª", "re", "ère", "nde"}
    spoken = icu.ordinal(number, language, f"ordinal-{'feminine' if feminine else 'masculine'}")
    return _quantity(found, "ordinal", spoken, Decimal(number)) if spoken else None


def _regnal(language: str, text: str, found: re.Match[str]) -> Quantity | None:
    """The numeral of a ruler or pope: "Louis quatorze", "Felipe segundo", "Людовика четырнадцатого"."""
    number = roman_value(found[1])
    name = text[: found.start()].rsplit(maxsplit=1)[-1]
    if not number or not name[:1].isupper() or not name.isalpha():
        return None
    if language == "fr" or (language in {"es", "pt"} and number > 10):
        spoken = icu.spelled(Decimal(number), language)
    elif language == "de":
        feminine = name in {"Elisabeth", "Katharina", "Margarethe", "Isabella", "Maria", "Beatrix"}
        if name not in _GERMAN_RULERS and not feminine:
            return None
        spoken = ("die " if feminine else "der ") + icu.ordinal(number, "de", "ordinal").capitalize()
        spoken += "" if text[found.end() :].strip() else "."  # its full stop also ends the text
    elif language == "ru":
        case = next((case for endings, case in _RU_NAMES.items() if name.endswith(tuple(endings.split()))), "")
        feminine = name in {"Елизавета", "Екатерина", "Изабелла", "Мария"}
        spoken = icu.ordinal(number, "ru", "ordinal-feminine" if feminine else f"ordinal-masculine{case}")
    else:
        spoken = icu.ordinal(number, language, "ordinal-masculine")
    return _quantity(found, "ordinal", spoken, Decimal(number)) if spoken else None


def _century(language: str, _text: str, found: re.Match[str]) -> Quantity | None:
    number = roman_value(found[0])
    if not number:
        return None
    if language == "it" or (number <= 10 and language in {"es", "pt"}):
        return _quantity(found, "ordinal", icu.ordinal(number, language, "ordinal-masculine"), Decimal(number))
    return _quantity(found, "ordinal", icu.spelled(Decimal(number), language), Decimal(number))


def _quantity(found: re.Match[str], kind: Kind, spoken: str, value: Decimal | None = None) -> Quantity:
    written = found[0].rstrip()
    return Quantity(found.start(), found.start() + len(written), written, kind, spoken or written, value)
