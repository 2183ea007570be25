"""Pixabay: stock clips, with a key. It expects the key in the query, and answers to be kept for a day."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.errors import BadAnswer, RateLimited, WrongKey
from tasks.domain.story import Candidate, Credit
from tasks.machine.network.http import MAX_WAIT, Response, check, exchange
from tasks.providers import Orientation
from tasks.providers.context import ProviderContext
from tasks.providers.renditions import Rendition, clip_of
from tasks.providers.responses import LenientNumber, LenientStr, ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "Pixabay"
KEY = "PIXABAY_API_KEY"
LICENCE = "Pixabay Content License"
TERMS = "https://pixabay.com/service/license-summary/"
SECONDS = 20.0
MAX_QUERY = 100  # characters; Pixabay refuses more
MAX_RESULTS = 200
TITLE_TAGS = 3


class PixabaySettings(VendorSettings):
    """Where Pixabay is."""

    model_config = SettingsConfigDict(env_prefix="PIXABAY_")

    base_url: str = Field("https://pixabay.com", description="Pixabay's address.", examples=["https://pixabay.com"])


class _Copy(ResponseModel):
    url: LenientStr = ""
    width: LenientNumber = 0
    height: LenientNumber = 0
    size: LenientNumber = 0
    thumbnail: LenientStr = ""


def _copies(value: object) -> object:
    return {k: copy for k, copy in value.items() if isinstance(copy, dict)} if isinstance(value, dict) else {}


class _Hit(ResponseModel):
    pageURL: str = Field(pattern=r"^https?://")  # noqa: N815 - Pixabay's name
    tags: LenientStr = ""
    duration: LenientNumber = 0
    user: LenientStr = ""
    videos: Annotated[dict[str, _Copy], BeforeValidator(_copies)] = Field(default_factory=dict)


class PixabayClips:
    """Searches Pixabay for clips. It cannot be asked for upright ones."""

    states_licences = True

    def __init__(self, context: ProviderContext, lies: Orientation = "portrait") -> None:  # noqa: ARG002
        self.context = context
        self.base_url = context.settings(PixabaySettings).base_url.rstrip("/")
        self._key = context.key(KEY)

    @property
    def url(self) -> str:
        return f"{self.base_url}/api/videos/"

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.base_url}

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        params: dict[str, str | int] = {
            "q": _short(query),
            "video_type": "film",
            "safesearch": "true",
            "per_page": min(MAX_RESULTS, max(20, wanted)),
        }
        question = {"url": self.url, "params": params}
        found = parse_items(_Hit, self.context.responses.json(question, partial(self.ask, params)), SERVICE)
        return tuple(filter(None, map(_candidate, found)))

    def ask(self, params: Mapping[str, str | int]) -> Any:
        """What Pixabay answers, not kept. Raises ServiceError."""
        answer = exchange("GET", self.url, service=SERVICE, seconds=SECONDS, params={"key": self._key, **params})
        body = _checked(answer).json(SERVICE)
        if not isinstance(body, dict) or not isinstance(body.get("hits"), list):
            raise BadAnswer(f"{SERVICE} sent no list of clips.", service=SERVICE, advice="Try again later.")
        return body["hits"]


def looked_up(context: ProviderContext) -> str:
    """That Pixabay takes the key, by one search. Raises ServiceError if it does not."""
    PixabayClips(context).ask({"q": "sea", "per_page": 3})
    return f"{SERVICE} takes the key."


def _short(query: str) -> str:
    return query if len(query) <= MAX_QUERY else query[:MAX_QUERY].rpartition(" ")[0] or query[:MAX_QUERY]


def _checked(answer: Response) -> Response:
    """Raises the error for an answer that is none. No error quotes the answer, which may hold the key."""
    if answer.status == 400 and b"API key" in answer.data:
        raise WrongKey(f"{SERVICE} does not know the key.", service=SERVICE, advice=f"Check {KEY}.")
    if "html" in answer.headers.get("content-type", "") and answer.status < 500:
        raise BadAnswer(
            f"{SERVICE} sent a page for browsers ({answer.status}) in place of results.",
            service=SERVICE,
            advice="Try again later, or name another source of clips in the channel's file.",
        )
    if answer.status == 429:
        reset = answer.headers.get("x-ratelimit-reset", "")
        raise RateLimited(
            f"{SERVICE} received too many requests (429).",
            service=SERVICE,
            retry_after=min(float(reset), MAX_WAIT) if reset.isdecimal() else 0.0,
            advice="The stage retries after a pause.",
        )
    return check(answer, SERVICE)


def _candidate(hit: _Hit) -> Candidate | None:
    copies = (
        Rendition(
            url=copy.url, width=int(copy.width), height=int(copy.height), bytes=int(copy.size), seconds=hit.duration
        )
        for copy in hit.videos.values()
    )
    return clip_of(
        copies,
        about=hit.tags,
        thumb=next((copy.thumbnail for copy in reversed(hit.videos.values()) if copy.thumbnail), ""),  # smallest last
        credit=Credit(
            title=", ".join(hit.tags.split(", ")[:TITLE_TAGS]),
            author=f"{hit.user} on Pixabay".strip(),
            licence=LICENCE,
            page=hit.pageURL,
            licence_url=TERMS,
        ),
        found_by="pixabay",
    )


VENDOR = Vendor(
    name="pixabay",
    title="Pixabay",
    gives="stock clips",
    limits="100 searches a minute",
    key=KEY,
    settings=PixabaySettings,
    needs_network=True,
    on_auto=frozenset({"clips"}),
    licence=LICENCE,
    clips=PixabayClips,
    look_up=looked_up,
)
