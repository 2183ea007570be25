"""Wikimedia Commons: pictures with authors and licences, without a key; those of a Wikipedia article, too."""

import re
from collections.abc import Mapping
from html import unescape

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.story import Candidate, Credit
from tasks.domain.values import replaced
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import mediawiki
from tasks.providers.responses import ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "Wikimedia Commons"
WIDTH = 1920  # pixels; Wikimedia serves copies of standard widths only
MIN_SIDE = 640  # pixels
MAX_RESULTS = 50
MAX_ABOUT = 1000  # characters of a description and categories
# Categories that say nothing of what a picture shows.
UPKEEP = re.compile(
    r"\b(?:self-published|files?|flickr|uploaded|licen[sc]e|CC-|GFDL|PD|images? (?:from|by)|photographs by|template"
    r"|wikidata|metadata|quality images|featured|valued|picture of the (?:day|year)|wiki loves|taken (?:on|with))",
    re.IGNORECASE,
)
MIME_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})


class CommonsSettings(VendorSettings):
    """Where Wikimedia Commons is."""

    model_config = SettingsConfigDict(env_prefix="COMMONS_")

    base_url: str = Field(
        "https://commons.wikimedia.org",
        description="Wikimedia Commons' address.",
        examples=["https://commons.wikimedia.org"],
    )


class _Value(ResponseModel):
    value: str | int | float = ""

    @property
    def text(self) -> str:
        """Without HTML, which authors and titles hold."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(self.value))).split())


class _Image(ResponseModel):
    url: str
    thumburl: str = ""
    width: int
    height: int
    mime: str = ""
    descriptionurl: str = ""
    extmetadata: dict[str, _Value] = Field(default_factory=dict)

    def metadata(self, name: str) -> str:
        return self.extmetadata.get(name, _Value()).text


class _File(ResponseModel):
    title: str
    imageinfo: tuple[_Image, ...] = Field(min_length=1)


class CommonsPictures:
    """Searches Wikimedia Commons."""

    states_licences = True

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.base_url = context.settings(CommonsSettings).base_url.rstrip("/")

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.base_url}

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        params: dict[str, str | int] = {
            "generator": "search",
            "gsrnamespace": 6,
            "gsrsearch": f"filetype:bitmap {query}",
            "gsrlimit": min(max(20, wanted), MAX_RESULTS),
        }
        return self._found(self.base_url, params)

    def of_article(self, wiki: str, title: str, wanted: int) -> tuple[Candidate, ...]:
        """A wiki knows the files of its articles, of which Commons holds most; all are about its subject."""
        params: dict[str, str | int] = {
            "generator": "images",
            "titles": title,
            "redirects": 1,
            "gimlimit": min(max(20, wanted), MAX_RESULTS),
        }
        found = self._found(wiki, params)
        return tuple(replaced(one, about=". ".join(filter(None, (one.about, title)))) for one in found)

    def _found(self, base_url: str, params: dict[str, str | int]) -> tuple[Candidate, ...]:
        asked: dict[str, str | int] = {
            "prop": "imageinfo",
            "iiprop": "url|size|mime|extmetadata",
            "iiextmetadatafilter": "Artist|LicenseShortName|LicenseUrl|ImageDescription|Categories",
            "iiurlwidth": WIDTH,
        }
        pages = mediawiki(self.context, SERVICE, base_url, {**params, **asked})
        files = parse_items(_File, pages, SERVICE)
        return tuple(_candidate(file.title, file.imageinfo[0]) for file in files if _usable(file.imageinfo[0]))


def _usable(image: _Image) -> bool:
    return image.mime in MIME_TYPES and min(image.width, image.height) >= MIN_SIDE


def _candidate(title: str, image: _Image) -> Candidate:
    """Takes the copy of a standard width if the original, which may have 100 MB, is larger."""
    scaled = bool(image.thumburl) and image.width > WIDTH
    deed = image.metadata("LicenseUrl")
    categories = image.metadata("Categories").split("|")
    about = (image.metadata("ImageDescription"), *(name for name in categories if not UPKEEP.search(name)))
    return Candidate(
        about=". ".join(filter(None, about))[:MAX_ABOUT],
        url=image.thumburl if scaled else image.url,
        width=WIDTH if scaled else image.width,
        height=round(image.height * WIDTH / image.width) if scaled else image.height,
        credit=Credit(
            title=re.sub(r"^File:|\.\w{3,4}$", "", title).replace("_", " ").strip(),
            author=image.metadata("Artist"),
            licence=image.metadata("LicenseShortName") or "unknown",
            page=image.descriptionurl,
            licence_url=f"https:{deed}" if deed.startswith("//") else deed,
        ),
        found_by="commons",
    )


VENDOR = Vendor(
    name="commons",
    title="Wikimedia Commons",
    gives="pictures with author and licence",
    limits="fair use",
    settings=CommonsSettings,
    needs_network=True,
    on_auto=frozenset({"pictures"}),
    pictures=CommonsPictures,
)
