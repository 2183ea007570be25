"""The EDGE_* variables."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings


class EdgeSettings(VendorSettings):
    """Which of Edge's voices speaks, and how patiently it is asked."""

    model_config = SettingsConfigDict(env_prefix="EDGE_")

    # The pace is in the key of the script, which is written for it.
    unkeyed: ClassVar[frozenset[str]] = frozenset({"concurrency", "seconds", "words_per_minute"})

    voice: str = Field(
        "en-US-EmmaMultilingualNeural",
        description="Edge's voice, unless the channel names another: edge:VOICE. `python -m edge_tts --list-voices` "
        "lists them.",
        examples=["de-DE-KatjaNeural"],
    )
    concurrency: int = Field(2, ge=1, description="Requests at once; more are soon refused.", examples=["2"])
    seconds: float = Field(60.0, gt=0, description="Seconds to wait for one passage.", examples=["60"])
    words_per_minute: float = Field(
        160.0, gt=0, description="The voice's pace in English; scripts are written for it.", examples=["160"]
    )
