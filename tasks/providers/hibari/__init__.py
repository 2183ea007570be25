"""The voice inside the package: hibari-tts, English, offline, with word times from its own phoneme durations."""

from tasks.providers.hibari.voice import HibariVoice

__all__ = ["HibariVoice"]
