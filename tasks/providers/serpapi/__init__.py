"""SerpApi: what Google trends, finds, reports and shows. Every search is paid for, so none is made twice in a day."""

from tasks.providers.serpapi.api import SerpApiAccount
from tasks.providers.serpapi.facts import SerpApiFacts
from tasks.providers.serpapi.pictures import SerpApiPictures
from tasks.providers.serpapi.trends import SerpApiTrends

__all__ = ["SerpApiAccount", "SerpApiFacts", "SerpApiPictures", "SerpApiTrends"]
