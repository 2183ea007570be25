"""Who can do what: one typed dict a capability. To add a vendor: one file in this folder, one line here."""

from collections.abc import Callable
from pathlib import Path

from tasks.machine.guard import fetch
from tasks.providers import Account, Chooser, Digester, Facts, Pictures, Publisher, Trends, Voice, Writer
from tasks.providers.commons import CommonsPictures
from tasks.providers.desk import Desk
from tasks.providers.document import DocumentFacts
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.folder import FolderPublisher
from tasks.providers.hibari import HibariVoice
from tasks.providers.openverse import OpenversePictures
from tasks.providers.serpapi import SerpApiAccount, SerpApiFacts, SerpApiPictures, SerpApiTrends
from tasks.providers.shipped import ShippedFacts
from tasks.providers.wikipedia import WikipediaFacts, WikipediaTrends
from tasks.providers.youtube import YouTubePublisher


def _page(desk: Desk, url: str) -> bytes:
    """A page of the open web, kept for a day."""
    return desk.answers.data({"page": url}, lambda: fetch(url, seconds=15.0, agent=desk.vendors.agent).data)


TRENDS: dict[str, Callable[[Desk], Trends]] = {
    "serpapi": SerpApiTrends,
    "wikipedia": WikipediaTrends,
}
CHOOSERS: dict[str, Callable[[Desk], Chooser]] = {}
FACTS: dict[str, Callable[[Desk], Facts]] = {
    "document": lambda desk: DocumentFacts(desk.store, lambda url: fetch(url).data),
    "serpapi": lambda desk: SerpApiFacts(desk, DocumentFacts(desk.store, lambda url: _page(desk, url))),
    "shipped": lambda _: ShippedFacts(),
    "wikipedia": WikipediaFacts,
}
DIGESTERS: dict[str, Callable[[Desk], Digester]] = {}
WRITERS: dict[str, Callable[[Desk], Writer]] = {"extractive": lambda _: ExtractiveWriter()}
VOICES: dict[str, Callable[[Desk, str], Voice]] = {
    "hibari": lambda desk, name: HibariVoice(desk.store, name),
}
PICTURES: dict[str, Callable[[Desk], Pictures]] = {
    "commons": CommonsPictures,
    "openverse": OpenversePictures,
    "serpapi": SerpApiPictures,
}
PUBLISHERS: dict[str, Callable[[Desk, Path], Publisher]] = {
    "folder": lambda desk, out: FolderPublisher(out, desk.store),
    "youtube": lambda desk, _: YouTubePublisher(desk),
}
ACCOUNTS: dict[str, Callable[[Desk], Account]] = {
    "serpapi": SerpApiAccount,
}
