"""Finds the quantities of a text: each rule in turn, from the most specific notation to the plainest number."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from tasks.domain.text.quantities import english, names, ordinals, ratios, times
from tasks.domain.text.quantities.amounts import Reader
from tasks.domain.text.quantities.patterns import amount_pattern, dimensions
from tasks.domain.text.quantities.quantity import Quantity
from tasks.domain.text.quantities.words import WORDS

Rule = tuple[re.Pattern[str], Callable[[str, re.Match[str]], Quantity | None]]
_BASE = {"no": "nb", "nn": "nb", "iw": "he", "cmn": "zh", "yue": "zh"}


def read(text: str, language: str) -> list[Quantity]:
    """The quantities of a text in order, without overlaps; none in a language that has no table of words."""
    base = language.replace("_", "-").partition("-")[0].lower()
    base = _BASE.get(base, base)
    if base not in WORDS:
        return []
    found: list[Quantity] = []
    for pattern, rule in _rules(base, language.replace("_", "-")):
        found += _apply(text, pattern, rule, found)
    for start, end, sign in dimensions(text, base):
        words = WORDS[base]
        said = words.by if sign == "by" else words.times
        _add_sign(text, start, end, f"{words.gap}{said}{words.gap}", found)
    for start, end, spoken in names.signs(text, base):
        _add_sign(text, start, end, spoken, found)
    _add_ranges(text, base, found)
    return sorted(found, key=lambda quantity: quantity.start)


@cache
def _rules(language: str, locale: str) -> Sequence[Rule]:
    reader = Reader(language, locale if language == locale.partition("-")[0].lower() else language)
    return (
        *names.addresses(language),
        *ratios.rules(language),
        *times.rules(language, locale),
        *ordinals.rules(language),
        *names.rules(language),
        *(english.rules() if language == "en" else ()),
        (amount_pattern(language), reader.amount),
        *(english.late_rules() if language == "en" else ()),
        *names.rates(language),
        names.powers(language),
    )


def _apply(
    text: str,
    pattern: re.Pattern[str],
    rule: Callable[[str, re.Match[str]], Quantity | None],
    taken: Sequence[Quantity],
) -> Iterator[Quantity]:
    """What a rule reads between the quantities that other rules have taken."""
    spans = sorted((quantity.start, quantity.end) for quantity in taken)
    at = 0
    while found := pattern.search(text, at):
        clash = next((end for start, end in spans if start < found.end() and end > found.start()), 0)
        if clash:
            # A match may reach into a quantity from before it; what stands before that is tried alone.
            at = clash if clash > at else at + 1
            continue
        quantity = rule(text, found) if found[0].strip() else None
        if quantity and quantity.end > quantity.start:
            yield quantity
        at = max(found.end() if quantity else found.start() + 1, at + 1)


def _add_ranges(text: str, language: str, found: list[Quantity]) -> None:
    """The dash between two whole amounts: "$100m–$200m", "20 °C–25 °C"."""
    words = WORDS[language]
    said = words.to.format("", "").strip()
    if said in {"–", ""}:
        return
    for left, right in pairwise(sorted(found, key=lambda quantity: quantity.start)):
        between = text[left.end : right.start]
        if between.strip() in {"–", "—", "-"} and left.kind == "amount" and right.kind in {"amount", "number"}:
            _add_sign(text, left.end, right.start, f"{words.gap}{said}{words.gap}", found)


def _add_sign(text: str, start: int, end: int, spoken: str, found: list[Quantity]) -> None:
    if not any(quantity.start < end and quantity.end > start for quantity in found):
        found.append(Quantity(start, end, text[start:end], "sign", spoken))
