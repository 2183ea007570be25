"""How long words take to speak, and how many scenes they need."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from tasks.domain.film.paces import pace_of
from tasks.domain.words import count_words


def scene_count(words: int, seconds: float, language: str = "en") -> int:
    """The number of scenes for a narration, by its real pace; at least 1. For 55 s, 18, 14 or 11 scenes."""
    return max(1, round(seconds / scene_seconds(words, seconds, language)))


def scene_seconds(words: int, seconds: float, language: str = "en") -> int:
    """How long a scene of a narration lasts, by its real pace.

    3 s above 220 English words a minute, 4 s from 150, else 5 s. In another language, as long as what is said would
    have in English.
    """
    pace = words / seconds * 60 / pace_of(language)
    return 3 if pace > 220 else 4 if pace >= 150 else 5


def planned_seconds(words: int, words_per_minute: float) -> float:
    """How long a number of words takes to speak."""
    return words / words_per_minute * 60


def seconds_without_times(narrations: Sequence[str], seconds: float) -> tuple[float, ...]:
    """Scene lengths for a voice that gives no times: by the length of each narration, scaled to `seconds` in all.

    Over 20 words count as 6 s, 12 to 20 words as 4 s, fewer as 3 s.
    """
    counts = [count_words(text) for text in narrations]
    lengths = [6.0 if count > 20 else 4.0 if count >= 12 else 3.0 for count in counts]
    scale = seconds / sum(lengths)
    return tuple(length * scale for length in lengths)


def timecodes(seconds: Iterable[float]) -> tuple[str, ...]:
    """The spans of consecutive scenes with these lengths, such as 0:04-0:08."""
    ends = [round(end) for end in accumulate(seconds)]
    return tuple(f"{_clock(start)}-{_clock(end)}" for start, end in zip([0, *ends[:-1]], ends, strict=True))


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
