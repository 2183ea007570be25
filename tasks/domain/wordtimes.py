"""Every written word gets its time: from what a voice says it spoke, or from the letters where it says nothing."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from tasks.domain.models import SpokenWord

LEAST = 0.02  # seconds a word is never shorter than


def weight(word: str) -> float:
    """How long a word takes to say, relative to others: its letters, more for digits, and the pause that follows."""
    said = len(re.sub(r"\W", "", word)) + 3.0 * len(re.findall(r"\d", word)) + 1.0
    pause = 4.0 if word[-1] in ".!?…" else 2.0 if word[-1] in ",;:—–" else 0.0
    return said + pause


def proportional(words: Sequence[str], start: float, end: float) -> tuple[SpokenWord, ...]:
    """Share a stretch of time among words by what each takes to say."""
    if not words:
        return ()
    total = sum(weight(word) for word in words)
    times, at = [], start
    for word in words:
        after = at + (end - start) * weight(word) / total
        times.append(SpokenWord(text=word, start=at, end=max(after, at + 1e-6)))
        at = after
    return tuple(times)


def align(written: Sequence[str], spoken: Sequence[SpokenWord], seconds: float) -> tuple[SpokenWord, ...]:
    """One time for each written word, from the times of what was spoken.

    The two differ where a voice expands what is written ("$5" is said as two words): equal words anchor each other,
    and what stands between two anchors shares the time between them. Times never go backwards and stay within
    [0, seconds].
    """
    left = [_plain(word) for word in written]
    right = [_plain(word.text) for word in spoken]
    found: list[SpokenWord | None] = [None] * len(written)
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            if left[block.a + step]:
                found[block.a + step] = spoken[block.b + step]
    used = {id(word) for word in found if word}
    times: list[SpokenWord] = []
    at = 0
    while at < len(written):
        hit = found[at]
        if hit:
            times.append(SpokenWord(text=written[at], start=hit.start, end=hit.end))
            at += 1
            continue
        stop = next((n for n in range(at, len(written)) if found[n]), len(written))
        before = times[-1].end if times else 0.0
        following = found[stop] if stop < len(written) else None
        after = following.start if following else seconds
        between = [
            word for word in spoken if id(word) not in used and before - 0.01 <= word.start and word.end <= after + 0.01
        ]
        first = max(before, between[0].start) if between else before
        last = min(after, between[-1].end) if between else after
        times += proportional(written[at:stop], first, max(last, first))
        at = stop
    return _in_order(times, seconds)


def _plain(word: str) -> str:
    return re.sub(r"[^\w]", "", word.lower()).replace("_", "")


def _in_order(times: Sequence[SpokenWord], seconds: float) -> tuple[SpokenWord, ...]:
    ordered: list[SpokenWord] = []
    at = 0.0
    for number, word in enumerate(times):
        room = seconds - LEAST * (len(times) - number)
        start = min(max(word.start, at), max(room, at))
        end = min(max(word.end, start + LEAST), max(seconds, start + LEAST))
        ordered.append(SpokenWord(text=word.text, start=round(start, 4), end=round(end, 4)))
        at = start + LEAST
    return tuple(ordered)
