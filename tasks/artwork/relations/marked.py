"""A sentence with a mark in place of every quantity, so that rules match words around numbers and never digits."""

import re
from dataclasses import dataclass
from functools import cache

from tasks.artwork.claims import states
from tasks.artwork.contexts import CONTEXTS
from tasks.artwork.figures import QUALIFIERS, SMALL, UNITS
from tasks.domain.text.quantities import Quantity, read

MARK = "[\ue000-\uf8ff]"  # one private character for each quantity
ABOUT = rf"(?:(?:{QUALIFIERS})\s+)?"
_FIRST = 0xE000
# The sentence may deny, doubt or suppose what it relates.
_UNSURE = re.compile(
    r"\?|n['’]t\b|\b(?:if|unless|nor|neither|nobody|nothing|none|hardly|barely|instead of|rather than|myth|"
    r"false(?:ly)?|"
    r"wrong(?:ly)?|denie[sd]|deny|refuse[sd]?|would|could|might|should|supposed(?:ly)?|alleged(?:ly)?|failed to|"
    r"cannot|except|imagine|suppose)\b",
    re.IGNORECASE,
)
_DENIED = r"\b(?:{})\b"


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence; `marked` is its text with one mark for each quantity, in order."""

    text: str
    marked: str
    quantities: tuple[Quantity, ...]
    language: str  # without its region

    @property
    def unsure(self) -> bool:
        """Whether the sentence may deny, ask or suppose what it says. A language without a table is never sure."""
        context = CONTEXTS.get(self.language)
        if context is None or re.search(r"[?？؟;]\s*$", self.text):
            return True
        denied = context.negations if self.language == "ja" else _DENIED.format(context.negations)
        if re.search(denied, self.text, re.IGNORECASE):
            return True
        if self.language == "en":
            return bool(_UNSURE.search(self.text))
        return not states(self.text, 0, 0, self.language)

    def of(self, mark_: str) -> Quantity:
        """The quantity that a mark stands for."""
        return self.quantities[ord(mark_) - _FIRST]

    def said(self, fragment: str) -> str:
        """A fragment of `marked` as the sentence has it."""
        return re.sub(MARK, lambda found: self.of(found[0]).card, fragment).strip()

    def marks(self) -> list[str]:
        """All marks, in order."""
        return re.findall(MARK, self.marked)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it measures. `measure` tells what it may be compared with; "" counts things."""

    text: str
    unit: str
    value: float
    measure: str


def mark(text: str, language: str) -> Marked:
    """The sentence with its quantities marked; signs, such as "=", stay as written."""
    found = [quantity for quantity in read(text, language) if quantity.kind != "sign"]
    out, at = "", 0
    for number, quantity in enumerate(found):
        out += text[at : quantity.start] + chr(_FIRST + number)
        at = quantity.end
    return Marked(text, out + text[at:], tuple(found), language.partition("-")[0])


def is_year(marked: Marked, mark_: str) -> bool:
    """Whether a mark stands for four digits that read as a year, from 1000 to 2100, with no unit behind."""
    quantity = marked.of(mark_)
    after = marked.marked[marked.marked.index(mark_) + 1 :]
    return (
        quantity.kind in {"year", "number"}
        and len(quantity.written) == 4
        and quantity.written.isdigit()
        and 1000 <= int(quantity.written) <= 2100
        and not unit_behind(after)
    )


def amount(marked: Marked, mark_: str) -> Amount | None:
    """The amount at a mark, with the qualifier before it and the unit behind; None for dates, ranges and names."""
    quantity = marked.of(mark_)
    if quantity.kind not in {"number", "amount", "year"} or quantity.value is None:
        return None
    at = marked.marked.index(mark_)
    qualifier = _qualifier(marked.language).search(marked.marked[:at])
    number, unit = quantity.figure
    measure, value = quantity.currency or quantity.unit, float(quantity.value)
    if measure == "percent":  # one sign with its number, whatever space the language writes between
        number, unit = f"{number} {unit}".strip(), ""
    elif quantity.kind == "number" or (unit and not measure):  # the unit, if any, is a magnitude: "1.2 million"
        number, unit = f"{number} {unit}".strip(), unit_behind(marked.marked[at + 1 :])
        measure = _singular(unit)
    elif quantity.currency and unit:  # "$20 million"
        number, unit = f"{number} {unit}", ""
    if measure == "cent":
        measure, value = "USD", value / 100
    about = f"{qualifier[1]} " if qualifier else ""
    return Amount(f"{about}{number}", unit, value, measure)


def before(marked: Marked, mark_: str) -> str:
    """The text before a mark and the words that qualify it."""
    lead = marked.marked[: marked.marked.index(mark_)]
    return _qualifier(marked.language).sub("", lead)


def unit_behind(after: str) -> str:
    """The unit of measurement that a text begins with, in English; "" if it begins with none."""
    found = re.match(rf"[\s-]?((?:metric |square |cubic )?(?:{UNITS})|percent|per cent)(?![\w/])", after)
    return found[1] if found else ""


def small_number(word: str) -> int:
    """The value of an English number word from one to twelve, or of one or two digits; 0 if it is neither."""
    return SMALL.get(word.lower(), int(word) if re.fullmatch(r"\d{1,2}", word) else 0)


def _singular(unit: str) -> str:
    return unit.lower().removesuffix("s").replace("per cent", "percent")


@cache
def _qualifier(language: str) -> re.Pattern[str]:
    context = CONTEXTS.get(language)
    words = QUALIFIERS if language == "en" or context is None else context.about
    return re.compile(rf"(?<!\w)({words})\s*$", re.IGNORECASE)
