"""Openverse: openly licensed pictures of many collections, without a key; anonymous requests are limited."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.errors import BadAnswer
from tasks.domain.story import Candidate, Credit
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import look_up
from tasks.providers.responses import LenientInt, LenientStr, ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "Openverse"
LICENCES = "cc0,pdm,by,by-sa"
MAX_RESULTS = 20  # of an anonymous request; Openverse refuses more
MAX_TAGS = 40  # of a picture
NAMES = {"cc0": "CC0", "pdm": "Public Domain Mark"}


class OpenverseSettings(VendorSettings):
    """Where Openverse is."""

    model_config = SettingsConfigDict(env_prefix="OPENVERSE_")

    base_url: str = Field(
        "https://api.openverse.org", description="Openverse's address.", examples=["https://api.openverse.org"]
    )


def _names(value: object) -> tuple[str, ...]:
    tags = value if isinstance(value, list) else ()
    return tuple(tag["name"] for tag in tags if isinstance(tag, dict) and isinstance(tag.get("name"), str))


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
    tags: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()

    @property
    def licence(self) -> str:
        """The licence's common name: CC BY-SA 2.0 for by-sa and 2.0."""
        name = NAMES.get(self.license.lower(), f"CC {self.license.upper()}")
        return f"{name} {self.license_version}".strip()


class OpenversePictures:
    """Searches Openverse for photographs."""

    states_licences = True

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.base_url = context.settings(OpenverseSettings).base_url.rstrip("/")

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.base_url}

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        params: dict[str, str | int] = {
            "q": query,
            "license": LICENCES,
            "aspect_ratio": "tall",
            "category": "photograph",
            "page_size": min(MAX_RESULTS, max(1, wanted)),
        }
        url = f"{self.base_url}/v1/images/"
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
        thumb=result.thumbnail,
        about=". ".join(result.tags[:MAX_TAGS]),
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


VENDOR = Vendor(
    name="openverse",
    title="Openverse",
    gives="pictures with author and licence",
    limits="fair use",
    settings=OpenverseSettings,
    needs_network=True,
    on_auto=frozenset({"pictures"}),
    pictures=OpenversePictures,
)
