"""What a voice is handed for a written text, and which words of it stand for which written ones."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from tasks.domain.speech import Said, Span
from tasks.domain.text.quantities import read

# Characters that only hyphenate, break lines or mark the order of bytes. Joiners stay: Persian and Hindi need them.
INVISIBLE = "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f"
# Characters that voices take for gaps: other hyphens, fraction strokes and ligatures.
_PLAIN = {"\u2010": "-", "\u2011": "-", "\u2044": "/", "\u2215": "/"} | dict(
    zip("ﬀﬁﬂﬃﬄ", "ff fi fl ffi ffl".split(), strict=True)
)
MARKUP = "*_`#^|~<>{}[]\\"
# Letters, marks, digits and punctuation are spoken or pause; of the signs, these have readings in every voice.
_OF_NUMBERS = frozenset("−±~≈<>≤≥×÷^")  # without a reading, these are kept beside a number
KEPT_SIGNS = frozenset("$€£¥₹%&+°=§/@'’\"-–—")


def spoken(text: str, language: str) -> Said:
    """The voice's text in this language: quantities read, invisible characters dropped, accents composed."""
    clean, origin = _cleaned(text)
    changes = [
        (origin[quantity.start], origin[quantity.end], quantity.spoken)
        for quantity in read(clean, language)
        if quantity.spoken != quantity.written
    ]
    for start, end, said in (*_normalised(text), *_unsaid(text)):
        if not _clash(start, end, changes):
            changes.append((start, end, said))
    return _replaced(text, _tidied(text, sorted(changes)))


def _clash(start: int, end: int, changes: Sequence[tuple[int, int, str]]) -> bool:
    return any(start < b and end > a for a, b, _ in changes)


def _tidied(text: str, changes: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The changes in order, in which what is left out takes one of the spaces around it along."""
    tidy: list[tuple[int, int, str]] = []
    for start, end, said in changes:
        first, last = start, end
        if not said and text[start] not in INVISIBLE:
            if text[start - 1 : start] == " " and not text[end : end + 1].isalnum():
                first = start - 1
            elif not text[:start].strip() and text[end : end + 1] == " ":
                last = end + 1
        clash = _clash(first, last, [*tidy, *(change for change in changes if change[0] != start)])
        tidy.append((start, end, said) if clash else (first, last, said))
    return tidy


def _cleaned(text: str) -> tuple[str, list[int]]:
    """The text without what a reader does not see, composed; for each of its offsets, the offset in the original."""
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for start, end, said in (*_normalised(text), (len(text), len(text), "")):
        parts += text[at:start], said
        origin += range(at, start)
        origin += [start] * len(said)
        at = end
    return "".join(parts), [*origin, len(text)]


def _normalised(text: str) -> list[tuple[int, int, str]]:
    """The places where composing (NFC) or dropping invisible characters changes the text."""
    changes = [(found.start(), found.end(), _PLAIN[found[0]]) for found in re.finditer(f"[{''.join(_PLAIN)}]", text)]
    plain = "".join(_PLAIN)
    pattern = rf"[{INVISIBLE}]+|[^{INVISIBLE}{plain}\s][\u0300-\u036f\u3099\u309a]+|[\u1100-\u11ff]+"
    for found in re.finditer(pattern, text):
        composed = "" if found[0][0] in INVISIBLE else unicodedata.normalize("NFC", found[0])
        if composed != found[0]:
            changes.append((found.start(), found.end(), composed))
    return sorted(changes)


def _unsaid(text: str) -> Iterator[tuple[int, int, str]]:
    """Markup, emoji and signs that have no reading: nothing is said, and they join no words and no numbers."""
    for found in re.finditer(rf"[^\w\s{INVISIBLE}]+", text):
        for run in re.finditer("|".join((rf"[{re.escape(MARKUP)}]+", r"[^\w\s]")), found[0]):
            start, end = found.start() + run.start(), found.start() + run.end()
            if run[0][0] in MARKUP or _silent(run[0]):
                before, after = text[start - 1 : start], text[end : end + 1]
                if run[0] in _OF_NUMBERS and re.match(r"\s?[$€£¥₹]?\d", text[end:]):
                    continue  # it may change the number
                yield start, end, " " if before.isalnum() and after.isalnum() else ""
    for found in re.finditer("_+", text):
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        yield found.start(), found.end(), " " if before.isalnum() and after.isalnum() else ""


def _silent(char: str) -> bool:
    """Whether a character is a sign, an emoji or unassigned, and no voice reads it."""
    return char not in KEPT_SIGNS and unicodedata.category(char) in {"So", "Sk", "Sm", "Sc", "Cn", "Co", "Cc", "Cs"}


def _replaced(text: str, changes: list[tuple[int, int, str]]) -> Said:
    """The text with each of the changes made, set off by spaces from the words beside it."""
    parts: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for start, end, reading in changes:
        parts.append(text[at:start])
        length += start - at
        said = _set_off(reading, text[start - 1 : start] if start else "", text[end : end + 1], text[start:end])
        said = said.lstrip() if "".join(parts[-2:]).endswith(" ") and reading else said
        spans.append(Span(start=start, end=end, said_start=length, said_end=length + len(said)))
        parts.append(said)
        length += len(said)
        at = end
    parts.append(text[at:])
    return Said(text="".join(parts), spans=tuple(spans))


def _set_off(said: str, before: str, after: str, written: str) -> str:
    """The words with a space where they would run into a letter, and without one where there is a space already."""
    if not said or written in _PLAIN or said == unicodedata.normalize("NFC", written):
        return said
    lead = before and not before.isspace() and (said[0] == " " or (_spaced(before) and _spaced(said[0])))
    tail = after and not after.isspace() and (said[-1] == " " or (_spaced(after) and _spaced(said[-1])))
    return f"{' ' if lead else ''}{said.strip()}{' ' if tail else ''}"


def _spaced(char: str) -> bool:
    """Whether a character belongs to a word of a script that puts spaces between words."""
    return char.isalnum() and not re.match(
        r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\u0590-\u06ff]", char
    )
