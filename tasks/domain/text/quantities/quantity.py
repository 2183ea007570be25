"""What one quantity of a text is: where it stands, what it is worth, how a voice says it, what a card shows."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["number", "year", "range", "amount", "date", "time", "ordinal", "name", "sign"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity. `start` and `end` are offsets of characters in the text.

    `spoken` is what a voice is handed; it equals `written` if voices read that right, or if the language's tables lack
    the reading. `card` is `written` with signs that every face has. `value` is in units of `unit` (an identifier of
    CLDR, such as "kilometer-per-hour") or of `currency` (ISO 4217), sign and order of magnitude included; None if it
    has no single value. Kind "name" is written with digits but counts nothing: a formula, an address, a version.
    """

    start: int
    end: int
    written: str
    kind: Kind
    spoken: str
    value: Decimal | None = None
    unit: str = ""
    currency: str = ""
    bound: str = ""  # "<", ">", "≤", "≥", "±" or "≈", if the text bounds the value
    tail: int = 0  # of an amount: where in `written` its magnitude and unit begin

    @property
    def card(self) -> str:
        return _set(self.written)

    @property
    def figure(self) -> tuple[str, str]:
        """The card's text in two: the number with what is attached to it ("¥5000", "£3bn"), and its unit ("°C")."""
        number, unit = self.written[: self.tail], self.written[self.tail :].strip()
        attached = unit if number == number.rstrip() and self.unit in {"", "percent", "permille", "cent"} else ""
        return _set(number.rstrip() + attached), "" if attached else unit


def _set(written: str) -> str:
    """The text with a real minus and a plain sign for "about"."""
    text = re.sub(r"^([~≈<>≤≥]?\s?)[-–](?=[\d$€£¥₹])", r"\1−", written)
    return text.replace("~", "≈")
