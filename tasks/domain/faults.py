"""Validation errors as text for people: which field is wrong, why, and what would be right."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_INPUT = 60  # characters shown of a value that was refused
PLAIN = {
    "string_type": "write text",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
}
NUMBERS = (
    *("int_type", "int_parsing", "int_from_float", "float_type", "float_parsing", "finite_number"),
    *("greater_than_equal", "less_than_equal"),
)


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """All faults, each with its field, what would be right, and the value that was given."""
    return "; ".join(_explain(fault, model) for fault in error.errors()) + "."


def meant(word: str, known: Iterable[str]) -> str:
    """In brackets, the known word that is nearest to this one, whatever its capitals; "" if none is near."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), names, n=1)
    return f" (did you mean '{names[near[0]]}'?)" if near else ""


def _explain(fault: "ErrorDetails", model: type[BaseModel]) -> str:
    field = ".".join(str(step) for step in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return _unknown(field, fault, model)
    if not field:  # a fault of the model as a whole
        return _reason(fault)
    if fault["type"] == "missing":
        return f"{field}: {_reason(fault)}"
    given = json.dumps(fault["input"], default=str, ensure_ascii=False)[:MAX_INPUT]
    return f"{field}: {_right(fault, model)} (got {given})"


def _unknown(field: str, fault: "ErrorDetails", model: type[BaseModel]) -> str:
    if len(fault["loc"]) > 1:
        return f"there is no field {field!r}"
    hint = meant(field, model.model_fields) or f" (known: {', '.join(model.model_fields)})"
    return f"there is no field {field!r}{hint}"


def _right(fault: "ErrorDetails", model: type[BaseModel]) -> str:
    """What to write instead, from the field's own limits and examples where pydantic would quote its patterns."""
    kind, info = fault["type"], model.model_fields.get(str(fault["loc"][0])) if len(fault["loc"]) == 1 else None
    right = PLAIN.get(kind, "")
    if kind in {"enum", "literal_error"}:
        choices = str(fault["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        right = f"write one of {choices}{meant(str(fault['input']), choices.split(', '))}"
    elif info and kind in NUMBERS:
        right = f"write a {'whole ' if info.annotation in {int, int | None} else ''}number{_range(info.metadata)}"
    elif info and info.examples and kind == "string_pattern_mismatch":
        right = f"write it like {' or '.join(map(str, info.examples))}"
    elif kind == "string_too_short" and fault["ctx"]["min_length"] == 1:
        right = "write something, or leave it out"
    return right or _reason(fault)


def _range(metadata: Iterable[Any]) -> str:
    """The bounds of a number among its field's constraints, in words."""
    limits = {bound: getattr(each, bound) for each in metadata for bound in ("ge", "le") if hasattr(each, bound)}
    if len(limits) > 1:
        return f" from {limits['ge']} to {limits['le']}"
    return "".join(f" of at {'least' if bound == 'ge' else 'most'} {limit}" for bound, limit in limits.items())


def _reason(fault: "ErrorDetails") -> str:
    reason = fault["msg"].removeprefix("Value error, ")
    return reason[0].lower() + reason[1:]
