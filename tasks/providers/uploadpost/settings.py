"""The UPLOADPOST_* variables, apart from the key."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings

NAMES = {"tiktok": "TikTok", "instagram": "Instagram"}
KEY = "UPLOADPOST_API_KEY"


class UploadPostSettings(VendorSettings):
    """Where Upload-Post is, and on which of its profiles a channel without an account publishes."""

    model_config = SettingsConfigDict(env_prefix="UPLOADPOST_")

    # A film is published once; the ledger knows it, whatever the settings are by then.
    unkeyed: ClassVar[frozenset[str]] = frozenset({"base_url", "profile"})

    base_url: str = Field(
        "https://api.upload-post.com",
        description="The Upload-Post API's address.",
        examples=["https://api.upload-post.com"],
    )
    profile: str = Field(
        "",
        description="The Upload-Post profile of channels without an account. A channel with `account: science` "
        "publishes on the profile science.",
        examples=["my-profile"],
    )
