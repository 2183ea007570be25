"""A whole vendor in one file, as a contributor would add it: a voice with a key and settings that hums passages."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.speech import Passage, Speech
from tasks.domain.text.wordtimes import of_written, proportional
from tasks.machine.media.wav import wav
from tasks.providers.context import ProviderContext
from tasks.providers.vendor import Vendor, VendorSettings

KEY = "HUMMER_API_KEY"
RATE = 24_000
SYLLABLE = RATE // 8  # samples at one loudness; random, so that no two passages sound the same


class HummerSettings(VendorSettings):
    """Settings of the humming voice."""

    model_config = SettingsConfigDict(env_prefix="HUMMER_")

    unkeyed: ClassVar[frozenset[str]] = frozenset({"usd_per_passage"})

    pitch: float = Field(220.0, description="Frequency of the voice, in Hz.", examples=["220"])
    usd_per_passage: float = Field(0.01, description="Estimated price of a passage, in USD.", examples=["0.01"])


WORDS_PER_MINUTE = 150.0


class HummerVoice:
    """Hums a passage at the pace of speech."""

    def __init__(self, context: ProviderContext, voice: str = "") -> None:
        self.context = context
        self.settings = context.settings(HummerSettings)
        self.voice = voice or "low"

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"pitch": self.settings.pitch, "voice": self.voice}

    def pace(self, language: str) -> float:
        return WORDS_PER_MINUTE

    def check_language(self, language: str) -> None:
        """Accept every language."""

    def check_quota(self, characters: int) -> None:
        self.context.key(KEY)
        self.context.spending.check("hummer", self.settings.usd_per_passage)

    def speak(self, passage: Passage, seed: int) -> Speech:
        self.context.key(KEY)
        said = passage.to_say  # the passage with its quantities in words
        words = said.text.split()
        seconds = len(words) * 60 / WORDS_PER_MINUTE
        price = self.settings.usd_per_passage
        with self.context.spending.paying("hummer", "speech", unit="passages", units=1, cost=price):
            times = np.arange(round(seconds * RATE)) / RATE
            loudness = np.random.default_rng([seed, len(said.text)]).random(len(times) // SYLLABLE + 1)
            hum = 0.3 * np.sin(2 * np.pi * self.settings.pitch * times) * np.repeat(loudness, SYLLABLE)[: len(times)]
        return Speech(
            audio=self.context.store.put(wav((hum * 32767).astype("<i2").tobytes(), RATE), ".wav"),
            seconds=seconds,
            words=of_written(passage.text, said, proportional(words, 0.0, seconds), seconds),
            voice=f"Hummer at {self.settings.pitch:g} Hz, voice {self.voice}",
            timing="proportional",
        )


class HummerAccount:
    """The vendor's account, for the quota table."""

    def __init__(self, context: ProviderContext) -> None:
        context.key(KEY)

    def left(self) -> str:
        return "enough breath"


VENDOR = Vendor(
    name="hummer",
    title="Hummer",
    gives="a humming voice",
    limits="breath",
    cost="14 passages, $0.14",
    key=KEY,
    settings=HummerSettings,
    on_auto=frozenset({"voice"}),
    voice=HummerVoice,
    account=HummerAccount,
)
