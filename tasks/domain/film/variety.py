"""Gives every story a seed of its own, so that a channel's shorts differ in moves, cuts, music and colours.

Moves and cuts follow from the seed and each scene's text. Of colours there are few, so the last shorts' are avoided.
A seed is made of the story's title and the request's seed: the same text and seed give the same film.
"""

import zlib
from collections.abc import Sequence

from tasks.domain.values import Frozen

CANDIDATES = 16  # seeds to choose from, so that a short differs from the channel's last ones
PALETTES = 12  # in how many ways a seed chooses colours
REMEMBERED = 12  # shorts that a new one's colours are compared with


class Manner(Frozen):
    """How a short looks and moves: its seed, and the covers' layouts that the channel used last, newest first."""

    seed: int
    covers: tuple[str, ...] = ()


def story_seed(title: str, seed: int, attempt: int = 0) -> int:
    """The seed of a story, 0 to 2**32 - 1; each attempt gives another one."""
    return zlib.crc32(f"{attempt or ''}{title}".encode()) ^ (seed & 0xFFFFFFFF)


def fresh_seed(title: str, seed: int, last: Sequence[int]) -> int:
    """The seed of a story whose choices differ most from those of the channel's last shorts, newest first.

    Without any, it is `story_seed`. Of equals, the first attempt wins. A story that is among them keeps its seed: told
    again, it is the same film, of which little has to be made again.
    """
    candidates = [story_seed(title, seed, attempt) for attempt in range(CANDIDATES)]
    if known := [one for one in last if one in candidates]:
        return known[0]
    return min(candidates, key=lambda candidate: _clashes(candidate, last[:REMEMBERED]))


def _clashes(seed: int, last: Sequence[int]) -> float:
    """How much a seed's choices repeat those of the last shorts; the newest weighs most."""
    return sum((seed % PALETTES == other % PALETTES) / age for age, other in enumerate(last, 1))
