"""Numbers that a text states, against those of the texts that it rests on: a made-up figure is what nobody forgives.

Only numbers of three or more significant digits are judged: years, counts, measures. Smaller ones are often written
as words on one side. A rounding of a number is that number; where its decimal point stands is not compared.
"""

import re
from collections.abc import Iterable, Iterator

# Digits with what separates them in a number: points, commas, no-break and thin spaces; plain ones before thousands.
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,\u00a0\u202f\u2009]\d+)*")
TELLING = 3  # significant digits


def unfounded(text: str, grounds: Iterable[str]) -> list[str]:
    """The numbers of `text`, as written there, that none of `grounds` has."""
    founded = [digits for ground in grounds for _, digits in _numbers(ground)]
    return [said for said, digits in _numbers(text) if not any(_is(digits.rstrip("0"), known) for known in founded)]


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """As written, and its digits from the first that counts."""
    for found in NUMBER.finditer(text):
        digits = "".join(str(int(char)) for char in found[0] if char.isdecimal()).lstrip("0")
        if len(digits.rstrip("0")) >= TELLING:
            yield found[0], digits


def _is(said: str, known: str) -> bool:
    """Whether `said` is `known`, cut or rounded to as many digits."""
    more = known.ljust(len(said) + 1, "0")
    return more.startswith(said) or str((int(more[: len(said) + 1]) + 5) // 10).rstrip("0") == said
