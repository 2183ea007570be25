"""The OPENAI_SPEECH_* variables."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.providers.vendor import VendorSettings

KEY = "OPENAI_SPEECH_KEY"


class SpeechSettings(VendorSettings):
    """Where the speech server is, and which of its models and voices speaks."""

    model_config = SettingsConfigDict(env_prefix="OPENAI_SPEECH_")

    # The pace is in the key of the script, which is written for it.
    unkeyed: ClassVar[frozenset[str]] = frozenset({"concurrency", "seconds", "words_per_minute"})

    base_url: str = Field(
        "",
        description="The address of a speech server of yours with OpenAI's API (Kokoro-FastAPI, speaches, Piper behind "
        "a shim). Once it is set, auto uses the server.",
        examples=["http://127.0.0.1:8880/v1"],
    )
    model: str = Field(
        "tts-1",
        description="The server's model, unless the channel names another: speech:MODEL/VOICE. OpenAI's own voice "
        "reads the same variable.",
        examples=["kokoro"],
    )
    voice: str = Field(
        "alloy",
        description="The server's voice, unless the channel names another: speech:VOICE.",
        examples=["af_heart"],
    )
    concurrency: int = Field(2, ge=1, description="Requests at once.", examples=["2"])
    seconds: float = Field(
        180.0, gt=0, description="Seconds to wait for one passage; models on a CPU are slow.", examples=["180"]
    )
    words_per_minute: float = Field(
        160.0, gt=0, description="The voice's pace in English; scripts are written for it.", examples=["160"]
    )
