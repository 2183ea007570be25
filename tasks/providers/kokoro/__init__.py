"""Kokoro-82M, offline in eight languages, for those who fetched it with `make voices`."""

from tasks.providers.kokoro.voice import KokoroVoice, default_voice
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="kokoro",
    title="Kokoro-82M",
    gives="the voice, in en, es, fr, it, pt, hi, ja and zh, offline, with the time of every word; only if named",
    limits="needs `make voices`; es, fr, it, pt and hi need `make voices ARGS=--espeak`",
    delivery=frozenset({"speed"}),
    voice=lambda context, name: KokoroVoice(context.store, name, context.delivery.speed),
    cast=lambda _, named, language: (named or default_voice(language), ""),
)

__all__ = ["VENDOR", "KokoroVoice", "default_voice"]
