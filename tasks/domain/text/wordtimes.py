"""Every written word gets its time: from what a voice says it spoke, or from the letters where it says nothing."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from tasks.domain.story import SpokenWord

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

    The two differ where a voice expands what is written ("$5" is two spoken words) or cuts it ("don't"): letters are
    matched, words whose letters are found take their times, and what stands between shares the time between. Times
    never go backwards and stay within [0, seconds].
    """
    owner = [number for number, word in enumerate(written) for _ in _plain(word)]
    speaker = [number for number, word in enumerate(spoken) for _ in _plain(word.text)]
    letters = "".join(map(_plain, written)), "".join(_plain(word.text) for word in spoken)
    heard: dict[int, list[int]] = {}
    for block in SequenceMatcher(None, *letters, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            heard.setdefault(owner[block.a + step], []).append(speaker[block.b + step])
    known = {n: spoken_by for n, spoken_by in heard.items() if len(spoken_by) >= 0.6 * len(_plain(written[n]))}
    times: list[SpokenWord] = []
    at, last_spoken = 0, -1
    while at < len(written):
        if at in known:
            first, last = known[at][0], known[at][-1]
            times.append(SpokenWord(text=written[at], start=spoken[first].start, end=spoken[last].end))
            at, last_spoken = at + 1, last
            continue
        stop = next((n for n in range(at, len(written)) if n in known), len(written))
        next_spoken = known[stop][0] if stop < len(written) else len(spoken)
        between = spoken[last_spoken + 1 : next_spoken]
        before = times[-1].end if times else 0.0
        after = spoken[next_spoken].start if next_spoken < len(spoken) else seconds
        start, end = (between[0].start, between[-1].end) if between else (before, max(before, after))
        times += proportional(written[at:stop], start, max(start, end))
        at = stop
    return _in_order(times, seconds)


def from_characters(
    written: Sequence[str], characters: Sequence[str], starts: Sequence[float], ends: Sequence[float], seconds: float
) -> tuple[SpokenWord, ...]:
    """One time for each written word, from the time of every character that a voice says it spoke."""
    spoken: list[SpokenWord] = []
    open_word = False
    for character, start, end in zip(characters, starts, ends, strict=True):
        if not character.strip():
            open_word = False
        elif open_word:
            so_far = spoken[-1]
            spoken[-1] = SpokenWord(text=so_far.text + character, start=so_far.start, end=max(so_far.end, end))
        else:
            spoken.append(SpokenWord(text=character, start=start, end=end))
            open_word = True
    if [word.text for word in spoken] == list(written):
        return _in_order(spoken, seconds)
    return align(written, spoken, seconds)


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
