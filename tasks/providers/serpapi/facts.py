"""What Google quotes on a topic, the news on it, and the first pages that can be read in full."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from tasks.domain.errors import BadInput, ServiceError
from tasks.domain.models import Document, Dossier, Source, Topic
from tasks.domain.statements import Gathering, snippet_statements, statements
from tasks.providers import Facts
from tasks.providers.desk import Desk
from tasks.providers.serpapi.api import SERVICE, SerpApi
from tasks.providers.shapes import Said, Shape, each

MOST_PAGES = 2  # read in full, beside what the search itself quotes
MOST_OF_A_PAGE = 40  # sentences
QUOTED = ("answer_box", "organic_results", "related_questions")


class Publisher(Shape):
    name: Said = ""
    link: Said = ""


Published = Annotated[Publisher, BeforeValidator(lambda value: value if isinstance(value, dict) else {})]


class Card(Shape):
    """The box beside the results: what the subject is."""

    title: Said = ""
    description: Said = ""
    source: Published = Publisher()


class Hit(Shape):
    """A result, the answer above the results, or a question that others asked."""

    title: Said = ""
    link: Said = ""
    snippet: Said = ""
    answer: Said = ""
    source: Said = ""


class Report(Shape):
    title: str = Field(min_length=1)
    link: Said = ""
    source: Published = Publisher()
    date: Said = ""


class SerpApiFacts:
    """`reader` reads a page in full."""

    def __init__(self, desk: Desk, reader: Facts) -> None:
        self.desk = desk
        self.api = SerpApi(desk)
        self.reader = reader

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier:  # noqa: ARG002
        place = {"gl": self.desk.vendors.serpapi_country.lower(), "hl": language.partition("-")[0]}
        found = self.api.search("facts", ["knowledge_graph", *QUOTED], engine="google", q=topic.title, **place)
        news = self.api.search("news", ["news_results"], engine="google_news", q=topic.title, **place)
        facts = Gathering()
        for card in each(Card, found.get("knowledge_graph"), SERVICE):
            facts.add(snippet_statements(card.description), _source(card.title, card.source.link, card.source.name))
        self._read_pages(topic, each(Hit, found.get("organic_results"), SERVICE), facts)
        for part in QUOTED:
            for hit in each(Hit, found.get(part), SERVICE):
                quoted = [*snippet_statements(hit.answer), *snippet_statements(hit.snippet)]
                facts.add(quoted, _source(hit.title, hit.link, hit.source))
        for report in each(Report, news.get("news_results"), SERVICE):
            source = _source(report.title, report.link, report.source.name)
            facts.add([report.title], source, f"In the news, {report.date}".rstrip(", "))
        return facts.dossier(topic)

    def _read_pages(self, topic: Topic, hits: Sequence[Hit], facts: Gathering) -> None:
        """Pages may refuse, be empty or be no prose. They are extras: then the next ones do."""
        left = MOST_PAGES
        for hit in hits[: 2 * MOST_PAGES]:
            if not left or not hit.link:
                continue
            try:
                page = self.reader.gather(topic, Document(name=hit.link, url=hit.link))
            except (BadInput, ServiceError):
                self.desk.count("pages_passed_over", 1)
                continue
            left -= 1
            said = page.sources[0]
            source = said.model_copy(update={"title": hit.title or said.title, "author": said.author or hit.source})
            for fact in page.facts[:MOST_OF_A_PAGE]:
                facts.add(statements(fact.text), source, fact.section)


def _source(title: str, link: str, publisher: str) -> Source:
    return Source(id="s1", title=title or publisher or link or "Google", url=link, author=publisher)
