"""What the operator decides for this host, by environment variables or lines of `.env`; never a flow parameter.

The variables of services (OPENAI_MODEL and the like) belong to their vendors: `tasks/providers`.
"""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from dotenv import load_dotenv
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tasks.domain.errors import SetupError

CHECKOUT = Path(__file__).resolve().parents[2]
PREFIX = "DAILIES_"

S = TypeVar("S", bound=BaseSettings)


def _json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("it is not JSON") from error


def _hosts(value: object) -> object:
    return tuple(name.strip().lower() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


class Settings(BaseSettings):
    """DAILIES_* variables, one a field. An example says what to write where a value is refused."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        CHECKOUT / ".dailies",
        description="Where this host keeps assets, results, the ledger and caches (.dailies in the checkout).",
        examples=["/var/lib/dailies"],
    )
    encode_workers: int = Field(
        default_factory=lambda: os.cpu_count() or 2,
        ge=1,
        le=64,
        description="Segments encoded at once; one for each core by default.",
        examples=["2"],
    )
    fetch_workers: int = Field(8, ge=1, le=64, description="Pictures fetched at once.", examples=["8"])
    encoder: str = Field(
        "auto",
        description="Which encoder makes the film: auto (the fastest that works here), or a name that "
        "`python -m flows encoders` lists.",
        examples=["libx264"],
    )
    encode_hw: bool | None = Field(
        None,
        description="Whether this host has an encoder in hardware; test encodes find out by default.",
        examples=["0"],
    )
    ledger: str = Field(
        "",
        description="The ledger's database: SQLite in DAILIES_HOME by default; PostgreSQL where several hosts run.",
        examples=["postgresql+psycopg://dailies@db/dailies"],
    )
    store: str = Field(
        "",
        description="A store that several hosts share; its keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        examples=["s3://bucket/prefix"],
    )
    ffmpeg: str = Field(
        "", description="Another ffmpeg than the one in the package imageio-ffmpeg.", examples=["/usr/bin/ffmpeg"]
    )
    compiled: bool = Field(
        True,
        description="0 keeps Dailies from compiling its small resampler; OpenCV then draws the frames.",
        examples=["0"],
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts)] = Field(
        (),
        description="Hosts that --source may be fetched from although they are not public, separated by commas.",
        examples=["intranet.example:8080"],
    )
    budgets: Annotated[dict[str, float], NoDecode, BeforeValidator(_json)] = Field(
        default_factory=dict,
        description="The most that each vendor may be paid in a month, in USD, as JSON. A run that would pass it stops "
        "before its first request.",
        examples=['{"openai": 20, "elevenlabs": 22, "serpapi": 75}'],
    )
    webhook: str = Field(
        "",
        description="An address that is told of every run that failed, crashed or is late (POST, JSON).",
        examples=["https://hooks.example.com/dailies"],
    )


def settings() -> Settings:
    """This host's settings. Raises SetupError, naming the variable and what to write, where one cannot be used."""
    load_env_file()
    said = frozenset((name, value) for name, value in os.environ.items() if name.startswith(PREFIX))
    return _settings(said)


@cache
def _settings(_: frozenset[tuple[str, str]]) -> Settings:
    """Read once for each state of the environment."""
    return read_settings(Settings)


def read_settings(kind: type[S]) -> S:
    """Settings of this kind from the environment. Raises SetupError naming the variable and what to write."""
    try:
        return kind()
    except ValidationError as error:
        fault = error.errors()[0]
        field = str(fault["loc"][0])
        raise SetupError(
            f"{variable(kind, field)}={fault['input']} cannot be used: {_reason(fault)}.", advice=_advice(kind, field)
        ) from error


def variable(kind: type[BaseSettings], field: str) -> str:
    """The environment variable of a field."""
    return f"{kind.model_config.get('env_prefix', '')}{field}".upper()


def _reason(fault: Mapping[str, Any]) -> str:
    said = str(fault["msg"]).removeprefix("Value error, ")
    return said[0].lower() + said[1:]


def _advice(kind: type[BaseSettings], field: str) -> str:
    examples = kind.model_fields[field].examples
    example = f"{variable(kind, field)}={examples[0]}" if examples else "another value"
    return f"Write {example}, or leave it out."


def load_env_file() -> None:
    """Take what `.env` in the checkout sets, for every floor; the environment itself wins.

    DAILIES_ENV_FILE names another file, or none if it is empty.
    """
    path = os.environ.get("DAILIES_ENV_FILE", str(CHECKOUT / ".env"))
    if path:
        load_dotenv(path)
