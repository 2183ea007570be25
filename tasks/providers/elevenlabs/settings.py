"""The ELEVENLABS_* variables."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings

KEY = "ELEVENLABS_API_KEY"


class ElevenLabsSettings(VendorSettings):
    """Where ElevenLabs is, and which voice and model speak."""

    model_config = SettingsConfigDict(env_prefix="ELEVENLABS_")

    # The pace is in the key of the script, which is written for it.
    unkeyed: ClassVar[frozenset[str]] = frozenset(
        {"concurrency", "seconds", "usd_per_thousand_characters", "words_per_minute"}
    )

    base_url: str = Field(
        "https://api.elevenlabs.io", description="ElevenLabs' address.", examples=["https://api.elevenlabs.io"]
    )
    model: str = Field("eleven_multilingual_v2", description="The speech model.", examples=["eleven_multilingual_v2"])
    voice: str = Field(
        "",
        description="The voice's ID, unless the channel names another (elevenlabs:ID). By default one of the account's "
        "voices that speaks the channel's language.",
        examples=["EXAVITQu4vr4xnSDxMaL"],
    )
    concurrency: int = Field(
        0, ge=0, description="Requests at once; with 0, as many as the account's plan allows.", examples=["5"]
    )
    seconds: float = Field(120.0, gt=0, description="Seconds to wait for one passage.", examples=["120"])
    usd_per_thousand_characters: float = Field(
        0.22, ge=0, description="Estimated price of 1,000 characters, in USD.", examples=["0.22"]
    )
    words_per_minute: float = Field(
        160.0, gt=0, description="The voice's pace in English; scripts are written for it.", examples=["160"]
    )
