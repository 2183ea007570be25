"""The topics that come with Dailies, for channels without a key, a network or a source of their own."""

import zlib
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tasks.domain.errors import BadInput, NoneFits
from tasks.domain.names import slug
from tasks.domain.request import field_name
from tasks.domain.story import Document, Dossier, Fact, Source, Topic
from tasks.domain.text.prose import content_words
from tasks.domain.text.sentences import sentences
from tasks.providers.vendor import Vendor

FOLDER = Path(__file__).parent / "topics"


@dataclass(frozen=True)
class Shipped:
    """One topic file: its front matter, and a text that is written to be spoken."""

    title: str
    keywords: tuple[str, ...]
    hashtags: tuple[str, ...]
    description: str
    sources: tuple[Source, ...]
    text: str


def shipped_left(published: Container[str]) -> bool:
    """Whether a shipped topic is not among these."""
    return any(topic.title not in published for topic in shipped())


def next_shipped(channel: str, published: Container[str], fits: Callable[[Shipped], bool] = lambda _: True) -> Topic:
    """The channel's next topic; each channel has its own order.

    Raises BadInput if all are published, and NoneFits if none of the others fits the channel.
    """
    every = sorted(shipped(), key=lambda topic: zlib.crc32(f"{channel}/{topic.title}".encode()))
    left = [topic for topic in every if topic.title not in published]
    if not left:
        raise BadInput(
            f"The channel {channel} has published all {len(every)} shipped topics.",
            advice=f"Give the next one a text to work from ({field_name('source')}).",
        )
    fitting = [topic for topic in left if fits(topic)]
    if not fitting:
        raise NoneFits(
            f"None of the {len(left)} shipped topics that {channel} has not published fits its niche.",
            service="shipped",
            advice=f"Give a text to work from ({field_name('source')}), or topics of the channel's own.",
        )
    reason = f"The next of {len(fitting)} shipped topics that {channel} has not published."
    return topic_from(fitting[0], "shipped", reason)


class ShippedFacts:
    """A shipped topic brings its own facts."""

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {}

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier:  # noqa: ARG002
        facts = tuple(
            Fact(id=f"f{number}", text=text, source=topic.sources[0].id)
            for number, text in enumerate(sentences(topic.text), 1)
        )
        return Dossier(
            title=topic.title,
            facts=facts,
            sources=topic.sources,
            hashtags=topic.hashtags,
            about=topic.about,
            whole=True,
        )


def topic_from(topic: Shipped, origin: str, reason: str) -> Topic:
    """The topic, with all that its file holds."""
    return Topic.model_validate(
        {
            "title": topic.title,
            "slug": slug(topic.title),
            "origin": origin,
            "reason": reason,
            "text": topic.text,
            "sources": topic.sources,
            "hashtags": topic.hashtags,
            "about": topic.description,
        }
    )


def words_of(topic: Shipped) -> set[str]:
    """The words by which a user may ask for the topic."""
    return {word for text in (topic.title, *topic.keywords) for word in content_words(text)}


@cache
def shipped() -> tuple[Shipped, ...]:
    """All shipped topics, by file name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


def _read(path: Path) -> Shipped:
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    front: Mapping[str, Any] = yaml.safe_load(head)
    return Shipped(
        title=front["title"],
        keywords=tuple(front["keywords"]),
        hashtags=tuple(front["hashtags"]),
        description=front["description"],
        sources=tuple(Source(id=f"s{n}", **source) for n, source in enumerate(front["sources"], 1)),
        text=" ".join(text.split()),
    )


VENDOR = Vendor(
    name="shipped",
    title="Shipped topics",
    gives="topics and their facts, five of them",
    on_auto=frozenset({"trends"}),
    facts=lambda _: ShippedFacts(),
)
