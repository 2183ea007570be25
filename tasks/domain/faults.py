"""Validation errors as text for people: which field is wrong, and why."""

import json
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_INPUT = 60  # characters shown of a value that was refused


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """All faults, each with its field, and the fields that `model` has where one does not exist."""
    return "; ".join(_explain(fault, model) for fault in error.errors()) + "."


def _explain(fault: "ErrorDetails", model: type[BaseModel]) -> str:
    field = ".".join(str(step) for step in fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = f" (known: {', '.join(model.model_fields)})" if len(fault["loc"]) == 1 else ""
        return f"there is no field {field!r}{known}"
    reason = fault["msg"].removeprefix("Value error, ")
    reason = reason[0].lower() + reason[1:]
    if not field:  # a fault of the model as a whole
        return reason
    if fault["type"] == "missing":
        return f"{field}: {reason}"
    return f"{field}: {reason} (got {json.dumps(fault['input'], default=str)[:MAX_INPUT]})"
