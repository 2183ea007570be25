"""Pexels: stock clips, with a key. Its terms ask for a link to Pexels and to the author: the credits have both."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BeforeValidator, Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.errors import BadAnswer
from tasks.domain.story import Candidate, Credit
from tasks.machine.network.hosts import parts_of
from tasks.machine.network.http import check, exchange
from tasks.providers import Orientation
from tasks.providers.context import ProviderContext
from tasks.providers.renditions import Rendition, clip_of
from tasks.providers.responses import LenientNumber, LenientStr, ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "Pexels"
KEY = "PEXELS_API_KEY"
LICENCE = "Pexels License"
TERMS = "https://www.pexels.com/license/"
SECONDS = 20.0
MAX_RESULTS = 80


class PexelsSettings(VendorSettings):
    """Where Pexels is."""

    model_config = SettingsConfigDict(env_prefix="PEXELS_")

    base_url: str = Field(
        "https://api.pexels.com", description="The address of Pexels' API.", examples=["https://api.pexels.com"]
    )


class _Copy(ResponseModel):
    link: LenientStr = ""
    file_type: LenientStr = ""
    width: LenientNumber = 0
    height: LenientNumber = 0
    size: LenientNumber = 0
    fps: LenientNumber = 0


class _User(ResponseModel):
    name: LenientStr = ""


def _user(value: object) -> object:
    return value if isinstance(value, dict) else {}


class _Video(ResponseModel):
    url: str = Field(pattern=r"^https?://")
    image: LenientStr = ""  # a still of it
    duration: LenientNumber = 0
    user: Annotated[_User, BeforeValidator(_user)] = _User()
    video_files: tuple[_Copy, ...] = ()

    @property
    def title(self) -> str:
        """The words of its page's address: Pexels gives its clips no other title."""
        name = unquote(parts_of(self.url).path).rstrip("/").rpartition("/")[2]
        words = re.sub(r"-?\d+$", "", name).replace("-", " ").strip()
        return words[:1].upper() + words[1:]


class PexelsClips:
    """Searches Pexels for clips."""

    states_licences = True

    def __init__(self, context: ProviderContext, lies: Orientation = "portrait") -> None:
        self.context, self.lies = context, lies
        self.base_url = context.settings(PexelsSettings).base_url.rstrip("/")
        self._key = context.key(KEY)

    @property
    def url(self) -> str:
        return f"{self.base_url}/v1/videos/search"

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.base_url}

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        params: dict[str, str | int] = {
            "query": query,
            "orientation": self.lies,
            "size": "medium",  # of 1080 lines at least
            "per_page": min(MAX_RESULTS, max(20, wanted)),
        }
        question = {"url": self.url, "params": params}
        found = parse_items(_Video, self.context.responses.json(question, partial(self.ask, params)), SERVICE)
        return tuple(filter(None, map(_candidate, found)))

    def ask(self, params: Mapping[str, str | int]) -> Any:
        """What Pexels answers, not kept. Raises ServiceError."""
        answer = exchange(
            "GET", self.url, service=SERVICE, seconds=SECONDS, params=params, headers={"Authorization": self._key}
        )
        body = check(answer, SERVICE).json(SERVICE)
        if not isinstance(body, dict) or not isinstance(body.get("videos"), list):
            raise BadAnswer(f"{SERVICE} sent no list of clips.", service=SERVICE, advice="Try again later.")
        return body["videos"]


def looked_up(context: ProviderContext) -> str:
    """That Pexels takes the key, by one search. Raises ServiceError if it does not."""
    PexelsClips(context).ask({"query": "sea", "per_page": 3})
    return f"{SERVICE} takes the key."


def _candidate(video: _Video) -> Candidate | None:
    copies = (
        Rendition(
            url=copy.link,
            width=int(copy.width),
            height=int(copy.height),
            bytes=int(copy.size),
            seconds=video.duration,
            fps=copy.fps,
        )
        for copy in video.video_files
        if copy.file_type == "video/mp4"  # the others are playlists
    )
    return clip_of(
        copies,
        thumb=video.image,
        credit=Credit(
            title=video.title,
            author=f"{video.user.name} on Pexels".strip(),
            licence=LICENCE,
            page=video.url,
            licence_url=TERMS,
        ),
        found_by="pexels",
    )


VENDOR = Vendor(
    name="pexels",
    title="Pexels",
    gives="stock clips",
    limits="200 searches an hour, 20,000 a month",
    key=KEY,
    settings=PexelsSettings,
    needs_network=True,
    on_auto=frozenset({"clips"}),
    licence=LICENCE,
    clips=PexelsClips,
    look_up=looked_up,
)
