"""NASA's image and video library: clips of space, without a key. What NASA makes is in the public domain."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlunsplit

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.errors import BadAnswer, Missing
from tasks.domain.story import Candidate, Credit
from tasks.machine.network.hosts import parts_of
from tasks.providers import Orientation
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import look_up
from tasks.providers.responses import LenientStr, ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "NASA's library"
LICENCE = "Public domain (NASA)"
TERMS = "https://www.nasa.gov/nasa-brand-center/images-and-media/"
PAGE_SIZE = 20
MOST_LISTED = 4  # films whose files are asked for: each is a request of its own
MAX_ABOUT = 1000
SIZES = ("~large.mp4", "~medium.mp4", "~mobile.mp4", "~small.mp4")  # best first; ~orig has gigabytes
# NASA marks in the description what belongs to others.
OTHERS = re.compile(r"copyright|©|all rights reserved|used with permission", re.IGNORECASE)
SPACE = frozenset(
    """
    apollo artemis asteroid astronaut astronomer astronomy aurora comet cosmonaut cosmos crater eclipse exoplanet galaxy
    hubble iss jupiter kepler launch lunar mars martian meteor meteorite milky moon nasa nebula neptune orbit orbiter
    planet planetary pluto probe rocket rover satellite saturn solar space spacecraft spacesuit spacewalk supernova
    telescope universe uranus venus voyager webb
    """.split()
)


class NasaSettings(VendorSettings):
    """Where NASA's library is."""

    model_config = SettingsConfigDict(env_prefix="NASA_")

    base_url: str = Field(
        "https://images-api.nasa.gov",
        description="The address of NASA's image and video library.",
        examples=["https://images-api.nasa.gov"],
    )


class _Described(ResponseModel):
    nasa_id: str = Field(min_length=1)
    title: str
    description: LenientStr = ""
    center: LenientStr = ""
    keywords: tuple[str, ...] = ()


class _Link(ResponseModel):
    href: LenientStr = ""
    rel: LenientStr = ""
    render: LenientStr = ""


class _Item(ResponseModel):
    data: tuple[_Described, ...] = Field(min_length=1)
    links: tuple[_Link, ...] = ()

    @property
    def still(self) -> str:
        """Where a small picture of it is; empty if there is none."""
        stills = (link.href for link in self.links if link.rel == "preview" and link.render == "image")
        return _address(next(stills, ""))


class _File(ResponseModel):
    href: str = Field(min_length=1)


class NasaClips:
    """Searches NASA's films. Their sizes are known only once they are fetched."""

    states_licences = True

    def __init__(self, context: ProviderContext, lies: Orientation = "portrait") -> None:  # noqa: ARG002 - all lie
        self.context = context
        self.base_url = context.settings(NasaSettings).base_url.rstrip("/")

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.base_url}

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        """One request, and one more for each of the first films."""
        params: dict[str, str | int] = {"q": query, "media_type": "video", "page_size": PAGE_SIZE}
        items = parse_items(_Item, self._collection("/search", params), SERVICE)
        own = [item for item in items if not OTHERS.search(item.data[0].description)]
        return tuple(filter(None, map(self._candidate, own[: min(wanted, MOST_LISTED)])))

    def _candidate(self, item: _Item) -> Candidate | None:
        film = item.data[0]
        try:
            listed = self._collection(f"/asset/{quote(film.nasa_id, safe='')}", {})
        except Missing:
            return None  # listed in the search, but withdrawn
        files = [_address(file.href) for file in parse_items(_File, listed, SERVICE)]
        fit = [address for size in SIZES for address in files if address.endswith(size)]
        if not fit:
            return None
        centre = f"/{film.center}" if film.center and film.center != "HQ" else ""
        return Candidate(
            kind="clip",
            url=fit[0],
            preview=fit[1] if len(fit) > 1 else "",
            thumb=item.still,
            about=". ".join(filter(None, (", ".join(film.keywords), film.description)))[:MAX_ABOUT],
            credit=Credit(
                title=film.title,
                author=f"NASA{centre}",
                licence=LICENCE,
                page=f"https://images.nasa.gov/details/{quote(film.nasa_id, safe='')}",
                licence_url=TERMS,
            ),
            found_by="nasa",
        )

    def _collection(self, path: str, params: Mapping[str, str | int]) -> Any:
        return look_up(self.context, SERVICE, f"{self.base_url}{path}", params, _items)


def _items(body: dict[str, Any]) -> Any:
    collection = body.get("collection")
    if not isinstance(collection, dict) or not isinstance(collection.get("items"), list):
        raise BadAnswer(f"{SERVICE} sent no collection.", service=SERVICE, advice="Try again later.")
    return collection["items"]


def _address(href: str) -> str:
    """NASA writes addresses with http and with blanks."""
    parts = parts_of(href)
    scheme = "https" if (parts.hostname or "").endswith(".nasa.gov") else parts.scheme
    return urlunsplit((scheme, parts.netloc, quote(parts.path, safe="/%~"), parts.query, ""))


VENDOR = Vendor(
    name="nasa",
    title="NASA's image and video library",
    gives="clips in the public domain; on `auto` for shorts about space",
    limits="fair use",
    settings=NasaSettings,
    needs_network=True,
    on_auto=frozenset({"clips"}),
    subjects=SPACE,
    clips=NasaClips,
)
