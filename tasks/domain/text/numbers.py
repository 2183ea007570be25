"""Finds numbers that a text states but its sources do not: viewers do not forgive made-up figures.

Only numbers with three or more significant digits are compared, such as years, counts and measures: one side often
spells out smaller ones. A rounded number matches its original, in digits of any script. The position of the decimal
point does not matter, as 3.8 tonnes are 3,800 kilograms; but of two numbers with a word for their magnitude, such as
"million" or 億, the magnitudes must agree.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tasks.domain.text.quantities import Quantity, read
from tasks.domain.text.quantities.notation import alternatives, scales

# Digits and their separators: points, commas, no-break and thin spaces; plain spaces only before groups of three.
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,٫٬\u00a0\u202f\u2009]\d+)*")
MIN_DIGITS = 3  # significant ones
ROUNDED = Decimal("0.06")  # share by which a rounded number may differ from its original


@dataclass(frozen=True, slots=True)
class _Stated:
    written: str
    digits: str  # without leading zeros
    total: Decimal | None = None  # where a word for the magnitude tells it


def unfounded(text: str, grounds: Iterable[str], language: str = "en") -> list[str]:
    """The numbers of `text`, as written there, that none of the texts in `grounds` contains.

    `language` is that of the text; a ground may be in another.
    """
    known = [number for ground in grounds for number in _numbers(ground, language)]
    return [number.written for number in _numbers(text, language) if not any(_matches(number, one) for one in known)]


def _numbers(text: str, language: str) -> Iterator[_Stated]:
    """The numbers with enough digits, those of a magnitude ("3億1415万") as one."""
    at = 0
    for start, end, total in _with_magnitude(text, language):
        yield from _bare(text[at:start])
        digits = "".join(map(str, total.normalize().as_tuple().digits))
        if len(digits.rstrip("0")) >= MIN_DIGITS:
            yield _Stated(text[start:end], digits, total)
        at = end
    yield from _bare(text[at:])


def _bare(text: str) -> Iterator[_Stated]:
    for found in NUMBER.finditer(text):
        digits = "".join(str(int(char)) for char in found[0] if char.isdecimal()).lstrip("0")
        if len(digits.rstrip("0")) >= MIN_DIGITS:
            yield _Stated(found[0], digits)


def _with_magnitude(text: str, language: str) -> list[tuple[int, int, Decimal]]:
    """(start, end, value) of the numbers that a word for their magnitude follows."""
    words = re.compile(rf"\d\s?(?:{alternatives(scales(language.partition('-')[0])) or '(?!)'})")
    runs: list[tuple[int, int, Decimal]] = []
    for quantity in read(text, language):
        if quantity.value is None or not words.search(quantity.written):
            continue
        if runs and runs[-1][1] == quantity.start:
            start, _, total = runs.pop()
            runs.append((start, quantity.end, total + _value(quantity)))
        else:
            runs.append((_digits_start(quantity), quantity.end, _value(quantity)))
    return runs


def _value(quantity: Quantity) -> Decimal:
    return abs(quantity.value or Decimal(0))


def _digits_start(quantity: Quantity) -> int:
    first = re.search(r"\d", quantity.written)
    return quantity.start + (first.start() if first else 0)


def _matches(number: _Stated, known: _Stated) -> bool:
    """Whether the digits of `number` are those of `known`, truncated or rounded to the same length."""
    if number.total and known.total and abs(number.total - known.total) > ROUNDED * known.total:
        return False
    digits = number.digits.rstrip("0")
    padded = known.digits.ljust(len(digits) + 1, "0")
    return padded.startswith(digits) or str((int(padded[: len(digits) + 1]) + 5) // 10).rstrip("0") == digits
