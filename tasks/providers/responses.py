"""Lenient pydantic models for vendors' responses. A response that does not fit raises BadAnswer."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from tasks.domain.errors import BadAnswer

S = TypeVar("S", bound="ResponseModel")

# For optional fields, which services also send as null or as another type.
LenientStr = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")]
LenientInt = Annotated[int, BeforeValidator(lambda value: int(value) if isinstance(value, int | float) else 0)]


def _number(value: object) -> float:
    try:
        return max(0.0, float(value)) if isinstance(value, int | float | str) else 0.0
    except ValueError:
        return 0.0


LenientNumber = Annotated[float, BeforeValidator(_number)]  # also sent as text; 0 stands for what is none


class ResponseModel(BaseModel):
    """Part of a response. Unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def parse_response(kind: type[S], data: object, service: str) -> S:
    """The response as a model. Raises BadAnswer if it does not fit."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _unknown(error, service) from None  # pydantic's message quotes the response, which may be anything


def parse_items(kind: type[S], data: object, service: str) -> tuple[S, ...]:
    """The items of a list that fit the model. Raises BadAnswer if there are items, and none fits."""
    items = data if isinstance(data, list) else [] if data is None else [data]
    good, faults = [], []
    for item in items:
        try:
            good.append(kind.model_validate(item))
        except ValidationError as error:
            faults.append(error)
    if faults and not good:
        raise _unknown(faults[0], service)
    return tuple(good)


def _unknown(error: ValidationError, service: str) -> BadAnswer:
    first = error.errors(include_input=False)[0]
    where = ".".join(map(str, first["loc"])) or "all of it"
    return BadAnswer(
        f"{service} sent a response of an unknown shape ({where}: {first['msg'].lower()}).",
        service=service,
        advice="Try again later, or name another source in the channel's file.",
    )
