"""What one quantity of a text is: where it stands, what it is worth, how a voice says it, what a card shows."""

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

    @property
    def card(self) -> str:
        sign = "−" if self.written[:1] in {"-", "–"} else self.written[:1]
        return (sign + self.written[1:]).replace("~", "≈").replace("\N{MODIFIER LETTER SMALL O}", "°")
