"""Searches Google Images through its Creative Commons filter."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from pydantic import Field

from tasks.domain.story import Candidate, Credit
from tasks.machine.network.hosts import parts_of
from tasks.providers.context import ProviderContext
from tasks.providers.responses import LenientInt, LenientStr, ResponseModel, parse_items
from tasks.providers.serpapi.api import SERVICE, SerpApi
from tasks.providers.serpapi.places import country_code, google_country

FILTER = "sur:cl,itp:photo"  # Creative Commons; photographs
MAX_RESULTS = 100  # of one search
MAX_ABOUT = 300  # characters of an address
# The search names no picture's licence, which may forbid changes or commercial use. The credits say so.
LICENCE = "unknown (Creative Commons according to Google)"


class Found(ResponseModel):
    """One picture of the results."""

    original: str = Field(pattern=r"^https?://")
    original_width: LenientInt = 0
    original_height: LenientInt = 0
    thumbnail: LenientStr = ""
    title: LenientStr = ""
    link: LenientStr = ""
    source: LenientStr = ""


class SerpApiPictures:
    """Searches Google Images."""

    states_licences = False

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.api = SerpApi(context)

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return self.api.fingerprint

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        """One search brings up to a hundred pictures."""
        found = self.api.search(
            "pictures",
            ["images_results"],
            engine="google_images",
            q=query,
            tbs=FILTER,
            imgar="t",
            safe="active",
            gl=google_country(country_code(self.api.settings.country)[0]),
            ijn=0,
        )
        pictures = parse_items(Found, found.get("images_results"), SERVICE)
        return tuple(
            Candidate(
                url=one.original,
                thumb=one.thumbnail,
                width=one.original_width,
                height=one.original_height,
                credit=Credit(title=one.title, author=one.source, licence=LICENCE, page=one.link),
                found_by="serpapi",
                about=_words_of(one.link),
            )
            for one in pictures[: min(MAX_RESULTS, max(15, wanted))]
        )


def _words_of(link: str) -> str:
    """The words of the address of a picture's page, which often names what its title shortens."""
    return " ".join(re.findall(r"[^\W\d_]{3,}", unquote(parts_of(link).path)))[:MAX_ABOUT]
