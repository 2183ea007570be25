"""ElevenLabs: voices with the time of every character."""

from tasks.providers.elevenlabs.plan import ElevenLabsAccount
from tasks.providers.elevenlabs.settings import KEY, ElevenLabsSettings
from tasks.providers.elevenlabs.voice import ElevenLabsVoice
from tasks.providers.elevenlabs.voices import cast_voice, voice_end
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="elevenlabs",
    title="ElevenLabs",
    gives="the voice, with the time of every character",
    limits="characters of the plan, read before any is spent",
    cost="900 characters, $0.20",
    key=KEY,
    settings=ElevenLabsSettings,
    needs_network=True,
    on_auto=frozenset({"voice"}),
    delivery=frozenset({"speed", "stability", "similarity", "style"}),
    voice=ElevenLabsVoice,
    cast=cast_voice,
    voice_end=voice_end,
    account=ElevenLabsAccount,
)

__all__ = ["VENDOR", "ElevenLabsAccount", "ElevenLabsVoice"]
