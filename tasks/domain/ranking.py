"""Choose the trend that suits a channel, and the pictures that suit its scenes."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from pathlib import PurePath

import simplemma

from tasks.domain.channel import Licences
from tasks.domain.story import Candidate, Trend
from tasks.domain.text.prose import content_words
from tasks.domain.timeline import OutputSpec

MIN_SIDE = 480  # pixels; for pictures whose size the search states
PLACE_COST = 0.02  # of each place further down in the search's own order; a shared word is worth 1
MAX_SPARES = 3  # further candidates of a scene, in case its first cannot be downloaded
FREE = re.compile(
    r"^(?:cc[ -]?0|cc[ -]by(?:[ -]sa)?(?=[ -]\d|$)|cc-zero|public domain|pdm?\b|no restrictions|attribution$"
    r"|copyrighted free use)",
    re.IGNORECASE,
)
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


def picture_queries(title: str, descriptions: Sequence[str]) -> tuple[str, ...]:
    """One or two search queries for a whole short: its subject, and the words most frequent in its scenes.

    They are short, because a search engine wants every word of a query in a picture's description.
    """
    subject = content_words(title)[:4]
    counts = Counter(word for text in (title, *descriptions) for word in dict.fromkeys(content_words(text)))
    frequent = [word for word, count in counts.most_common(2) if count > 1]
    queries = (" ".join(subject) or title, " ".join(frequent))
    return queries if frequent and set(frequent) != set(subject) else queries[:1]


def may_be_shown(licence: str, wanted: Licences) -> bool:
    """Whether a channel may show a picture of this licence. Never if it forbids changes or commercial use."""
    if NOT_FREE.search(licence):
        return False
    return wanted == Licences.any or bool(FREE.match(licence.strip()))


def match_pictures(
    found: Sequence[Candidate], scenes: Sequence[str], output: OutputSpec
) -> tuple[tuple[Candidate, ...], ...]:
    """Each scene's candidates, best first; no candidate is given to two scenes.

    Ranked by the words that a picture's title and the scene share, then by size, shape and the search's own order.
    """
    scene_words = [_stems(scene) for scene in scenes]
    usable: dict[str, Candidate] = {}
    for candidate in found:
        if _large_enough(candidate):
            usable.setdefault(candidate.url, candidate)
    scores = []
    for place, candidate in enumerate(usable.values()):
        title, fitness = _stems(candidate.credit.title), _fitness(candidate, output) - PLACE_COST * place
        scores += [(len(title & words) + fitness, -scene, candidate) for scene, words in enumerate(scene_words)]
    scores.sort(key=lambda score: score[:2], reverse=True)
    given: list[list[Candidate]] = [[] for _ in scenes]
    taken: set[str] = set()
    for count in range(1 + MAX_SPARES):  # every scene gets its first before any gets a spare
        for _, minus_scene, candidate in scores:
            if len(given[-minus_scene]) == count and candidate.url not in taken:
                given[-minus_scene].append(candidate)
                taken.add(candidate.url)
    return tuple(map(tuple, given))


def _large_enough(candidate: Candidate) -> bool:
    return not candidate.width or min(candidate.width, candidate.height) >= MIN_SIDE


def _fitness(candidate: Candidate, output: OutputSpec) -> float:
    """How well a picture's size and shape fit the frame, 0 to 1; 0.3 if its size is unknown."""
    if not candidate.width or not candidate.height:
        return 0.3
    size = min(1.0, candidate.width / output.width, candidate.height / output.height)
    shape, frame = candidate.width / candidate.height, output.width / output.height
    return 0.5 * size + 0.5 * min(shape / frame, frame / shape)


def _stems(text: str) -> set[str]:
    """The lemmas of a text's or file name's content words, by which two of them can be seen to share a subject."""
    words = content_words(text.replace("_", " ").replace("-", " "))
    return {simplemma.lemmatize(word, lang="en").lower() for word in words}


def match_by_name(names: Sequence[str], narrations: Sequence[str]) -> tuple[int | None, ...]:
    """The index of the picture that each scene shows; None for a scene without one.

    A picture whose file name shares words with a scene goes there; the others fill the free scenes in order.
    """
    chosen: list[int | None] = [None] * len(narrations)
    scene_words = [_stems(narration) for narration in narrations]
    free = list(range(len(names)))
    scores = [
        (len(_stems(PurePath(name).stem) & scene_words[scene]), -scene, -number)
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
