"""Groups spoken words into captions that are read at a glance; each word is lit until the next one begins."""

from collections.abc import Collection, Sequence
from math import inf

from tasks.domain.speech import SpokenWord
from tasks.domain.text.breaks import BETWEEN_WORDS, break_cost, ends_with_mark, grouped, lone_cost
from tasks.domain.text.phrases import weight
from tasks.domain.timeline import CaptionWord, Cue, OutputSpec

PAUSE = 0.35  # seconds of silence that always end a cue
LINGER = 0.4  # seconds that a cue may stay after its last word
MIN_FRAMES = 2  # from the start of a word to the start of the next


def cues(
    words: Sequence[SpokenWord],
    output: OutputSpec,
    frames: int,
    per_cue: int,
    clauses: Collection[int] = (),
) -> tuple[Cue, ...]:
    """Group words into cues of at most `per_cue`, in whole frames of a film of `frames` frames.

    The short words of Chinese and Thai count for less.
    `clauses` are the numbers of words that end a clause without a mark.
    """
    spoken = [word for word in words if word.text.strip()]
    groups = _group(spoken, per_cue, clauses)
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
    """The first frame of each word: at least MIN_FRAMES apart if there is room, and all inside the film."""
    firsts: list[int] = []
    for number, start in enumerate(starts):
        latest = frames - (len(starts) - number)
        earliest = firsts[-1] + 1 if firsts else 0
        ideal = max(round(start * fps), firsts[-1] + MIN_FRAMES if firsts else 0)
        firsts.append(max(min(ideal, latest), earliest))
    return firsts


def _group(words: Sequence[SpokenWord], per_cue: int, clauses: Collection[int]) -> Sequence[Sequence[SpokenWord]]:
    """Split the words into phrases, at punctuation and pauses, and each phrase into even groups."""
    phrases: list[list[SpokenWord]] = [[]]
    for number, word in enumerate(words):
        phrases[-1].append(word)
        following = words[number + 1] if number + 1 < len(words) else None
        ends = number in clauses or (following and ends_with_mark(word.text, following.text))
        if following and (ends or following.start - word.end > PAUSE):
            phrases.append([])
    return [group for phrase in phrases if phrase for group in _even(phrase, per_cue)]


def _even(phrase: list[SpokenWord], per_cue: int) -> Sequence[Sequence[SpokenWord]]:
    """Split a phrase into few groups, with few single words and few splits of words that belong together."""

    weights = [weight(word.text) for word in phrase]

    def cost(first: int, end: int) -> float:
        size, last = sum(weights[first:end]), phrase[end - 1].text
        if size > per_cue:
            return inf
        split = 2.2 * (break_cost(last, phrase[end].text) - BETWEEN_WORDS) if end < len(phrase) else 0.0
        orphan = 0.8 if end - first == 1 and len(phrase) > 1 and len(last) < 8 else 0.0
        lone = lone_cost([last]) if end - first == 1 else 0.0
        return 1.0 + split + orphan + lone + 0.05 * (per_cue - size) ** 2

    return grouped(phrase, cost)
