"""Choose the trend that suits a channel, what to search pictures by, and which licences may be shown."""

import re
from collections import Counter
from collections.abc import Container, Sequence

from tasks.domain.channel import Licences
from tasks.domain.story import Trend
from tasks.domain.text.prose import content_words
from tasks.domain.text.subjects import subject_words

FREE = re.compile(
    r"^(?:cc[ -]?0|cc[ -]by(?:[ -]sa)?(?=[ -]\d|$)|cc-zero|public domain|pdm?\b|no restrictions|attribution$"
    r"|copyrighted free use)",
    re.IGNORECASE,
)
STOCK = re.compile(r"^(?:pexels|pixabay content) licen[cs]e$", re.IGNORECASE)
NOT_FREE = re.compile(r"\b(?:nc|nd|non-?\s?commercial|no-?\s?deriv\w*)\b", re.IGNORECASE)


def best_trend(trends: Sequence[Trend], niche: str, published: Container[str]) -> Trend | None:
    """The trend that shares most words with the niche; of equals, the one with most weight.

    Skips trends whose title is in `published`. None if none is left.
    """
    unused = [trend for trend in trends if trend.title not in published]
    niche_words = _stems(niche)
    return max(
        unused,
        key=lambda trend: (len(niche_words & _stems(f"{trend.title} {trend.about}")), trend.weight),
        default=None,
    )


def picture_queries(title: str, descriptions: Sequence[str], language: str = "en") -> tuple[str, ...]:
    """One or two search queries for a whole short: its subject, and the words most frequent in its scenes.

    They are short, because a search engine wants every word of a query in a picture's description.
    """
    subject = content_words(title, language)[:4]
    counts = Counter(word for text in (title, *descriptions) for word in dict.fromkeys(content_words(text, language)))
    frequent = [word for word, count in counts.most_common(2) if count > 1]
    queries = (" ".join(subject) or title, " ".join(frequent))
    return queries if frequent and set(frequent) != set(subject) else queries[:1]


def may_be_shown(licence: str, wanted: Licences) -> bool:
    """Whether a channel may show what has this licence. Never if it forbids changes or commercial use."""
    if NOT_FREE.search(licence):
        return False
    free = bool(FREE.match(licence.strip())) or (wanted == Licences.stock and bool(STOCK.match(licence.strip())))
    return free or wanted == Licences.any


def _stems(text: str, language: str = "en") -> frozenset[str]:
    return frozenset(subject_words(text, language))
