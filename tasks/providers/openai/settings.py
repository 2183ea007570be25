"""The OPENAI_* variables."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings

KEY = "OPENAI_API_KEY"


class OpenAISettings(VendorSettings):
    """Where OpenAI, or a server with its API, is, and which models write and speak."""

    model_config = SettingsConfigDict(env_prefix="OPENAI_")

    unkeyed: ClassVar[frozenset[str]] = frozenset(
        {"seconds", "usd_per_million_in", "usd_per_million_out", "usd_per_million_characters"}
    )

    base_url: str = Field(
        "https://api.openai.com/v1",
        description="OpenAI's address, or that of a server with its API: ollama, llama.cpp, vLLM, OpenRouter.",
        examples=["http://127.0.0.1:11434/v1"],
    )
    model: str = Field(
        "gpt-5.4-mini", description="The chat model that chooses topics and writes.", examples=["gpt-5.4-mini"]
    )
    speech_model: str = Field(
        "gpt-4o-mini-tts",
        description="The model that speaks, if a channel names this voice.",
        examples=["gpt-4o-mini-tts"],
    )
    seconds: float = Field(90.0, gt=0, description="Seconds to wait for one answer.", examples=["90"])
    usd_per_million_in: float = Field(
        0.75, ge=0, description="Estimated price of a million tokens read, in USD.", examples=["0.75"]
    )
    usd_per_million_out: float = Field(
        4.50, ge=0, description="Estimated price of a million tokens written, in USD.", examples=["4.50"]
    )
    usd_per_million_characters: float = Field(
        15.0, ge=0, description="Estimated price of a million characters spoken, in USD.", examples=["15"]
    )
