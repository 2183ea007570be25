"""The SERPAPI_* variables."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings

KEY = "SERPAPI_API_KEY"


class SerpApiSettings(VendorSettings):
    """Where SerpApi is, and for which country it searches."""

    model_config = SettingsConfigDict(env_prefix="SERPAPI_")

    unkeyed: ClassVar[frozenset[str]] = frozenset({"usd_per_search"})

    base_url: str = Field("https://serpapi.com", description="SerpApi's address.", examples=["https://serpapi.com"])
    country: str = Field("US", description="The country whose trends and results count.", examples=["DE"])
    usd_per_search: float = Field(0.015, ge=0, description="Estimated price of a search, in USD.", examples=["0.015"])
