"""What the operator decides for this host, by environment variables or `.env`; never a flow parameter."""

import os
from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.providers.context import Vendors
from tasks.stagecraft.environment import load_env_file


class Settings(BaseSettings):
    """DAILIES_* variables. `budgets`: USD a month by vendor, as JSON."""

    model_config = SettingsConfigDict(env_prefix="DAILIES_", extra="ignore")

    encode_workers: int = Field(default_factory=lambda: os.cpu_count() or 2, ge=1, le=64)
    encoder: str = "auto"  # auto: the fastest hardware that a test encode found usable, else software
    fetch_workers: int = Field(8, ge=1, le=64)
    budgets: dict[str, float] = Field(default_factory=dict)


class _Vendors(BaseSettings, Vendors):
    """OPENAI_BASE_URL and the like: each of Vendors' fields, in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)


@cache
def settings() -> Settings:
    load_env_file()
    return Settings()


def vendors() -> Vendors:
    load_env_file()
    return Vendors.model_validate(_Vendors().model_dump())
