"""The settings of services, from the environment: OPENAI_BASE_URL and the like."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.machine.settings import load_env_file, read_settings
from tasks.providers.context import Vendors


class _Vendors(BaseSettings, Vendors):
    """OPENAI_BASE_URL and the like: each of Vendors' fields, in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)


def vendors() -> Vendors:
    load_env_file()
    return Vendors.model_validate(read_settings(_Vendors).model_dump())
