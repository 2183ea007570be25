"""Kinetic type: scenes that set their words as they are spoken, and where captions rest meanwhile. Pure."""

from collections.abc import Collection, Sequence

from tasks.domain.film.motion import GENTLE, MAX_ZOOM
from tasks.domain.timeline import Cue, OutputSpec, safe_area
from tasks.domain.values import replaced
from tasks.domain.words import split_words

SHARE = 0.15  # of a film's scenes that set their words, and one at least
ASIDE = 0.3 * GENTLE + 0.04  # how far from the middle a gentle move's views are placed at most
Span = tuple[int, int]  # frames, the second exclusive


def most_speaking(scenes: int) -> int:
    """How many of a film's scenes may set their words: more would tire."""
    return max(1, int(SHARE * scenes))


def text_area(output: OutputSpec) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a picture's part, as shares of it, that no gentle move takes off the safe area."""
    safe = safe_area(output)
    nearest = 1 + (MAX_ZOOM - 1) * GENTLE
    hidden = 1 - 1 / nearest  # of a side, when the camera is nearest
    low, high = hidden * (0.5 + ASIDE), hidden * (0.5 - ASIDE)
    return (
        safe.left / output.width / nearest + low,
        safe.top / output.height / nearest + low,
        safe.right / output.width / nearest + high,
        safe.bottom / output.height / nearest + high,
    )


def says(spoken: str, text: str) -> bool:
    """Whether a picture that sets the words `spoken` sets this text, whatever its spaces."""
    return bool(spoken) and split_words(spoken) == split_words(text)


def rested(cues: Sequence[Cue], spans: Collection[Span]) -> tuple[tuple[Cue, ...], tuple[Cue, ...]]:
    """The cues that are shown, and those that rest: whose words begin within `spans`, where the picture sets them.

    A cue that is shown leaves the screen before a span, and comes after it.
    """
    shown: list[Cue] = []
    resting: list[Cue] = []
    for cue in cues:
        if any(first <= cue.first < end for first, end in spans):
            resting.append(cue)
            continue
        until = min((first for first, end in spans if cue.first < first < cue.end), default=cue.end)
        words = tuple(replaced(word, first=min(word.first, until), end=min(word.end, until)) for word in cue.words)
        shown.append(replaced(cue, words=words, end=until))
    return tuple(shown), tuple(resting)
