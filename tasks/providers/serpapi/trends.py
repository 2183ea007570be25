"""What is searched for on Google now."""

from datetime import date

from pydantic import Field

from tasks.domain.channel import Channel
from tasks.domain.story import Trend
from tasks.domain.values import slug
from tasks.providers.context import ProviderContext
from tasks.providers.responses import LenientInt, LenientStr, ResponseModel, parse_items
from tasks.providers.serpapi.api import SERVICE, SerpApi

HOURS = 24


class Named(ResponseModel):
    name: LenientStr = ""


class Trending(ResponseModel):
    query: str = Field(min_length=1)
    search_volume: LenientInt = 0
    active: bool = True
    categories: tuple[Named, ...] = ()
    trend_breakdown: tuple[LenientStr, ...] = ()

    @property
    def about(self) -> str:
        return ", ".join(text for text in (*(kind.name for kind in self.categories), *self.trend_breakdown[:5]) if text)


class SerpApiTrends:
    """In the operator's country: what still goes on, most searched for first."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.api = SerpApi(context)

    def trending(self, channel: Channel, day: date) -> tuple[Trend, ...]:
        found = self.api.search(
            f"trends of {day}",
            ["trending_searches"],
            engine="google_trends_trending_now",
            geo=self.context.vendors.serpapi_country,
            hours=HOURS,
            hl=channel.language.partition("-")[0],
        )
        every = parse_items(Trending, found.get("trending_searches"), SERVICE)
        going_on = [one for one in every if one.active] or every
        trends: dict[str, Trend] = {}
        for one in sorted(going_on, key=lambda trend: -trend.search_volume):
            title = one.query[0].upper() + one.query[1:]
            trends.setdefault(slug(one.query), Trend(title=title, about=one.about, weight=one.search_volume))
        return tuple(trends.values())
