"""Captions: the spoken words in groups that are read at a glance, each word lit from its first sound to the next's."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.domain.models import CaptionWord, Cue, OutputSpec, SpokenWord

PAUSE = 0.35  # seconds of silence that always end a cue
LINGER = 0.4  # seconds a cue may stay after its last word
LEAST_FRAMES = 2
# A cue does not end on these where it can be helped: they belong to what follows.
_DANGLING = frozenset(
    """
    a an the of in on at to for from by with and or but as is are was were be than into over under its their his
    her our your my this that these those very more most no not per about between
    """.split()
)


def cues(words: Sequence[SpokenWord], output: OutputSpec, frames: int, per_cue: int) -> tuple[Cue, ...]:
    """Group words into cues of at most `per_cue`, in whole frames of a film of `frames` frames."""
    spoken = [word for word in words if word.text.strip()]
    groups = _group(spoken, per_cue)
    firsts = _whole_frames([word.start for word in spoken], output.fps, frames)
    shown, at = [], 0
    for group in groups:
        stop = at + len(group)
        next_first = firsts[stop] if stop < len(firsts) else frames
        last = min(round((group[-1].end + LINGER) * output.fps), next_first, frames)
        end = max(last, firsts[stop - 1] + 1)
        bounds = [*firsts[at:stop], end]
        marked = tuple(CaptionWord(text=word.text, first=bounds[n], end=bounds[n + 1]) for n, word in enumerate(group))
        shown.append(Cue(words=marked, first=bounds[0], end=end))
        at = stop
    return tuple(shown)


def _whole_frames(starts: Sequence[float], fps: int, frames: int) -> list[int]:
    """First frames of all words: at least LEAST_FRAMES apart where there is room, and all inside the film."""
    firsts: list[int] = []
    for number, start in enumerate(starts):
        latest = frames - (len(starts) - number)
        earliest = firsts[-1] + 1 if firsts else 0
        wanted = max(round(start * fps), firsts[-1] + LEAST_FRAMES if firsts else 0)
        firsts.append(max(min(wanted, latest), earliest))
    return firsts


def _group(words: Sequence[SpokenWord], per_cue: int) -> list[list[SpokenWord]]:
    """Phrases first (they end at punctuation and pauses), then each phrase in even groups that end well."""
    phrases: list[list[SpokenWord]] = [[]]
    for number, word in enumerate(words):
        phrases[-1].append(word)
        following = words[number + 1] if number + 1 < len(words) else None
        ends = re.search(r"[.!?…,;:—–][\"'”’)\]]*$", word.text)
        if following and (ends or following.start - word.end > PAUSE):
            phrases.append([])
    return [group for phrase in phrases if phrase for group in _even(phrase, per_cue)]


def _even(phrase: list[SpokenWord], per_cue: int) -> list[list[SpokenWord]]:
    """Split a phrase into the fewest groups, choosing the split with the fewest orphans and dangling words."""
    count = len(phrase)
    # best[n]: the cheapest way to show the first n words
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for n in range(1, count + 1):
        options = []
        for size in range(1, min(per_cue, n) + 1):
            cost, cuts = best[n - size]
            last = re.sub(r"\W", "", phrase[n - 1].text.lower())
            dangles = 2.2 if n < count and last in _DANGLING else 0.0
            orphan = 0.8 if size == 1 and count > 1 and len(phrase[n - 1].text) < 8 else 0.0
            options.append((cost + 1.0 + dangles + orphan + 0.05 * (per_cue - size) ** 2, [*cuts, n]))
        best.append(min(options, key=lambda option: option[0]))
    bounds = [0, *best[count][1]]
    return [phrase[a:b] for a, b in pairwise(bounds)]
