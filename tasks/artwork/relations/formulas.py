"""Reads formulas: equations and chemical ones, cut into normal, lowered and raised signs."""

import re

from tasks.artwork.relations.marked import Marked
from tasks.artwork.relations.relation import Part, Relation
from tasks.domain.text.quantities.names import FORMULAS

_CHEMICAL = re.compile(r"(?<![\w=])(?P<formula>[A-Z][A-Za-z]*[0-9₀-₉][A-Za-z0-9₀-₉]*)(?![\w=])")
_TERM = r"(?:\d*(?:[A-Za-z][0-9²³]?){1,3}|½|\d+(?:\.\d+)?)"
_SIDE = rf"{_TERM}(?:\s?[+·×/−-]\s?{_TERM}){{0,3}}"
_EQUATION = re.compile(rf"(?<![\w=+*/<>-])(?<![+*/<>-]\s)(?P<formula>{_SIDE}\s?=\s?{_SIDE})(?![\w=+*/<>]|\s?[=+*/<>])")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = {"²": "2", "³": "3"}
NORMAL, LOWERED, RAISED = 0.0, -1.0, 1.0  # Part.value of a formula's signs


def formula(marked: Marked) -> Relation | None:
    """The one formula that the sentence writes. Each part is a run of signs; its value lowers or raises it."""
    equations = [one["formula"] for one in _EQUATION.finditer(marked.text)]
    if len(equations) == 1 and re.search(r"[A-Za-z]", equations[0].split("=")[0]):
        return Relation(kind="formula", parts=_equation(equations[0].strip()))
    found = {one["formula"].translate(_LOWERED) for one in _CHEMICAL.finditer(marked.text)}
    known = found & FORMULAS
    if equations or len(found) != 1 or not known:
        return None
    return Relation(kind="formula", parts=_chemical(known.pop()))


def _chemical(text: str) -> tuple[Part, ...]:
    """Digits behind a letter are lowered: they count atoms."""
    runs = re.findall(r"\d+|\D+", text)
    return tuple(Part(text=run, value=LOWERED if run.isdigit() and n else NORMAL) for n, run in enumerate(runs))


def _equation(text: str) -> tuple[Part, ...]:
    """A digit behind a small letter is a power; signs of powers are digits already raised."""
    parts: list[Part] = []
    for run in re.findall(r"[²³]|(?<=[a-z])[23](?!\w)|(?:(?![²³])(?!(?<=[a-z])[23](?!\w)).)+", text):
        raised = run in _RAISED or (run in {"2", "3"} and parts and parts[-1].text[-1:].islower())
        parts.append(Part(text=_RAISED.get(run, run), value=RAISED if raised else NORMAL))
    return tuple(parts)
