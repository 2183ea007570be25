"""Choose the trend that suits a channel, what to search pictures by, and which licences may be shown."""

import re
from collections import Counter
from collections.abc import Sequence

from tasks.domain.channel import Licences
from tasks.domain.story import Trend
from tasks.domain.text.niche import Niche
from tasks.domain.text.prose import content_words

FREE = re.compile(
    r"^(?:cc[ -]?0|cc[ -]by(?:[ -]sa)?(?=[ -]\d|$)|cc-zero|public domain|pdm?\b|no restrictions|attribution$"
    r"|copyrighted free use)",
    re.IGNORECASE,
)
STOCK = re.compile(r"^(?:pexels|pixabay content) licen[cs]e$", re.IGNORECASE)
NOT_FREE = re.compile(r"\b(?:nc|nd|non-?\s?commercial|no-?\s?deriv\w*)\b", re.IGNORECASE)


def best_trend(trends: Sequence[Trend], niche: Niche) -> Trend | None:
    """Of those that fit the niche, the trend that shares most words with it; of equals, the one with most weight."""
    fitting = [trend for trend in trends if niche.fits(trend)]
    return max(fitting, key=lambda trend: (len(niche.shared(trend)), trend.weight), default=None)


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
