"""Gathers facts from Google: quotations, news, and the first results that can be read in full."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Annotated

from pydantic import BeforeValidator, Field

from tasks.domain.errors import BadInput, ServiceError
from tasks.domain.languages import check_same
from tasks.domain.story import Document, Dossier, Source, Topic
from tasks.domain.text.statements import Gathering, snippet_statements, statements
from tasks.machine.together import together
from tasks.providers import Facts
from tasks.providers.context import ProviderContext
from tasks.providers.responses import LenientStr, ResponseModel, parse_items
from tasks.providers.serpapi.api import SERVICE, SerpApi
from tasks.providers.serpapi.places import country_code, google_country, language_code

MAX_PAGES = 2  # read in full, in addition to the quotations
MAX_SENTENCES = 40  # of one page
QUOTED = ("answer_box", "organic_results", "related_questions")


class NewsPublisher(ResponseModel):
    """Where a text appeared."""

    name: LenientStr = ""
    link: LenientStr = ""


Published = Annotated[NewsPublisher, BeforeValidator(lambda value: value if isinstance(value, dict) else {})]


class Card(ResponseModel):
    """Google's knowledge graph on the subject."""

    title: LenientStr = ""
    description: LenientStr = ""
    source: Published = NewsPublisher()


class Hit(ResponseModel):
    """A result, the answer box, or a related question."""

    title: LenientStr = ""
    link: LenientStr = ""
    snippet: LenientStr = ""
    answer: LenientStr = ""
    source: LenientStr = ""


class Report(ResponseModel):
    """A news item."""

    title: str = Field(min_length=1)
    link: LenientStr = ""
    source: Published = NewsPublisher()
    date: LenientStr = ""


class SerpApiFacts:
    """Searches the web and the news; `reader` reads single pages in full."""

    def __init__(self, context: ProviderContext, reader: Facts) -> None:
        self.context = context
        self.api = SerpApi(context)
        self.reader = reader

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return self.api.fingerprint

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier:  # noqa: ARG002
        """Makes two searches at once, and then reads up to two pages at once."""
        (country, elsewhere), (spoken, otherwise) = country_code(self.api.settings.country), language_code(language)
        place = {"gl": google_country(country), "hl": spoken}
        search = partial(self.api.search, q=topic.title, **place)
        found, news = together(
            [
                partial(search, "facts", ["knowledge_graph", *QUOTED], engine="google"),
                partial(search, "news", ["news_results"], engine="google_news"),
            ]
        )
        facts = Gathering()
        for card in parse_items(Card, found.get("knowledge_graph"), SERVICE):
            facts.add(
                snippet_statements(card.description, language), _source(card.title, card.source.link, card.source.name)
            )
        self._read_pages(topic, parse_items(Hit, found.get("organic_results"), SERVICE), facts, language)
        for part in QUOTED:
            for hit in parse_items(Hit, found.get(part), SERVICE):
                for quoted in (hit.answer, hit.snippet):
                    facts.add(snippet_statements(quoted, language), _source(hit.title, hit.link, hit.source))
        for report in parse_items(Report, news.get("news_results"), SERVICE):
            source = _source(report.title, report.link, report.source.name)
            facts.add([report.title], source, f"In the news, {report.date}".rstrip(", "))
        return facts.dossier(topic, elsewhere, otherwise, language=language)

    def _read_pages(self, topic: Topic, hits: Sequence[Hit], facts: Gathering, language: str) -> None:
        """Add the sentences of the first readable pages. Pages that refuse, hold no prose, or are in another
        language are passed over."""
        linked = [hit for hit in hits[: 2 * MAX_PAGES] if hit.link]
        read = 0
        while linked and read < MAX_PAGES:
            now, linked = linked[: MAX_PAGES - read], linked[MAX_PAGES - read :]
            for hit, page in zip(
                now, together([partial(self._read, topic, hit, language) for hit in now]), strict=True
            ):
                if page is None:
                    self.context.count("pages_passed_over", 1)
                    continue
                read += 1
                own = page.sources[0]
                source = own.model_copy(update={"title": hit.title or own.title, "author": own.author or hit.source})
                parts = groupby(page.facts[:MAX_SENTENCES], lambda fact: (fact.section, fact.paragraph))
                for (section, _), told in parts:
                    facts.add((text for fact in told for text in statements(fact.text, language)), source, section)

    def _read(self, topic: Topic, hit: Hit, language: str) -> Dossier | None:
        """A result's page; None for one that cannot be used."""
        try:
            page = self.reader.gather(topic, Document(name=hit.link, url=hit.link), language)
            check_same(hit.link, page.language, language)
        except (BadInput, ServiceError):
            return None
        return page


def _source(title: str, link: str, publisher: str) -> Source:
    return Source(id="s1", title=title or publisher or link or "Google", url=link, author=publisher)
