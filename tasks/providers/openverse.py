"""Openverse: openly licensed pictures of many collections. Needs no key, but counts what strangers ask."""

from typing import Any

from pydantic import Field

from tasks.domain.errors import BadAnswer
from tasks.domain.story import Candidate, Credit
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import look_up
from tasks.providers.responses import LenientInt, LenientStr, ResponseModel, parse_items

SERVICE = "Openverse"
LICENCES = "cc0,pdm,by,by-sa"
MAX_RESULTS = 20  # for strangers; asking for more is refused
NAMES = {"cc0": "CC0", "pdm": "Public Domain Mark"}


class _Result(ResponseModel):
    url: str = Field(min_length=1)
    title: LenientStr = ""
    creator: LenientStr = ""
    license: str
    license_version: LenientStr = ""
    license_url: LenientStr = ""
    foreign_landing_url: LenientStr = ""
    thumbnail: LenientStr = ""
    width: LenientInt = 0
    height: LenientInt = 0

    @property
    def licence(self) -> str:
        """As people write it: by-sa and 2.0 are CC BY-SA 2.0."""
        name = NAMES.get(self.license.lower(), f"CC {self.license.upper()}")
        return f"{name} {self.license_version}".strip()


class OpenversePictures:
    states_licences = True

    def __init__(self, context: ProviderContext) -> None:
        self.context = context

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        params: dict[str, str | int] = {
            "q": query,
            "license": LICENCES,
            "aspect_ratio": "tall",
            "category": "photograph",
            "page_size": min(MAX_RESULTS, max(1, wanted)),
        }
        url = f"{self.context.vendors.openverse_base_url.rstrip('/')}/v1/images/"
        results = parse_items(_Result, look_up(self.context, SERVICE, url, params, _results), SERVICE)
        return tuple(_candidate(result) for result in results)


def _results(body: dict[str, Any]) -> Any:
    if not isinstance(body.get("results"), list):
        raise BadAnswer(f"{SERVICE} sent no list of results.", service=SERVICE, advice="Try again later.")
    return body["results"]


def _candidate(result: _Result) -> Candidate:
    return Candidate(
        url=result.url,
        preview=result.thumbnail,
        width=result.width,
        height=result.height,
        credit=Credit(
            title=result.title,
            author=result.creator,
            licence=result.licence,
            page=result.foreign_landing_url,
            licence_url=result.license_url,
        ),
        found_by="openverse",
    )
