"""This host's settings, from environment variables or `.env`. They are the operator's, so flows take none of them.

Vendors' variables (OPENAI_MODEL and the like) are in `tasks/providers`.
"""

import json
import logging
import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tasks.domain.errors import SetupError
from tasks.machine.env_file import CHECKOUT, load_env_file

PREFIX = "DAILIES_"

S = TypeVar("S", bound=BaseSettings)
log = logging.getLogger(__name__)


def _json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("it is not JSON") from error


def _addresses(value: object) -> object:
    # An address may contain commas itself.
    return tuple(filter(None, re.split(r"\s+|,\s*(?=\w+://)|,\s+", value))) if isinstance(value, str) else value


def _hosts(value: object) -> object:
    return tuple(name.strip().lower() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


class Settings(BaseSettings):
    """One field per DAILIES_* variable. The error for an invalid value quotes the field's example."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        CHECKOUT / ".dailies",
        description="The folder for assets, results, the ledger and caches (.dailies in the checkout by default).",
        examples=["/var/lib/dailies"],
    )
    encode_workers: int = Field(
        default_factory=lambda: os.cpu_count() or 2,
        ge=1,
        le=64,
        description="Number of segments to encode in parallel; one per core by default.",
        examples=["2"],
    )
    fetch_workers: int = Field(8, ge=1, le=64, description="Number of pictures to fetch in parallel.", examples=["8"])
    encoder: str = Field(
        "auto",
        description="The video encoder: auto (the fastest that works here), or a name from `python -m flows encoders`.",
        examples=["libx264"],
    )
    encode_hw: bool | None = Field(
        None,
        description="Whether this host has a hardware encoder; detected by test encodes by default.",
        examples=["0"],
    )
    ledger: str = Field(
        "",
        description="The ledger's database: SQLite in DAILIES_HOME by default; PostgreSQL for several hosts.",
        examples=["postgresql+psycopg://dailies@db/dailies"],
    )
    ephemeral: bool = Field(
        False,
        description="Whether DAILIES_HOME ends with its container, as the images say. With 1, an upload, a budget or a "
        "deployment's run needs DAILIES_LEDGER.",
        examples=["1"],
    )
    store: str = Field(
        "",
        description="A store shared by several hosts; its credentials are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        examples=["s3://bucket/prefix"],
    )
    keep_days: float = Field(
        30.0,
        ge=9,
        description="Days for which files in the store stay that no short, record or cached result needs any more.",
        examples=["60"],
    )
    keep_gb: float = Field(
        0.0,
        ge=0,
        description="GB that the store may have before such files go sooner, after nine days; with 0, it has no bound.",
        examples=["50"],
    )
    ffmpeg: str = Field(
        "", description="The path of an ffmpeg to use instead of the packaged one.", examples=["/usr/bin/ffmpeg"]
    )
    compiled: bool = Field(
        True,
        description="Whether to compile the fast resampler; with 0, OpenCV draws the frames.",
        examples=["0"],
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts)] = Field(
        (),
        description="Private hosts to fetch from, separated by commas: host for its ports 80 and 443, or host:port.",
        examples=["intranet.example:8080"],
    )
    budgets: Annotated[dict[str, float], NoDecode, BeforeValidator(_json)] = Field(
        default_factory=dict,
        description="Monthly budgets by vendor, in USD, as JSON. A run that would exceed one stops before it pays.",
        examples=['{"openai": 20, "elevenlabs": 22, "serpapi": 75}'],
    )
    notify: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_addresses)] = Field(
        (),
        description="Whom to tell of failed, late and waiting runs, budgets, tokens and full disks: webhooks of Slack, "
        "Discord, Teams or others, and addresses of apprise (mailtos:// is e-mail), separated by spaces.",
        examples=["https://hooks.slack.com/services/T0/B0/x mailtos://me:password@smtp.example.com?to=me@example.com"],
    )
    webhook: SecretStr = Field(
        SecretStr(""),
        description="A URL that is told the same as JSON, for a program.",
        examples=["https://hooks.example.com/dailies"],
    )


def settings() -> Settings:
    """This host's settings, cached until a DAILIES_* variable changes. Logs a warning for misspelt variables.

    Raises SetupError, naming the variable and an example, if a value is invalid.
    """
    load_env_file()
    return _settings(frozenset((name, value) for name, value in os.environ.items() if name.startswith(PREFIX)))


@cache
def _settings(variables: frozenset[tuple[str, str]]) -> Settings:
    _warn_of_typos(name for name, _ in variables)
    return read_settings(Settings)


def _warn_of_typos(names: Iterable[str]) -> None:
    """A misspelt DAILIES_BUDGETS would silently remove every limit. Other programs may own names that are not close."""
    known = {variable(Settings, field) for field in Settings.model_fields}
    for name in sorted(set(names) - known):
        for meant in get_close_matches(name, known, n=1, cutoff=0.87):
            log.warning("Ignoring %s: there is no such setting. Did you mean %s?", name, meant)


def read_settings(kind: type[S], **own: Any) -> S:
    """Read settings of this kind from the environment, apart from those that are given.

    Raises SetupError, naming the variable and an example, if a value is invalid.
    """
    try:
        return kind(**own)
    except ValidationError as error:
        fault = error.errors()[0]
        field, *inside = map(str, fault["loc"])
        name = variable(kind, field) + "".join(f"[{key}]" for key in inside)
        raise SetupError(
            f"{name}={fault['input']} cannot be used: {_reason(fault)}.", advice=_advice(kind, field)
        ) from error


def variable(kind: type[BaseSettings], field: str) -> str:
    """The environment variable of a field."""
    return f"{kind.model_config.get('env_prefix', '')}{field}".upper()


def _reason(fault: Mapping[str, Any]) -> str:
    message = str(fault["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]


def _advice(kind: type[BaseSettings], field: str) -> str:
    examples = kind.model_fields[field].examples
    example = f"{variable(kind, field)}={examples[0]}" if examples else "another value"
    return f"Set {example}, or leave it unset."
