"""The built-in voice: hibari-tts, English, offline, with word times from its own phoneme durations."""

from tasks.providers.hibari.voice import HibariVoice
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="hibari",
    title="hibari-tts",
    gives="the voice, English, with the time of every word",
    on_auto=frozenset({"voice"}),
    delivery=frozenset({"speed"}),
    voice=lambda context, name: HibariVoice(context.store, name, context.delivery.speed),
)

__all__ = ["VENDOR", "HibariVoice"]
