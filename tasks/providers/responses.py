"""What a service sends is given the shape that we know it in, or told to be something else."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from tasks.domain.errors import BadAnswer

S = TypeVar("S", bound="ResponseModel")

# For what a service may leave out, and does so with null or something odd.
LenientStr = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")]
LenientInt = Annotated[int, BeforeValidator(lambda value: int(value) if isinstance(value, int | float) else 0)]


class ResponseModel(BaseModel):
    """A part of an answer: what it says beside is no concern of ours."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def parse_response(kind: type[S], data: object, service: str) -> S:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _unknown(error, service) from None  # its text quotes the answer, which may be anything


def parse_items(kind: type[S], found: object, service: str) -> tuple[S, ...]:
    """Those items of a list that have the shape. Odd ones are passed over; raises BadAnswer when there is no other."""
    items = found if isinstance(found, list) else [] if found is None else [found]
    good, odd = [], []
    for item in items:
        try:
            good.append(kind.model_validate(item))
        except ValidationError as error:
            odd.append(error)
    if odd and not good:
        raise _unknown(odd[0], service)
    return tuple(good)


def _unknown(error: ValidationError, service: str) -> BadAnswer:
    first = error.errors(include_input=False)[0]
    where = ".".join(map(str, first["loc"])) or "all of it"
    return BadAnswer(
        f"{service} sent an answer of an unknown shape ({where}: {first['msg'].lower()}).",
        service=service,
        advice="Try again later, or name another source in the channel's file.",
    )
