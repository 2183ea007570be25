"""Amounts: numbers with their sign, bound, currency, magnitude, power, range and unit, read as one."""

import re
from decimal import Decimal

from tasks.domain.text.prose import STOPWORDS
from tasks.domain.text.quantities import icu, parts
from tasks.domain.text.quantities.cases import governs_genitive, in_genitive, noun_count
from tasks.domain.text.quantities.notation import (
    ABBREVIATED,
    SPACES,
    TOUCHING,
    is_plain,
    number_value,
    scales,
)
from tasks.domain.text.quantities.quantity import Kind, Quantity
from tasks.domain.text.quantities.units import CENTS, currencies, gender, short_name, units
from tasks.domain.text.quantities.words import WORDS, Gender, Words

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
BOUNDS = {"~": "≈", "<=": "≤", ">=": "≥", "+/-": "±", "≃": "≈", "≲": "≤", "≳": "≥", "+/−": "±"}
# Before a noun, English writes the unit of an amount in the singular: "a ten-metre passage".
_DETERMINER = re.compile(
    r"\b(?:an?|the|this|that|every|each|its|their|his|her|our|my|your)\s+(?:[a-z]+\s+)?(?:\d[\d.,]*\s?[×x]\s?)*$",
    re.IGNORECASE,
)
OWN_WORDS = {  # where ICU's words are not what people say
    ("ja", "celsius"): ("", "度"),
    ("tr", "kilometer-per-hour"): ("saatte", "kilometre"),
    ("tr", "meter-per-second"): ("saniyede", "metre"),
    ("tr", "celsius"): ("", "derece"),
}


