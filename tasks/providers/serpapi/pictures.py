"""Google's pictures, through its filter for Creative Commons."""

from pydantic import Field

from tasks.domain.story import Candidate, Credit
from tasks.providers.context import ProviderContext
from tasks.providers.responses import LenientInt, LenientStr, ResponseModel, parse_items
from tasks.providers.serpapi.api import SERVICE, SerpApi

FILTER = "sur:cl,itp:photo"  # Creative Commons; photographs
MAX_RESULTS = 100  # what one search brings
# The search says of no picture whether it forbids changes or earning money: that much must be said in the credits.
LICENCE = "unknown (Creative Commons according to Google)"


class Found(ResponseModel):
    original: str = Field(pattern=r"^https?://")
    original_width: LenientInt = 0
    original_height: LenientInt = 0
    title: LenientStr = ""
    link: LenientStr = ""
    source: LenientStr = ""


class SerpApiPictures:
    states_licences = False

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.api = SerpApi(context)

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        """One search, whatever is wanted of its first hundred."""
        found = self.api.search(
            "pictures",
            ["images_results"],
            engine="google_images",
            q=query,
            tbs=FILTER,
            imgar="t",
            safe="active",
            gl=self.context.vendors.serpapi_country.lower(),
            ijn=0,
        )
        pictures = parse_items(Found, found.get("images_results"), SERVICE)
        return tuple(
            Candidate(
                url=one.original,
                width=one.original_width,
                height=one.original_height,
                credit=Credit(title=one.title, author=one.source, licence=LICENCE, page=one.link),
                found_by="serpapi",
            )
            for one in pictures[: min(MAX_RESULTS, max(15, wanted))]
        )
