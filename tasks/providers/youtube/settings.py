"""The YOUTUBE_* variables, apart from the token."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings

KEY = "YOUTUBE_TOKEN"


class YouTubeSettings(VendorSettings):
    """Where YouTube is, and under which category videos appear."""

    model_config = SettingsConfigDict(env_prefix="YOUTUBE_")

    # A film is published once; the ledger knows it, whatever the settings are by then.
    unkeyed: ClassVar[frozenset[str]] = frozenset({"base_url", "token_url", "category"})

    base_url: str = Field(
        "https://www.googleapis.com",
        description="The YouTube Data API's address.",
        examples=["https://www.googleapis.com"],
    )
    token_url: str = Field(
        "https://oauth2.googleapis.com/token",
        description="The address that refreshes access tokens.",
        examples=["https://oauth2.googleapis.com/token"],
    )
    category: str = Field("27", description="The category's number; 27 is Education.", examples=["27"])
