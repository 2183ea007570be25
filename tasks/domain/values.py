"""What all models build on: frozen values, safe names, and files named by their hash."""

import re
import unicodedata
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

M = TypeVar("M", bound=BaseModel)


class Frozen(BaseModel):
    """An immutable model that rejects undeclared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Unit = Annotated[float, Field(ge=0.0, le=1.0)]  # a share


def slug(text: str, limit: int = 48) -> str:
    """A safe file name: lower-case ASCII words joined by hyphens, at most `limit` characters, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    out = ""
    for word in words:
        if out and len(out) + 1 + len(word) > limit:
            break
        out = f"{out}-{word}" if out else word[:limit]
    return out or "short"


class Artifact(Frozen):
    """A file in the content-addressed store, named by its SHA-256; `suffix` includes the dot."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]
    suffix: Annotated[str, StringConstraints(pattern=r"^\.[a-z0-9]+$")]


def replaced(model: M, **changes: object) -> M:
    """A copy of the model with these fields changed, validated, unlike `model_copy`. Raises ValidationError."""
    return type(model).model_validate({**dict(model), **changes})
