"""The Internet Archive: old films in the public domain and under Creative Commons, without a key; only if named.

A licence there is what the uploader claims. So only collections that the Archive vouches for, and items that state a
free licence, are searched.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.errors import BadAnswer
from tasks.domain.story import Candidate, Credit
from tasks.providers import Orientation
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import look_up
from tasks.providers.renditions import Rendition, clip_of
from tasks.providers.responses import LenientNumber, LenientStr, ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "The Internet Archive"
FREE = (
    "(collection:prelinger OR licenseurl:*publicdomain* OR licenseurl:*creativecommons.org\\/licenses\\/by\\/*"
    " OR licenseurl:*creativecommons.org\\/licenses\\/by-sa\\/*)"
)
FIELDS = ("identifier", "title", "description", "subject", "creator", "licenseurl", "collection")
FORMATS = frozenset({"h.264", "h.264 ia", "mpeg4", "512kb mpeg4"})
MOST_LISTED = 4  # films whose files are asked for: each is a request of its own
MAX_ABOUT = 1000


class ArchiveSettings(VendorSettings):
    """Where the Internet Archive is."""

    model_config = SettingsConfigDict(env_prefix="ARCHIVE_")

    base_url: str = Field(
        "https://archive.org", description="The Internet Archive's address.", examples=["https://archive.org"]
    )


class _Found(ResponseModel):
    """A film; the Archive sends one text, or a list of them."""

    identifier: str = Field(min_length=1)
    title: str | list[str]
    description: str | list[str] = ""
    subject: str | list[str] = ""
    creator: str | list[str] = ""
    collection: str | list[str] = ""
    licenseurl: LenientStr = ""

    @property
    def licence(self) -> str:
        """The licence's common name; empty if none is stated that may be shown."""
        if found := re.search(r"creativecommons\.org/licenses/(by|by-sa)/(\d\.\d)", self.licenseurl):
            return f"CC {found[1].upper()} {found[2]}"
        if "publicdomain/zero" in self.licenseurl:
            return "CC0"
        marked = "publicdomain" in self.licenseurl or "prelinger" in _texts(self.collection)
        return "Public domain" if marked else ""


class _File(ResponseModel):
    name: str = Field(min_length=1)
    format: LenientStr = ""
    size: LenientNumber = 0
    length: LenientNumber = 0
    width: LenientNumber = 0
    height: LenientNumber = 0


class ArchiveClips:
    """Searches the Archive's films."""

    states_licences = True

    def __init__(self, context: ProviderContext, lies: Orientation = "portrait") -> None:  # noqa: ARG002 - all lie
        self.context = context
        self.base_url = context.settings(ArchiveSettings).base_url.rstrip("/")

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.base_url}

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        """One request, and one more for each of the first films."""
        words = " ".join(re.findall(r"\w+", query))
        params: dict[str, str | int] = {
            "q": f"({words}) AND mediatype:movies AND {FREE}",
            "fl[]": ",".join(FIELDS),
            "rows": min(50, max(20, wanted)),
            "page": 1,
            "output": "json",
        }
        found = look_up(self.context, SERVICE, f"{self.base_url}/advancedsearch.php", params, _docs)
        films = [film for film in parse_items(_Found, found, SERVICE) if film.licence]
        return tuple(filter(None, map(self._candidate, films[: min(wanted, MOST_LISTED)])))

    def _candidate(self, film: _Found) -> Candidate | None:
        name = quote(film.identifier, safe="")
        listed = look_up(self.context, SERVICE, f"{self.base_url}/metadata/{name}/files", {}, _files)
        files = [file for file in parse_items(_File, listed, SERVICE) if file.format.lower() in FORMATS]
        about = ". ".join(filter(None, (_texts(film.subject), re.sub(r"<[^>]*>", " ", _texts(film.description)))))
        return clip_of(
            (
                Rendition(
                    url=f"{self.base_url}/download/{name}/{quote(file.name)}",
                    width=int(file.width),
                    height=int(file.height),
                    bytes=int(file.size),
                    seconds=file.length,
                )
                for file in files
                if file.width and file.height
            ),
            about=about[:MAX_ABOUT],
            thumb=f"{self.base_url}/services/img/{name}",
            credit=Credit(
                title=_texts(film.title),
                author=_texts(film.creator),
                licence=film.licence,
                page=f"https://archive.org/details/{name}",
                licence_url=film.licenseurl,
            ),
            found_by="archive",
        )


def _texts(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _docs(body: dict[str, Any]) -> Any:
    response = body.get("response")
    if not isinstance(response, dict) or not isinstance(response.get("docs"), list):
        raise BadAnswer(f"{SERVICE} sent no list of films.", service=SERVICE, advice="Try again later.")
    return response["docs"]


def _files(body: dict[str, Any]) -> Any:
    """The files of an item; one that was withdrawn has none."""
    return body["result"] if isinstance(body.get("result"), list) else []


VENDOR = Vendor(
    name="archive",
    title="Internet Archive",
    gives="clips of old films, in the public domain or under Creative Commons; only if named",
    limits="fair use",
    settings=ArchiveSettings,
    needs_network=True,
    clips=ArchiveClips,
)
