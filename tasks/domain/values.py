"""What all models build on: frozen values, and files named by their hash."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

M = TypeVar("M", bound=BaseModel)


class Frozen(BaseModel):
    """An immutable model that rejects undeclared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Unit = Annotated[float, Field(ge=0.0, le=1.0)]  # a share


class Artifact(Frozen):
    """A file in the content-addressed store, named by its SHA-256; `suffix` includes the dot."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]
    suffix: Annotated[str, StringConstraints(pattern=r"^\.[a-z0-9]+$")]


def replaced(model: M, **changes: object) -> M:
    """A copy of the model with these fields changed, validated, unlike `model_copy`. Raises ValidationError."""
    return type(model).model_validate({**dict(model), **changes})
