"""Choosing: among trends the one that suits a channel, among found pictures the one that suits a scene."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import PurePath

import simplemma

from tasks.domain.channel import Licences
from tasks.domain.story import Candidate, Trend
from tasks.domain.text.prose import content_words
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import slug

MIN_SIDE = 480  # pixels; where a search says a picture's size
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

    None if the channel has had them all.
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
    return not one.width or min(one.width, one.height) >= MIN_SIDE


def _fitness(one: Candidate, output: OutputSpec) -> float:
    """0 to 1: large enough for the frame, and of its shape."""
    if not one.width or not one.height:
        return 0.3
    size = min(1.0, one.width / output.width, one.height / output.height)
    shape, frame = one.width / one.height, output.width / output.height
    return 0.5 * size + 0.5 * min(shape / frame, frame / shape)


def _stems(text: str) -> set[str]:
    """The dictionary forms of a text's content words: enough to see that two texts, or file names, share a subject."""
    words = content_words(text.replace("_", " ").replace("-", " "))
    return {simplemma.lemmatize(word, lang="en").lower() for word in words}


def match_by_name(names: Sequence[str], narrations: Sequence[str]) -> tuple[int | None, ...]:
    """Which picture each scene shows: its index, or None for a scene that is left without one.

    A picture named for what a scene says is shown there; the others fill the free scenes in order.
    """
    chosen: list[int | None] = [None] * len(narrations)
    wanted = [_stems(narration) for narration in narrations]
    free = list(range(len(names)))
    scores = [
        (len(_stems(PurePath(name).stem) & wanted[scene]), -scene, -number)
        for number, name in enumerate(names)
        for scene in range(len(narrations))
    ]
    for shared, minus_scene, minus_number in sorted(scores, reverse=True):
        scene, number = -minus_scene, -minus_number
        if shared and chosen[scene] is None and number in free:
            chosen[scene] = number
            free.remove(number)
    for scene, taken in enumerate(chosen):
        if taken is None and free:
            chosen[scene] = free.pop(0)
    return tuple(chosen)
