"""Reads what is trending on Google."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from tasks.domain.channel import Channel
from tasks.domain.names import slug
from tasks.domain.story import Trend
from tasks.providers.context import ProviderContext
from tasks.providers.responses import LenientInt, LenientStr, ResponseModel, parse_items
from tasks.providers.serpapi.api import SERVICE, SerpApi
from tasks.providers.serpapi.places import country_code, language_code

HOURS = 24


class Category(ResponseModel):
    """A category of trends."""

    name: LenientStr = ""


class Trending(ResponseModel):
    """One trend of the last 24 hours."""

    query: str = Field(min_length=1)
    search_volume: LenientInt = 0
    active: bool = True
    categories: tuple[Category, ...] = ()
    trend_breakdown: tuple[LenientStr, ...] = ()

    @property
    def about(self) -> str:
        """Its categories and the first related searches."""
        return ", ".join(text for text in (*(kind.name for kind in self.categories), *self.trend_breakdown[:5]) if text)


class SerpApiTrends:
    """Trends of the configured country that are still active, most searched first."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.api = SerpApi(context)

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return self.api.fingerprint

    def trending(self, channel: Channel, day: date) -> tuple[Trend, ...]:
        found = self.api.search(
            f"trends of {day}",
            ["trending_searches"],
            engine="google_trends_trending_now",
            geo=country_code(self.api.settings.country)[0],
            hours=HOURS,
            hl=language_code(channel.language)[0],
        )
        every = parse_items(Trending, found.get("trending_searches"), SERVICE)
        active = [trend for trend in every if trend.active] or every
        trends: dict[str, Trend] = {}
        for trend in sorted(active, key=lambda trend: -trend.search_volume):
            title = trend.query[0].upper() + trend.query[1:]
            trends.setdefault(slug(trend.query), Trend(title=title, about=trend.about, weight=trend.search_volume))
        return tuple(trends.values())
