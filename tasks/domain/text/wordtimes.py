"""Times every written word: from the times that a voice reports, or estimated from its letters if it reports none."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from tasks.domain.speech import Said, SpokenWord
from tasks.domain.words import PAUSES, STOPS, letters, split_words, word_spans

MIN_SECONDS = 0.02  # of a word


def weight(word: str) -> float:
    """How long a word takes to say, relative to others: by its letters, its digits, and the pause after it."""
    pause = 4.0 if word[-1] in STOPS else 2.0 if word[-1] in PAUSES else 0.0
    return sounds(word) + pause


def sounds(word: str) -> float:
    """How much of a word there is to say, in letters: a digit stands for several."""
    return len(re.sub(r"\W", "", word)) + 3.0 * len(re.findall(r"\d", word)) + 1.0


def proportional(words: Sequence[str], start: float, end: float) -> tuple[SpokenWord, ...]:
    """Divide the time from `start` to `end` (seconds) among the words, in proportion to their weights."""
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
    """One time for each written word, from the times of the spoken words.

    The two differ where a voice expands a word ("$5" is two spoken words) or splits it ("don't"). So letters are
    matched: a word with most letters found takes their times, the words in between share the time in between. Times
    never go backwards and stay within 0 and `seconds`.
    """
    # For each letter, the number of its word.
    written_at = [number for number, word in enumerate(written) for _ in _plain(word)]
    spoken_at = [number for number, word in enumerate(spoken) for _ in _plain(word.text)]
    letters = "".join(map(_plain, written)), "".join(_plain(word.text) for word in spoken)
    matches: dict[int, list[int]] = {}
    for block in SequenceMatcher(None, *letters, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            matches.setdefault(written_at[block.a + step], []).append(spoken_at[block.b + step])
    known = {n: spoken_by for n, spoken_by in matches.items() if len(spoken_by) >= 0.6 * len(_plain(written[n]))}
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
    return in_order(times, seconds)


def of_written(text: str, said: Said, times: Sequence[SpokenWord], seconds: float) -> tuple[SpokenWord, ...]:
    """One time for each word of the written text, from the times of the words of what was said for it.

    A written word takes the times of the spoken words that stand for it. Written words that one reading stands for
    ("10 000") share its time; a word for which nothing is said takes the moment between its neighbours.
    """
    spoken_spans = word_spans(said.text)
    groups: list[tuple[list[str], int, int]] = []  # written words, and the spoken characters that stand for them
    for first_letter, after in word_spans(text):
        word, start, end = text[first_letter:after], said.position(first_letter), said.position(after, end=True)
        if groups and start < groups[-1][2]:
            words, first, last = groups[-1]
            groups[-1] = ([*words, word], first, max(last, end))
        else:
            groups.append(([word], start, end))
    written: list[SpokenWord] = []
    for words, first, last in groups:
        heard = [time for time, (a, b) in zip(times, spoken_spans, strict=True) if a < last and b > first]
        so_far = written[-1].end if written else 0.0
        begins, ends = (heard[0].start, heard[-1].end) if heard else (so_far, so_far)
        written += proportional(words, begins, max(begins, ends))
    return in_order(written, seconds)


def from_characters(
    written: Sequence[str], characters: Sequence[str], starts: Sequence[float], ends: Sequence[float], seconds: float
) -> tuple[SpokenWord, ...]:
    """One time for each written word, from the start and end (seconds) that a voice reports for every character."""
    timed = zip(characters, starts, ends, strict=True)
    heard = [(letter, start, end) for character, start, end in timed for letter in letters(character)]
    said = "".join(letter for letter, _, _ in heard)
    words = written if said == letters("".join(written)) else split_words("".join(characters))
    spoken: list[SpokenWord] = []
    at = 0
    for word in words:
        own = heard[at : at + len(word)]
        spoken.append(SpokenWord(text=word, start=own[0][1], end=max(end for _, _, end in own)))
        at += len(word)
    return in_order(spoken, seconds) if words is written else align(written, spoken, seconds)


def reported(
    written: Sequence[str], spoken: Sequence[tuple[str, float, float]], seconds: float
) -> tuple[SpokenWord, ...]:
    """One time for each written word, from the word, start and end (seconds) of each word that a voice reports.

    Empty if these are missing, broken, or of another text.
    """
    if not all(0 <= start <= end < float("inf") for _, start, end in spoken):
        return ()
    heard = [SpokenWord(text=text.strip(), start=start, end=end) for text, start, end in spoken if _plain(text)]
    letters = "".join(map(_plain, written)), "".join(_plain(word.text) for word in heard)
    blocks = SequenceMatcher(None, *letters, autojunk=False).get_matching_blocks()
    if sum(block.size for block in blocks) < max(1, len(letters[0]) / 2):
        return ()
    return align(written, heard, seconds)


def _plain(word: str) -> str:
    """The word's letters and digits, in lower case."""
    return re.sub(r"[^\w]", "", word.lower()).replace("_", "")


def in_order(times: Sequence[SpokenWord], seconds: float) -> tuple[SpokenWord, ...]:
    """The words with times that never go backwards, last at least MIN_SECONDS, and end by `seconds` if possible."""
    ordered: list[SpokenWord] = []
    at = 0.0
    for number, word in enumerate(times):
        room = seconds - MIN_SECONDS * (len(times) - number)
        start = min(max(word.start, at), max(room, at))
        end = min(max(word.end, start + MIN_SECONDS), max(seconds, start + MIN_SECONDS))
        ordered.append(SpokenWord(text=word.text, start=round(start, 4), end=round(end, 4)))
        at = start + MIN_SECONDS
    return tuple(ordered)
