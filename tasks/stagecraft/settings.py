"""What the operator decides for this host, by DAILIES_* environment variables or `.env`; never a flow parameter."""

import os
from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.stagecraft.environment import load_env_file


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DAILIES_", extra="ignore")

    encode_workers: int = Field(default_factory=lambda: os.cpu_count() or 2, ge=1, le=64)
    encoder: str = "auto"  # auto: the fastest hardware that a test encode found usable, else software
    fetch_workers: int = Field(8, ge=1, le=64)


@cache
def settings() -> Settings:
    load_env_file()
    return Settings()
