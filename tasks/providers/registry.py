"""Who can do what: one typed dict a capability. To add a vendor: one file in this folder, one line here."""

from collections.abc import Callable
from pathlib import Path

from tasks.machine.network.safe_fetch import fetch
from tasks.providers import Account, Chooser, Digester, Facts, Pictures, Publisher, Trends, Voice, Writer
from tasks.providers.commons import CommonsPictures
from tasks.providers.context import ProviderContext
from tasks.providers.document import DocumentFacts
from tasks.providers.elevenlabs import ElevenLabsAccount, ElevenLabsVoice
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.folder import FolderPublisher
from tasks.providers.hibari import HibariVoice
from tasks.providers.openai import OpenAIAccount, OpenAIChooser, OpenAIDigester, OpenAIVoice, OpenAIWriter
from tasks.providers.openverse import OpenversePictures
from tasks.providers.serpapi import SerpApiAccount, SerpApiFacts, SerpApiPictures, SerpApiTrends
from tasks.providers.shipped import ShippedFacts
from tasks.providers.wikipedia import WikipediaFacts, WikipediaTrends
from tasks.providers.youtube import YouTubePublisher


def _page(context: ProviderContext, url: str) -> bytes:
    """A page of the open web, kept for a day."""
    return context.responses.data({"page": url}, lambda: fetch(url, seconds=15.0, agent=context.vendors.agent).data)


TRENDS: dict[str, Callable[[ProviderContext], Trends]] = {
    "serpapi": SerpApiTrends,
    "wikipedia": WikipediaTrends,
}
CHOOSERS: dict[str, Callable[[ProviderContext], Chooser]] = {"openai": OpenAIChooser}
FACTS: dict[str, Callable[[ProviderContext], Facts]] = {
    "document": lambda context: DocumentFacts(context.store, lambda url: fetch(url).data),
    "serpapi": lambda context: SerpApiFacts(context, DocumentFacts(context.store, lambda url: _page(context, url))),
    "shipped": lambda _: ShippedFacts(),
    "wikipedia": WikipediaFacts,
}
DIGESTERS: dict[str, Callable[[ProviderContext], Digester]] = {"openai": OpenAIDigester}
WRITERS: dict[str, Callable[[ProviderContext], Writer]] = {
    "extractive": lambda _: ExtractiveWriter(),
    "openai": OpenAIWriter,
}
VOICES: dict[str, Callable[[ProviderContext, str], Voice]] = {
    "hibari": lambda context, name: HibariVoice(context.store, name),
    "elevenlabs": ElevenLabsVoice,
    "openai": OpenAIVoice,
}
PICTURES: dict[str, Callable[[ProviderContext], Pictures]] = {
    "commons": CommonsPictures,
    "openverse": OpenversePictures,
    "serpapi": SerpApiPictures,
}
PUBLISHERS: dict[str, Callable[[ProviderContext, Path], Publisher]] = {
    "folder": lambda context, out: FolderPublisher(out, context.store),
    "youtube": lambda context, _: YouTubePublisher(context),
}
ACCOUNTS: dict[str, Callable[[ProviderContext], Account]] = {
    "elevenlabs": ElevenLabsAccount,
    "openai": OpenAIAccount,
    "serpapi": SerpApiAccount,
}
