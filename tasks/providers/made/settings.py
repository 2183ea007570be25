"""The OPENAI_IMAGE_* variables."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings

KEY = "OPENAI_IMAGE_KEY"
OPENAI_KEY = "OPENAI_API_KEY"  # serves OpenAI's own address, and is sent to no other


class ImageSettings(VendorSettings):
    """Where OpenAI's images, or a server with their API, are, and which model makes pictures of what size."""

    model_config = SettingsConfigDict(env_prefix="OPENAI_IMAGE_")

    unkeyed: ClassVar[frozenset[str]] = frozenset({"seconds", "usd_per_picture"})

    base_url: str = Field(
        "https://api.openai.com/v1",
        description="The address of OpenAI's images, or of a server with their API: stable-diffusion.cpp, LocalAI, "
        "vLLM-Omni.",
        examples=["http://127.0.0.1:8080/v1"],
    )
    model: str = Field(
        "gpt-image-2.6-flare", description="The model that makes pictures.", examples=["gpt-image-2.6-flare"]
    )
    quality: str = Field(
        "medium",
        description="How finely OpenAI's models paint: low, medium, high, xhigh or max. Others may not know it.",
        examples=["medium"],
    )
    most_pixels: int = Field(
        2560 * 1440,
        gt=0,
        description="Most pixels of a made picture, which is enlarged if the frame needs more. Models that learnt on "
        "small pictures do better with 1048576.",
        examples=["1048576"],
    )
    seconds: float = Field(
        90.0,
        gt=0,
        description="Seconds to wait for one picture; models on a computer of your own may need 600.",
        examples=["90"],
    )
    usd_per_picture: float | None = Field(
        None,
        ge=0,
        description="Price of one picture, in USD. By default OpenAI's by its tokens; nothing on a server in your own "
        "network; else 0.05.",
        examples=["0.05"],
    )
