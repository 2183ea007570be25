"""Wikimedia Commons: pictures with authors and licences, without a key; those of a Wikipedia article, too."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.story import Candidate, Credit
from tasks.domain.values import replaced
from tasks.providers import Orientation
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import mediawiki
from tasks.providers.renditions import Rendition, clip_of
from tasks.providers.responses import LenientNumber, LenientStr, ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "Wikimedia Commons"
WIDTH = 1920  # pixels; Wikimedia serves copies of standard widths only
THUMB = 330  # pixels; one of those widths
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


class _Copy(ResponseModel):
    """A clip in one of the sizes that Commons makes of each. Which there are differs from file to file."""

    src: LenientStr = ""
    type: LenientStr = ""
    width: LenientNumber = 0
    height: LenientNumber = 0
    bandwidth: LenientNumber = 0  # bits a second


def _described(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _copies(value: object) -> object:
    return [copy for copy in value if isinstance(copy, dict)] if isinstance(value, list) else []


class _Video(ResponseModel):
    url: str = Field(min_length=1)
    size: LenientNumber = 0
    width: LenientNumber = 0
    height: LenientNumber = 0
    duration: LenientNumber = 0
    mime: LenientStr = ""
    thumburl: LenientStr = ""
    descriptionurl: LenientStr = ""
    extmetadata: Annotated[dict[str, _Value], BeforeValidator(_described)] = Field(default_factory=dict)
    derivatives: Annotated[tuple[_Copy, ...], BeforeValidator(_copies)] = ()

    @property
    def copies(self) -> list[Rendition]:
        """The original, and the copies that are single files."""
        made = [
            Rendition(
                url=copy.src,
                width=int(copy.width),
                height=int(copy.height),
                bytes=int(copy.bandwidth * self.duration / 8),
                seconds=self.duration,
            )
            for copy in self.derivatives
            if copy.type.startswith("video/") and copy.src != self.url
        ]
        own = Rendition(
            url=self.url,
            width=int(self.width),
            height=int(self.height),
            bytes=int(self.size),
            seconds=self.duration,
        )
        return [own.model_copy(update={"url": _https(own.url)}) for own in (*made, own)]


class _VideoFile(ResponseModel):
    title: str
    videoinfo: tuple[_Video, ...] = Field(min_length=1)


class CommonsClips:
    """Searches the films of Wikimedia Commons."""

    states_licences = True

    def __init__(self, context: ProviderContext, lies: Orientation = "portrait") -> None:  # noqa: ARG002 - most lie
        self.context = context
        self.base_url = context.settings(CommonsSettings).base_url.rstrip("/")

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.base_url}

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        params: dict[str, str | int] = {
            "generator": "search",
            "gsrnamespace": 6,
            "gsrsearch": f"filetype:video {query}",
            "gsrlimit": min(max(20, wanted), MAX_RESULTS),
            "prop": "videoinfo",
            "viprop": "url|size|mime|extmetadata|derivatives",
            "viurlwidth": THUMB,
        }
        files = parse_items(_VideoFile, mediawiki(self.context, SERVICE, self.base_url, params), SERVICE)
        found = ((file.title, file.videoinfo[0]) for file in files)
        return tuple(filter(None, (_clip(title, video) for title, video in found if _moves(video))))


def _moves(video: _Video) -> bool:
    """Whether it is a film: Commons' Ogg files are of either kind."""
    return video.mime.startswith("video/") or (video.mime == "application/ogg" and video.width > 0)


def _clip(title: str, video: _Video) -> Candidate | None:
    return clip_of(
        video.copies,
        about=_about(video.extmetadata),
        thumb=_https(video.thumburl),
        credit=_credit(title, video.extmetadata, video.descriptionurl),
        found_by="commons",
    )


def _https(address: str) -> str:
    return f"https:{address}" if address.startswith("//") else address


def _usable(image: _Image) -> bool:
    return image.mime in MIME_TYPES and min(image.width, image.height) >= MIN_SIDE


def _candidate(title: str, image: _Image) -> Candidate:
    """Takes the copy of a standard width if the original, which may have 100 MB, is larger."""
    scaled = bool(image.thumburl) and image.width > WIDTH
    return Candidate(
        about=_about(image.extmetadata),
        url=image.thumburl if scaled else image.url,
        thumb=image.thumburl.replace(f"/{WIDTH}px-", f"/{THUMB}px-") or image.url,
        width=WIDTH if scaled else image.width,
        height=round(image.height * WIDTH / image.width) if scaled else image.height,
        credit=_credit(title, image.extmetadata, image.descriptionurl),
        found_by="commons",
    )


def _about(metadata: Mapping[str, _Value]) -> str:
    categories = _text(metadata, "Categories").split("|")
    about = (_text(metadata, "ImageDescription"), *(name for name in categories if not UPKEEP.search(name)))
    return ". ".join(filter(None, about))[:MAX_ABOUT]


def _credit(title: str, metadata: Mapping[str, _Value], page: str) -> Credit:
    return Credit(
        title=re.sub(r"^File:|\.\w{3,4}$", "", title).replace("_", " ").strip(),
        author=_text(metadata, "Artist"),
        licence=_text(metadata, "LicenseShortName") or "unknown",
        page=page,
        licence_url=_https(_text(metadata, "LicenseUrl")),
    )


def _text(metadata: Mapping[str, _Value], name: str) -> str:
    return metadata.get(name, _Value()).text


VENDOR = Vendor(
    name="commons",
    title="Wikimedia Commons",
    gives="pictures and clips with author and licence",
    limits="fair use",
    settings=CommonsSettings,
    needs_network=True,
    on_auto=frozenset({"pictures", "clips"}),
    pictures=CommonsPictures,
    clips=CommonsClips,
)
