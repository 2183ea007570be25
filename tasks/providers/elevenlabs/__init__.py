"""ElevenLabs: voices with the time of every character."""

from tasks.providers.elevenlabs.voice import ElevenLabsAccount, ElevenLabsVoice

__all__ = ["ElevenLabsAccount", "ElevenLabsVoice"]
