"""Knows a line that is nothing but a date, as blogs and newspapers set it over their texts: "Updated on 9 May 2013"."""

import re
from datetime import UTC, datetime
from functools import cache

from tasks.domain.text.vocabulary import LANGUAGES

LONGEST = 12  # words
_NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_NUMBER = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|er|º|ª|日|年|月)?|\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:am|pm|h)?|\d{1,2}[ap]m"
)
# Words that stand around a date: when what happened to the page, and the time of day.
_BESIDE = frozenset(
    """
    updated published posted modified created reviewed last first on at the of date time am pm a.m p.m utc gmt et pt est
    edt pst pdt ist bst cet of de del di du le la el il den der am um uhr vom von veröffentlicht aktualisiert publié mis
    à jour publicado actualizado pubblicato aggiornato gepubliceerd bijgewerkt op o godz dnia opublikowano г года в в
    опубликовано обновлено р о ano às h klo kl yayınlandı güncellendi publicerad uppdaterad
    """.split()
)


def is_date(line: str) -> bool:
    """Whether a line names a day, and nothing else but a time and when it was published or changed."""
    words = re.findall(r"[^\s,|·•()]+", line.casefold())
    if not words or len(words) > LONGEST:
        return False
    kinds = [_kind(word) for word in words]
    return "" not in kinds and ("day" in kinds or "numeric" in kinds) and ("number" in kinds or "numeric" in kinds)


def _kind(word: str) -> str:
    bare = word.strip(".:–—-")
    if not bare:
        return "sign"
    if _NUMERIC.fullmatch(bare):
        return "numeric"
    if re.fullmatch(
        r"\d{1,4}(?:st|nd|rd|th|er|º|ª|日|年|月)?|\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:am|pm|h)?|\d{1,2}[ap]m", bare
    ):
        return "number"
    if bare in _names():
        return "day"
    return "beside" if bare in _BESIDE else ""


@cache
def _names() -> frozenset[str]:
    """The names of months and weekdays, long and short, in the languages of the built-in writer."""
    from icu4py.messageformat import MessageFormat  # noqa: PLC0415 - few texts hold such a line

    days = [datetime(2024, month, 1, tzinfo=UTC) for month in range(1, 13)]
    days += [datetime(2024, 1, day, tzinfo=UTC) for day in range(2, 8)]
    found = set()
    for language in LANGUAGES:
        for pattern in ("MMMM", "MMM", "MMMMd", "EEEE", "EEE"):
            named = MessageFormat(f"{{day,date,::{pattern}}}", language)
            for day in days:
                found |= {word.strip(".").casefold() for word in named.format({"day": day}).split()}
    return frozenset(name for name in found if name and not any(map(str.isdigit, name)))
