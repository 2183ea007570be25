"""The critical path: the least time in which a short can be made, if nothing waits but for what it needs.

It is arithmetic over the vendors' latencies, plus the encode as it was measured alone in the same run.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from tests.bench.pipeline.latencies import Latencies


@dataclass(frozen=True)
class Work:
    """What a short asked for: `passages` are characters, `film` is bytes, `encode` is seconds.

    `research` is how many calls must follow one another: the searches at once, then the pages that they found, then the
    digest of all.
    """

    passages: tuple[int, ...]
    stills: int
    pictures: int
    film: int
    encode: float
    research: int = 3


@dataclass(frozen=True)
class Leg:
    """One leg of the path."""

    what: str
    seconds: float


def critical_path(work: Work, speed: Latencies, *, prefetched: bool = False) -> tuple[Leg, ...]:
    """The legs in order. What runs beside a longer leg is none of them.

    `prefetched`: trends and research are known before.
    """
    voice = in_turns(map(speed.speaking, work.passages), speed.voices_at_once)
    seen = in_turns([speed.still] * work.stills, speed.pictures_at_once) + speed.look if work.stills else 0.0
    pictures = speed.search + seen + in_turns([speed.picture] * work.pictures, speed.pictures_at_once)
    known = (
        Leg("trending", speed.trends + speed.topic),
        Leg("research", work.research * speed.research),
    )
    return (
        *(() if prefetched else known),
        Leg("script", speed.script),
        Leg("check", speed.check),
        Leg("voiceover", voice) if voice >= pictures else Leg("images", pictures),
        Leg("encode", work.encode),
        Leg("upload", speed.sending(work.film) + speed.processing),
    )


def length(path: Iterable[Leg]) -> float:
    """Seconds of a whole path."""
    return sum(leg.seconds for leg in path)


def in_turns(seconds: Iterable[float], at_once: int) -> float:
    """When the last of these ends if so many run at once and each starts as soon as one ends."""
    ends: list[float] = []
    for each in seconds:
        free = heapq.heappop(ends) if len(ends) == at_once else 0.0
        heapq.heappush(ends, free + each)
    return max(ends, default=0.0)
