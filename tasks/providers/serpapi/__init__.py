"""SerpApi: Google's trends, results, news and pictures. Every search is paid, so none is made twice in a day."""

from tasks.providers.document_facts import page_reader
from tasks.providers.serpapi.api import SerpApiAccount
from tasks.providers.serpapi.facts import SerpApiFacts
from tasks.providers.serpapi.pictures import SerpApiPictures
from tasks.providers.serpapi.settings import KEY, SerpApiSettings
from tasks.providers.serpapi.trends import SerpApiTrends
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="serpapi",
    title="SerpApi",
    gives="trends, facts, pictures (Creative Commons filter)",
    limits="searches of the plan",
    cost="4 to 5 searches, $0.06 to $0.08",
    key=KEY,
    settings=SerpApiSettings,
    own=lambda channel: {"country": channel.country} if channel.country else {},
    needs_network=True,
    on_auto=frozenset({"trends", "facts", "pictures"}),
    trends=SerpApiTrends,
    facts=lambda context: SerpApiFacts(context, page_reader(context)),
    pictures=SerpApiPictures,
    account=SerpApiAccount,
    little_left=lambda context: SerpApiAccount(context).little_left(),
)

__all__ = ["VENDOR", "SerpApiAccount", "SerpApiFacts", "SerpApiPictures", "SerpApiTrends"]
