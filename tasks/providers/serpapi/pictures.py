"""Google's pictures, through its filter for Creative Commons."""

from pydantic import Field

from tasks.domain.models import Candidate, Credit
from tasks.providers.desk import Desk
from tasks.providers.serpapi.api import SERVICE, SerpApi
from tasks.providers.shapes import Count, Said, Shape, each

FILTER = "sur:cl,itp:photo"  # Creative Commons; photographs
MOST_RESULTS = 100  # what one search brings
# The search says of no picture whether it forbids changes or earning money: that much must be said in the credits.
LICENCE = "unknown (Creative Commons according to Google)"


class Found(Shape):
    original: str = Field(pattern=r"^https?://")
    original_width: Count = 0
    original_height: Count = 0
    title: Said = ""
    link: Said = ""
    source: Said = ""


class SerpApiPictures:
    states_licences = False

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.api = SerpApi(desk)

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
            gl=self.desk.vendors.serpapi_country.lower(),
            ijn=0,
        )
        pictures = each(Found, found.get("images_results"), SERVICE)
        return tuple(
            Candidate(
                url=one.original,
                width=one.original_width,
                height=one.original_height,
                credit=Credit(title=one.title, author=one.source, licence=LICENCE, page=one.link),
                found_by="serpapi",
            )
            for one in pictures[: min(MOST_RESULTS, max(15, wanted))]
        )
