"""Finds numbers that a text states but its sources do not: viewers do not forgive made-up figures.

Only numbers with three or more significant digits are compared, such as years, counts and measures: one side often
spells out smaller ones. A rounded number matches its original; the position of the decimal point does not matter.
"""

import re
from collections.abc import Iterable, Iterator

# Digits and their separators: points, commas, no-break and thin spaces; plain spaces only before groups of three.
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,\u00a0\u202f\u2009]\d+)*")
MIN_DIGITS = 3  # significant ones


def unfounded(text: str, grounds: Iterable[str]) -> list[str]:
    """The numbers of `text`, as written there, that none of the texts in `grounds` contains."""
    known = [digits for ground in grounds for _, digits in _numbers(ground)]
    return [number for number, digits in _numbers(text) if not any(_matches(digits.rstrip("0"), one) for one in known)]


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Each number as written, and its digits without leading zeros."""
    for found in NUMBER.finditer(text):
        digits = "".join(str(int(char)) for char in found[0] if char.isdecimal()).lstrip("0")
        if len(digits.rstrip("0")) >= MIN_DIGITS:
            yield found[0], digits


def _matches(digits: str, known: str) -> bool:
    """Whether `digits` are those of `known`, truncated or rounded to the same length."""
    padded = known.ljust(len(digits) + 1, "0")
    return padded.startswith(digits) or str((int(padded[: len(digits) + 1]) + 5) // 10).rstrip("0") == digits
