"""What a diagram shows: figures and words as the sentence has them, with the values that are drawn to scale."""

from typing import Literal

from tasks.domain.values import Frozen

Kind = Literal["compare", "change", "share", "score", "span", "route", "ranking", "steps", "list", "formula", "date"]


class Part(Frozen):
    """One side, end or step of a relation.

    `text` is set large, as said ("about 50 000"), `unit` beside it, `label` says whose or what it is. `value` is what
    is drawn to scale: an amount, a year, the number of a step or rank.
    """

    text: str
    unit: str = ""
    label: str = ""
    value: float = 0.0


class Relation(Frozen):
    """Parts in the order in which the sentence says them.

    `whole` is what the parts are shares of: 100 for percentages, 4 for "three out of four", 0 if they are no shares.
    `title` is what the sentence says all parts about; "" if that is not certain.
    """

    kind: Kind
    parts: tuple[Part, ...]
    whole: int = 0
    title: str = ""
