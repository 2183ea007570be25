"""Choosing: among trends the one that suits a channel, among found pictures the one that suits a scene."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from tasks.domain.channel import Licences
from tasks.domain.models import Candidate, OutputSpec, Trend
from tasks.domain.prose import content_words
from tasks.domain.values import slug

LEAST_SIDE = 480  # pixels; where a search says a picture's size
PLACE = 0.02  # what each place further down in a search's own order costs, in words that title and scene share
SPARES = 3  # candidates a scene keeps for when its first cannot be had
FREE = re.compile(
    r"^(?:cc[ -]?0|cc[ -]by(?:[ -]sa)?(?=[ -]\d|$)|cc-zero|public domain|pdm?\b|no restrictions|attribution$"
    r"|copyrighted free use)",
    re.IGNORECASE,
)
NOT_FREE = re.compile(r"\b(?:nc|nd|non-?\s?commercial|no-?\s?deriv\w*)\b", re.IGNORECASE)


def best_trend(trends: Sequence[Trend], niche: str, published: Collection[str]) -> Trend | None:
    """The strongest trend that the channel has not had, those that share words with its niche first.

    None is the plain answer that there is none left.
    """
    left = [trend for trend in trends if slug(trend.title) not in published]
    wanted = _stems(niche)
    return max(
        left, key=lambda trend: (len(wanted & _stems(f"{trend.title} {trend.about}")), trend.weight), default=None
    )


def picture_queries(title: str, descriptions: Sequence[str]) -> tuple[str, ...]:
    """One or two searches for a whole short: its subject, and what its scenes speak of most.

    Searches want every word of a query in a picture's description: few words find more.
    """
    subject = content_words(title)[:4]
    said = Counter(word for text in (title, *descriptions) for word in dict.fromkeys(content_words(text)))
    most = [word for word, count in said.most_common(2) if count > 1]
    queries = (" ".join(subject) or title, " ".join(most))
    return queries if most and set(most) != set(subject) else queries[:1]


def may_be_shown(licence: str, wanted: Licences) -> bool:
    """Whether a channel may show a picture of this licence: never one that forbids changes or earning money."""
    if NOT_FREE.search(licence):
        return False
    return wanted == Licences.any or bool(FREE.match(licence.strip()))


def match_pictures(
    found: Sequence[Candidate], scenes: Sequence[str], output: OutputSpec
) -> tuple[tuple[Candidate, ...], ...]:
    """For every scene its candidates, best first; each candidate is one scene's at most.

    By words that title and scene share, then by size, shape and the search's own order.
    """
    wanted = [_stems(scene) for scene in scenes]
    usable: dict[str, Candidate] = {}
    for one in found:
        if _large_enough(one):
            usable.setdefault(one.url, one)
    scores = []
    for place, one in enumerate(usable.values()):
        title, fitness = _stems(one.credit.title), _fitness(one, output) - PLACE * place
        scores += [(len(title & words) + fitness, -scene, one) for scene, words in enumerate(wanted)]
    scores.sort(key=lambda score: score[:2], reverse=True)
    given: list[list[Candidate]] = [[] for _ in scenes]
    taken: set[str] = set()
    for most in range(1 + SPARES):  # every scene has its first before any has a spare
        for _, scene, one in scores:
            if len(given[-scene]) == most and one.url not in taken:
                given[-scene].append(one)
                taken.add(one.url)
    return tuple(map(tuple, given))


def _large_enough(one: Candidate) -> bool:
    return not one.width or min(one.width, one.height) >= LEAST_SIDE


def _fitness(one: Candidate, output: OutputSpec) -> float:
    """0 to 1: large enough for the frame, and of its shape."""
    if not one.width or not one.height:
        return 0.3
    size = min(1.0, one.width / output.width, one.height / output.height)
    shape, frame = one.width / one.height, output.width / output.height
    return 0.5 * size + 0.5 * min(shape / frame, frame / shape)


def _stems(text: str) -> set[str]:
    """Content words without their plural endings: enough to tell that two texts speak of one thing."""
    return {word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in content_words(text)}
