"""Wikipedia: the most read articles, and the text of an article, without a key. Its text is CC BY-SA."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer, BadInput, Missing
from tasks.domain.request import field_name
from tasks.domain.story import Document, Dossier, Source, Topic, Trend
from tasks.domain.text.statements import Gathering, article_paragraphs
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import look_up, mediawiki
from tasks.providers.responses import LenientInt, LenientStr, ResponseModel, parse_items
from tasks.providers.vendor import Vendor, VendorSettings

SERVICE = "Wikipedia"
LICENCE = "CC BY-SA 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"
MAX_STATEMENTS = 250  # of one article: enough to choose from, and quickly ranked
MIN_STATEMENTS = 3
# Pages that many people read every day, and that make no story.
NO_SUBJECT = re.compile(
    r"^(?:Main Page$|Lists? of |Deaths in |Index of |Wikipedia$|\.|-|\d{4}$|\d{4} in )|^[A-Z][a-z]+:\S"
)
FEED = "/api/rest_v1/feed/featured/{day:%Y/%m/%d}"


class WikipediaSettings(VendorSettings):
    """Where Wikipedia is."""

    model_config = SettingsConfigDict(env_prefix="WIKIPEDIA_")

    base_url: str = Field(
        "https://{language}.wikipedia.org",
        description="Wikipedia's address, with a place for the language's code.",
        examples=["https://{language}.wikipedia.org"],
    )


class _Titles(ResponseModel):
    normalized: str


class _Namespace(ResponseModel):
    id: int = 0


class _Read(ResponseModel):
    """One of the most read articles."""

    titles: _Titles
    views: LenientInt = 0
    type: str = "standard"
    namespace: _Namespace = Field(default_factory=_Namespace)
    description: LenientStr = ""
    extract: LenientStr = ""
    content_urls: dict[str, dict[str, str]] = Field(default_factory=dict)

    @property
    def tells_a_story(self) -> bool:
        return (
            self.type == "standard" and self.namespace.id == 0 and not NO_SUBJECT.search(self.titles.normalized.strip())
        )


class _Page(ResponseModel):
    """An article, or a search result."""

    title: str
    missing: bool = False
    extract: LenientStr = ""
    fullurl: LenientStr = ""
    pageprops: dict[str, Any] = Field(default_factory=dict)

    @property
    def is_article(self) -> bool:
        return not self.missing and "disambiguation" not in self.pageprops


class WikipediaTrends:
    """The most read articles of the day before, in the channel's language."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.settings = context.settings(WikipediaSettings)

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.settings.base_url}

    def trending(self, channel: Channel, day: date) -> tuple[Trend, ...]:
        """Today's list, or yesterday's if today's is not published yet."""
        try:
            found = self._most_read(channel.language, day)
        except Missing:
            found = self._the_day_before(channel.language, day)
        trends = {
            read.titles.normalized: Trend(
                title=read.titles.normalized,
                about=read.description or read.extract[:200],
                weight=read.views,
                url=read.content_urls.get("desktop", {}).get("page", ""),
            )
            for read in parse_items(_Read, found, SERVICE)
            if read.tells_a_story
        }
        return tuple(sorted(trends.values(), key=lambda trend: -trend.weight))

    def _the_day_before(self, language: str, day: date) -> Any:
        try:
            return self._most_read(language, day - timedelta(days=1))
        except Missing as error:
            raise Missing(
                f"{SERVICE} has no list of the most read articles, neither for {day} nor for the day before.",
                service=SERVICE,
                advice="Name a topic, or another source of trends in the channel's file.",
            ) from error

    def _most_read(self, language: str, day: date) -> Any:
        def articles(body: dict[str, Any]) -> Any:
            most_read = body.get("mostread")
            if not isinstance(most_read, dict):
                raise Missing(f"{SERVICE} has no list of the most read articles for {day}.", service=SERVICE)
            return most_read.get("articles")

        url = address(self.settings, language) + FEED.format(day=day)
        return look_up(self.context, SERVICE, url, {}, articles)


class WikipediaFacts:
    """The sentences of the article with the topic's name, or else of the first search result."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.settings = context.settings(WikipediaSettings)

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.settings.base_url}

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier:  # noqa: ARG002
        """Raises BadInput if there is no article on the topic, or only a short one."""
        page = self._article(topic.title, language)
        note = ""
        if page is None:
            title = self._searched(topic.title, language)
            page = self._article(title, language)
            note = f"Wikipedia has no article named {topic.title!r}. The facts are from {title!r}."
        if page is None:
            raise BadAnswer(f"{SERVICE} listed an article that it does not have.", service=SERVICE)
        source = Source(
            id="s1",
            title=page.title,
            url=page.fullurl,
            author="Wikipedia contributors",
            licence=LICENCE,
            licence_url=LICENCE_URL,
        )
        gathering = Gathering()
        for section, paragraph in article_paragraphs(page.extract, language):
            gathering.add(paragraph[: MAX_STATEMENTS - len(gathering.facts)], source, section)
        if len(gathering.facts) < MIN_STATEMENTS:
            raise BadInput(
                f"Wikipedia's article {page.title!r} is too short for a short.",
                advice=f"Name another topic, or give a text to work from ({field_name('source')}).",
            )
        return gathering.dossier(topic, note, language=language)

    def _article(self, title: str, language: str) -> _Page | None:
        """None if there is no article of this name, or only a disambiguation page."""
        if not title.strip() or re.search(r"[\[\]{}|#<>]", title):
            return None  # no page name holds these characters
        params: dict[str, str | int] = {"titles": title, "redirects": 1, "prop": "extracts|pageprops|info"}
        pages = self._pages(language, {**params, "inprop": "url", "explaintext": 1, "exsectionformat": "wiki"})
        return next((page for page in pages if page.is_article and page.extract.strip()), None)

    def _searched(self, wanted: str, language: str) -> str:
        params: dict[str, str | int] = {"generator": "search", "gsrsearch": wanted, "gsrnamespace": 0, "gsrlimit": 5}
        for page in self._pages(language, {**params, "prop": "pageprops"}):
            if page.is_article:
                return page.title
        raise BadInput(
            f"Wikipedia has no article on {wanted!r}.",
            advice=f"Name another topic, or give a text to work from ({field_name('source')}).",
        )

    def _pages(self, language: str, params: dict[str, str | int]) -> Sequence[_Page]:
        found = mediawiki(
            self.context, SERVICE, address(self.settings, language), {**params, "ppprop": "disambiguation"}
        )
        return parse_items(_Page, found, SERVICE)


def address(settings: WikipediaSettings, language: str) -> str:
    """The address of the Wikipedia in this language."""
    return settings.base_url.format(language=language.partition("-")[0]).rstrip("/")


VENDOR = Vendor(
    name="wikipedia",
    title="Wikipedia",
    gives="the most read articles as trends, facts",
    limits="fair use",
    settings=WikipediaSettings,
    needs_network=True,
    on_auto=frozenset({"trends", "facts"}),
    trends=WikipediaTrends,
    facts=WikipediaFacts,
)
