"""Who can do what: one typed dict a capability. To add a vendor: one file in this folder, one line here."""

from collections.abc import Callable
from pathlib import Path

from tasks.domain.errors import BadInput
from tasks.machine.assets import AssetStore
from tasks.machine.guard import fetch
from tasks.providers import Facts, Publisher, Trends, Voice, Writer
from tasks.providers.document import DocumentFacts
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.folder import FolderPublisher
from tasks.providers.hibari import HibariVoice
from tasks.providers.shipped import ShippedFacts, ShippedTopics

TRENDS: dict[str, Callable[[], Trends]] = {"shipped": ShippedTopics}
FACTS: dict[str, Callable[[AssetStore], Facts]] = {
    "document": lambda store: DocumentFacts(store, lambda url: fetch(url).data),
    "shipped": lambda _: ShippedFacts(),
}
WRITERS: dict[str, Callable[[], Writer]] = {"extractive": ExtractiveWriter}
VOICES: dict[str, Callable[[AssetStore, str], Voice]] = {
    "hibari": lambda store, name: HibariVoice(store, name or "af_heart"),
}
PUBLISHERS: dict[str, Callable[[Path, AssetStore], Publisher]] = {"folder": FolderPublisher}


def voice_of(setting: str, store: AssetStore) -> Voice:
    """The voice that a channel's `voice` setting names: a provider, or provider:voice."""
    provider, _, name = setting.partition(":")
    if provider not in VOICES:
        raise BadInput(f"There is no voice {provider!r}.", advice=f"Known voices: {', '.join(sorted(VOICES))}.")
    return VOICES[provider](store, name)