class Reader:
    """Reads the amounts of one language; `locale` adds a region, whose spelling and names it takes ("en-GB")."""

    def __init__(self, language: str, locale: str) -> None:
        self.language = language
        self.locale = locale
        self.words: Words = WORDS[language]
        # English voices read plain numbers in their own style; what is handed to others is spelled out.
        self.in_digits = language == "en"

    def amount(self, text: str, found: re.Match[str]) -> Quantity | None:
        """The amount at a match of `amount_pattern`; None if it is none beyond doubt."""
        part = {name: value or "" for name, value in found.groupdict().items()}
        start, end = found.span()
        start += len(found[0]) - len(found[0].lstrip())
        number = part["number"]
        currency = currencies(self.language).get(part["before"] or part["after"], "")
        exact = number_value(number, self.language) if number else Decimal(0)
        fraction = parts.value_of(parts.sign_of(part["part"] or part["only"]))
        sign = -1 if (part["sign"] or part["late"]) in {"-", "−", "–"} else 1
        value = (exact + fraction) * sign
        scale = scales(self.language)[part["scale"].replace("\u00a0", " ").replace(" ", "_")] if part["scale"] else 0
        total: Decimal | None = value.scaleb(scale)
        if part["ten"]:
            total = value.scaleb(int(part["ten"].translate(SUPERSCRIPTS).lstrip("^")))
        if part["power"]:
            power = _power(part["power"]) if part["power"] not in {"⁻"} else 1
            total = value**power if abs(power) <= 30 and value else None
        if part["to"]:
            total = None
        unit = units(self.language).get(part["unit"], "")
        kind: Kind = "range" if part["to"] else "number"
        percent = part["percent"] or part["lead"]
        if currency or unit or percent or part["cents"]:
            kind = "range" if part["to"] else "amount"
            unit = unit or ("permille" if percent == "‰" else "percent" if percent else "")
        if part["cents"]:
            unit = "cent"
        written = text[start:end]
        bound = BOUNDS.get(part["bound"].strip(), part["bound"].strip())
        named = bool(currency or unit or scale)
        if self._is_word(part, text[end:], named=named):
            return None
        if parts.sign_of(part["part"]) == "½" and kind == "number" and not (scale or bound or sign < 0):
            length, words = parts.before_noun(self.language, exact, text[end:])
            if length:
                return Quantity(start, end + length, text[start : end + length], kind, words, value, tail=end - start)
        if "/" in part["only"] and parts.is_date(text[:start], text[end:]):
            return None
        if years := self._years(part, currency or unit):
            return Quantity(start, end, written, "range", years)
        spoken = (
            written if is_plain(written) else self._spoken(text[:start], text[end:], part, value, currency, unit, scale)
        )
        tail = min(
            (found.start(name) for name in ("scale", "percent", "cents", "after", "unit") if part[name]), default=end
        )
        return Quantity(start, end, written, kind, spoken or written, total, unit, currency, bound, tail - start)

    def _is_word(self, part: dict[str, str], after: str, *, named: bool) -> bool:
        """Whether what looks like an amount is a name, a year or a sum. `named`: it has a unit, currency or scale."""
        if self.language in {"ru", "uk"} and part["unit"] in {"г", "р"} and re.match(r"\. [а-яё]", after):
            return True  # "500 г. до н. э." is a year
        if part["dash"] == "-" and not named and _falls(part["number"], part["to"]):
            return True  # "747-400" is a name
        if part["dash"] and (re.match(r"\s*=", after) or (part["dash"] == "−" and not named)):
            return True  # "7 - 2 = 5" is a sum; "10−20 nm" is a range
        return not named and after[:1].isalpha() and self.language not in TOUCHING  # "2.000er" is a word

    def _spoken(
        self, before: str, after: str, part: dict[str, str], value: Decimal, currency: str, unit: str, scale: int
    ) -> str:
        """The amount in words; "" if the language cannot say it."""
        words, number = self.words, part["number"]
        noun: Gender = gender(self.language, currency or unit) if currency or unit else ""
        if scale:
            noun = _gender_of_scale(self.language, scale)
        half = parts.sign_of(part["part"]) == "½" and (scale or unit or currency)
        behind = parts.half_behind(self.language, noun) if half else ""
        said = self._number(number, number_value(number, self.language), noun) if behind else ""
        said = said or self._vulgar(part, noun, before, after) or self._number(number, abs(value), noun)
        if not said:
            return ""
        counted = abs(value)
        if governs_genitive(self.language, before) and not (part["bound"] or part["to"] or part["part"]):
            said, counted = in_genitive(said, self.language), noun_count(counted)
        if part["ten"]:
            power = self._exponent(part["ten"])
            ten = self._number("10", Decimal(10), "")
            said = self._join(said, words.times, words.power.format(ten, power))
            counted = Decimal(100)
        if part["power"].strip("⁻"):
            said = words.power.format(said, self._exponent(part["power"]))
            counted = Decimal(100)
        if part["to"]:
            last = part["to"].lstrip("$€£")
            counted = number_value(last, self.language)
            second = self._number(last, counted, noun)
            if not second:
                return ""
            said = words.to.format(said, second)
        if part["scale"]:
            name = part["scale"]
            if ABBREVIATED.match(name):
                name = icu.scale_word(counted, scale, self.language)
            said = self._join(said, name, behind) if name else self._number("", counted.scaleb(scale), noun)
            behind = ""
        said = said and self._with_unit(before, after, part, said, counted, currency, unit, scale)
        return self._signed(part, self._join(said, behind), before) if said else ""

    def _with_unit(
        self,
        before: str,
        after: str,
        part: dict[str, str],
        said: str,
        counted: Decimal,
        currency: str,
        unit: str,
        scale: int,
    ) -> str:
        """The number's words with those of its unit, percent sign or currency around them."""
        words = self.words
        if unit in {"percent", "permille"}:
            template = words.percent if unit == "percent" else words.permille
            if self.in_digits and part["percent"] == "%":
                return f"{said}%"
            inflected = template.endswith(("%", "‰"))
            return (
                self._join(said, icu.unit_words(counted, unit, self.language)[1])
                if inflected
                else template.format(said)
            )
        if part["cents"]:
            names = CENTS.get(self.language)
            return self._join(said, names[0 if counted == 1 else 1]) if names else ""
        if currency:
            return self._money(part, said, counted, currency, scale)
        lead, tail = self._unit(before, after, counted.scaleb(scale), unit) if unit else ("", "")
        return self._join(lead, said, self._of(tail) if scale >= 6 else tail)

    def _money(self, part: dict[str, str], said: str, counted: Decimal, currency: str, scale: int) -> str:
        """The number's words with those of a currency."""
        lead, tail = icu.currency_words(counted.scaleb(scale), currency, self.locale)
        name = short_name(tail or lead, currency, self.language, one=counted == 1 and not scale)
        single = not (scale or part["to"] or part["ten"])
        cents = re.fullmatch(r"\d+(?:[.,’' \u00a0]\d{3})*[.,](\d\d)", part["number"])
        if cents and self.words.cents and single and int(cents[1]):
            whole = icu.spelled(Decimal(int(counted)), self.language, gender(self.language, currency))
            return self.words.cents.format(whole, name, icu.spelled(Decimal(cents[1]), self.language))
        sign = part["before"][-1:]
        if self.in_digits and sign in {"$", "£", "€"} and currency in {"USD", "GBP", "EUR"} and single:
            return f"{sign}{said}"  # read as "five dollars and fifty cents" by every English voice
        return self._join(said, self._of(name) if scale >= 6 else name)

    def _of(self, noun: str) -> str:
        """What millions count: "de dólares", "d’euros"; the noun alone in most languages."""
        if self.language == "fr" and noun[:1].lower() in "aeiouyhéè":
            return f"d’{noun}" if noun else ""
        return self._join(self.words.of, noun) if noun else ""

    def _unit(self, before: str, after: str, value: Decimal, unit: str) -> tuple[str, str]:
        """What is said before and after the number of an amount of this unit."""
        if self.language == "en":
            following = re.match(rf"[{SPACES}]([a-z]+)", after)
            noun = following and following[1] not in STOPWORDS and not following[1].endswith("ly")
            if noun and _DETERMINER.search(before):
                value = Decimal(1)
        own = OWN_WORDS.get((self.language, unit))
        return own or icu.unit_words(value, unit, self.locale)

    def _years(self, part: dict[str, str], measured: str) -> str:
        """A range of years; "" if the range is none."""
        first, last = part["number"], part["to"]
        if (
            measured
            or part["scale"]
            or part["percent"]
            or len(first) != 4
            or not (first + last).isdigit()
            or not (len(last) == 4 or (len(last) == 2 and 1100 <= int(first) < 2100 and last > first[2:]))
        ):
            return ""
        if self.in_digits:
            return self.words.to.format(first, last)
        said = [
            icu.year(int(year), self.language) if len(year) == 4 else self._number(year, Decimal(year), "")
            for year in (first, last)
        ]
        return self.words.to.format(*said) if all(said) else f"{first}{part['dash']}{last}"

    def _exponent(self, written: str) -> str:
        value = Decimal(_power(written))
        said = self._number("", abs(value), "")
        return self.words.minus.format(said) if value < 0 else said

    def _number(self, written: str, value: Decimal, noun: Gender) -> str:
        """The words of a number, or its digits where voices read these in the house style."""
        if self.in_digits:
            if written and not re.search(f"[{SPACES}'’]", written) and written.isascii():
                return written
            return f"{value:,f}"
        said = icu.spelled(value, self.language, noun)
        return said.replace("・", "点") or written or f"{value:f}"

    def _vulgar(self, part: dict[str, str], noun: Gender, before: str, after: str) -> str:
        """The words of a fraction or of a mixed number such as 5½; "" if there is no fraction."""
        sign, number = parts.sign_of(part["part"] or part["only"]), part["number"]
        if not sign:
            return ""
        if self.language == "en":
            named = parts.alone("en", sign, before, after)
            return f"{number} and {re.sub('^one (?=[aeiou])', 'an ', named).replace('one ', 'a ')}" if number else named
        if not number:
            return parts.alone(self.language, sign, before, after)
        return parts.mixed(self.language, number_value(number, self.language), sign, noun, after)

    def _signed(self, part: dict[str, str], said: str, before: str) -> str:
        """The words with those of the sign and the bound; "less than <5" says "less than" once."""
        sign = part["sign"] or part["late"]
        if sign:
            below_zero = self.language == "zh" and part["unit"] in {"°C", "℃", "ºC", "° C"}
            minus = "零下{}" if below_zero else self.words.minus
            said = minus.format(said) if sign != "+" else self._join(self.words.plus, said)
        bound = BOUNDS.get(part["bound"].strip(), part["bound"].strip())
        words = self.words.bound(bound).format(said) if bound else said
        lead = words.removesuffix(said).strip().lower()
        return said if lead and before.rstrip().lower().endswith(lead) else words

    def _join(self, *words: str) -> str:
        return self.words.gap.join(word for word in words if word)


def _falls(first: str, last: str) -> bool:
    """Whether a range ends below its start; "1914-18" does not."""
    return first.isdigit() and last.isdigit() and len(first) >= len(last) and int(first[-len(last) :]) >= int(last)


def _power(written: str) -> int:
    """The exponent that is written as ⁻³ or ^-3."""
    return int(written.translate(SUPERSCRIPTS).lstrip("^").replace("−", "-"))


def _gender_of_scale(language: str, power: int) -> Gender:
    """The gender of the word for 10**power: "тысяча" and "Million" are feminine."""
    if (language in {"ru", "uk"} and power == 3) or (language == "de" and power >= 6):
        return "feminine"
    return "neuter" if language == "el" and power >= 6 else "masculine"
