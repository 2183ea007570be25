"""Choosing: among trends the one that suits a channel, among found pictures the one that suits a scene."""

from collections import Counter
from collections.abc import Collection, Sequence

from tasks.domain.channel import Licences
from tasks.domain.models import Candidate, OutputSpec, Trend
from tasks.domain.prose import content_words
from tasks.domain.values import slug

LEAST_SIDE = 480  # pixels; where a search says a picture's size
SPARES = 3  # candidates a scene keeps for when its first cannot be had
FREE = ("cc0", "public domain", "pdm", "cc by ", "cc by-sa", "cc-by ", "cc-by-sa", "pd")
NOT_FREE = ("nc", "nd", "noncommercial", "noderivs")


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
    """One or two searches for a whole short: its subject, and its subject with what its scenes show most."""
    subject = " ".join(content_words(title)[:5]) or title
    common = Counter(word for text in descriptions for word in set(content_words(text)))
    more = [word for word, _ in common.most_common(6) if word not in subject.split()][:2]
    second = " ".join([*subject.split()[:2], *more])
    return (subject,) if second == subject else (subject, second)


def may_be_shown(licence: str, wanted: Licences) -> bool:
    """Whether a channel may show a picture of this licence: never one that forbids changes or earning money."""
    name = f"{licence.lower().strip()} "
    words = set(name.replace("-", " ").replace("_", " ").split())
    if words & set(NOT_FREE):
        return False
    return wanted == Licences.any or name.startswith(FREE)


def match_pictures(
    found: Sequence[Candidate], scenes: Sequence[str], output: OutputSpec
) -> tuple[tuple[Candidate, ...], ...]:
    """For every scene its candidates, best first; each candidate is one scene's at most.

    By words that title and scene share, then by size, shape and the search's own order.
    """
    usable = [one for one in dict.fromkeys(found) if not one.width or min(one.width, one.height) >= LEAST_SIDE]
    wanted = [_stems(scene) for scene in scenes]
    scores = sorted(
        (
            (len(_stems(one.credit.title) & words) + _fitness(one, output) - 0.02 * place, -scene, -place)
            for place, one in enumerate(usable)
            for scene, words in enumerate(wanted)
        ),
        reverse=True,
    )
    given: list[list[Candidate]] = [[] for _ in scenes]
    taken: set[int] = set()
    for most in range(1, SPARES + 2):  # every scene has its first before any has a spare
        for _, scene, place in scores:
            if len(given[-scene]) < most and -place not in taken and len(given[-scene]) == most - 1:
                given[-scene].append(usable[-place])
                taken.add(-place)
    return tuple(map(tuple, given))


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
