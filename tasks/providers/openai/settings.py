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
        description="OpenAI's address, or that of a server with its API: ollama, llama.cpp, vLLM, OpenRouter "
        "(docs/servers.md).",
        examples=["http://127.0.0.1:11434/v1"],
    )
    model: str = Field(
        "gpt-5.4-mini", description="The chat model that chooses topics and writes.", examples=["gpt-5.4-mini"]
    )
    eyes_model: str = Field(
        "",
        description="The chat model that looks at found pictures. By default OPENAI_MODEL, if it is known to see; "
        "none: nobody looks.",
        examples=["gpt-5.4-mini"],
    )
    reasoning_effort: str = Field(
        "",
        description="How long the model may think before it answers (none, low, medium, high). By default low for "
        "OpenAI's models that think longer by themselves, and nothing for others.",
        examples=["low"],
    )
    context: int = Field(
        0,
        ge=0,
        description="Tokens that the model reads and writes in one request. By default what is known of the model, or "
        "what the server says; prompts are fitted to it.",
        examples=["16384"],
    )
    speech_model: str = Field(
        "gpt-4o-mini-tts",
        description="The model that speaks, if a channel names this voice. OpenAI closes its own on 6 January 2027.",
        examples=["gpt-4o-mini-tts"],
    )
    seconds: float = Field(
        90.0,
        gt=0,
        description="Seconds to wait for one answer; models on a computer of your own may need 600.",
        examples=["90"],
    )
    usd_per_million_in: float | None = Field(
        None,
        ge=0,
        description="Price of a million tokens read, in USD. By default the known model's; nothing on a server in your "
        "own network; else 0.75.",
        examples=["0.75"],
    )
    usd_per_million_out: float | None = Field(
        None,
        ge=0,
        description="Price of a million tokens written, in USD. By default the known model's; nothing on a server in "
        "your own network; else 4.50.",
        examples=["4.50"],
    )
    usd_per_million_characters: float | None = Field(
        None,
        ge=0,
        description="Price of a million characters spoken, in USD. By default the known model's, or 15.",
        examples=["15"],
    )
