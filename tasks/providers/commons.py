"""Wikimedia Commons: pictures with authors and licences. Needs no key."""

import re
from html import unescape

from pydantic import Field

from tasks.domain.story import Candidate, Credit
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import mediawiki
from tasks.providers.responses import ResponseModel, parse_items

SERVICE = "Wikimedia Commons"
WIDTH = 1920  # pixels: one of the widths that Wikimedia keeps copies of; others are refused
MIN_SIDE = 640
MAX_RESULTS = 50
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})


class _Value(ResponseModel):
    value: str | int | float = ""

    @property
    def text(self) -> str:
        """Without the HTML that authors and titles come in."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(self.value))).split())


class _Image(ResponseModel):
    url: str
    thumburl: str = ""
    width: int
    height: int
    mime: str = ""
    descriptionurl: str = ""
    extmetadata: dict[str, _Value] = Field(default_factory=dict)

    def said(self, name: str) -> str:
        return self.extmetadata.get(name, _Value()).text


class _File(ResponseModel):
    title: str
    imageinfo: tuple[_Image, ...] = Field(min_length=1)


class CommonsPictures:
    states_licences = True

    def __init__(self, context: ProviderContext) -> None:
        self.context = context

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        params: dict[str, str | int] = {
            "generator": "search",
            "gsrnamespace": 6,
            "gsrsearch": f"filetype:bitmap {query}",
            "gsrlimit": min(max(20, wanted), MAX_RESULTS),
            "prop": "imageinfo",
            "iiprop": "url|size|mime|extmetadata",
            "iiextmetadatafilter": "Artist|LicenseShortName|LicenseUrl",
            "iiurlwidth": WIDTH,
        }
        found = mediawiki(self.context, SERVICE, self.context.vendors.commons_base_url.rstrip("/"), params)
        files = parse_items(_File, found, SERVICE)
        return tuple(_candidate(file.title, file.imageinfo[0]) for file in files if _fair(file.imageinfo[0]))


def _fair(image: _Image) -> bool:
    return image.mime in SHOWN and min(image.width, image.height) >= MIN_SIDE


def _candidate(title: str, image: _Image) -> Candidate:
    """Of large originals, some of which have 100 MB, the copy of a standard width."""
    scaled = bool(image.thumburl) and image.width > WIDTH
    deed = image.said("LicenseUrl")
    return Candidate(
        url=image.thumburl if scaled else image.url,
        width=WIDTH if scaled else image.width,
        height=round(image.height * WIDTH / image.width) if scaled else image.height,
        credit=Credit(
            title=re.sub(r"^File:|\.\w{3,4}$", "", title).replace("_", " ").strip(),
            author=image.said("Artist"),
            licence=image.said("LicenseShortName") or "unknown",
            page=image.descriptionurl,
            licence_url=f"https:{deed}" if deed.startswith("//") else deed,
        ),
        found_by="commons",
    )
