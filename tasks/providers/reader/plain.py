"""Reads plain text: paragraphs between empty lines, a title and a byline above it, and lines without punctuation."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.domain.text.reading import Kind
from tasks.domain.text.sentences import STOPS, is_closed
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.furniture import is_around
from tasks.providers.reader.tags import unescaped

MAX_TITLE = 90  # characters
MAX_ALONE = 140  # of a line that is a paragraph of its own
HEADING = 5  # words of a line that can be a heading; one that surely is may have thrice as many
MIN_WRAPPED = 60  # characters: an editor's narrowest column
_BYLINE = re.compile(
    r"(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]v|Автор:?|Text:|Author:)\s+(\w[\w.'’-]*(?:\s+[\w.'’&-]+){0,4})"
)
_ITEM = re.compile(r"\s*(?:[-*+•‣–]|#?\(?(?P<number>\d{1,2})[.)]|\(?[a-z]\))\s+(?=\S)")
_BARE_NUMBER = re.compile(r"\s*(?P<number>\d{1,2})\s+(?=[^\W\d][^.!?:;]{2,60}$)")
ORDERED = 3  # headings that count up from 1
_AMOUNT = re.compile(r"\s*(?:\d|[¼½¾⅓⅔⅛])[\d\s./,–¼½¾⅓⅔⅛-]*[^\W\d]")  # "1-1/2 cups lentils"
AMOUNTS = 3  # lines that begin with one, in a list of them
OPENERS = "\"'“‘„«(¿¡"
_RULE = re.compile(r"\s*[-=*_~#]{3,}\s*")


def read_plain(text: str) -> Draft:
    """The paragraphs of a text without markup."""
    draft = Draft()
    lines = _numbered(unescaped(text).splitlines())
    around = [is_around(line) for line in lines]
    draft.leave("page element", sum(around))
    lines = ["" if menu else line for line, menu in zip(lines, around, strict=True)]
    paragraphs = _paragraphs(lines)
    if paragraphs:
        _take_title(paragraphs, draft)
    for paragraph in paragraphs:
        _add(paragraph, draft)
    return draft


def _numbered(lines: Sequence[str]) -> list[str]:
    """The lines, where the numbers of a list became bullets. A number without a neighbour belongs to its sentence."""
    if headed := _counting_up(lines):
        return [part for at, line in enumerate(lines) for part in (("", headed[at], "") if at in headed else (line,))]
    found = [_ITEM.match(line) for line in lines]
    numbers = {int(item["number"]) for item in found if item and item["number"]}
    listed = {number for number in numbers if {number - 1, number + 1} & numbers}
    return [
        f"- {line[item.end() :]}" if item and item["number"] and int(item["number"]) in listed else line
        for line, item in zip(lines, found, strict=True)
    ]


def _counting_up(lines: Sequence[str]) -> dict[int, str]:
    """The headings without a dot after their numbers, by their lines: "1 Better sleep", "2 Clear skin", and so on."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        heading = _BARE_NUMBER.match(line)
        if heading and int(heading["number"]) == len(found) + 1:
            found[at] = line[heading.end() :][:1].upper() + line[heading.end() + 1 :]
        elif heading and found:
            return {}  # amounts
    return found if len(found) >= ORDERED else {}


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip() and not _RULE.fullmatch(line):
            paragraphs[-1].append(line.rstrip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _take_title(paragraphs: list[list[str]], draft: Draft) -> None:
    """Take the title and the byline off the first paragraph: both are shown, and not spoken."""
    first = paragraphs[0]
    alone = len(first) == 1 and len(paragraphs) > 1
    byline = len(first) > 1 and is_byline(first[1])
    if _is_title(first, MAX_ALONE if alone else MAX_TITLE) and (alone or byline or _stands_out(first)):
        draft.title = " ".join(first.pop(0).split())
    for paragraph in paragraphs[:2]:
        if paragraph and is_byline(paragraph[0]) and draft.title:
            found = _BYLINE.match(paragraph.pop(0).strip())
            draft.author = found[1].strip() if found else ""
            draft.leave("byline")
            break
    paragraphs[:] = [paragraph for paragraph in paragraphs if paragraph]


def _is_title(lines: Sequence[str], longest: int) -> bool:
    line = lines[0].strip()
    return len(line) < longest and not is_closed(line) and line[-1] not in ",;:" and not _ITEM.match(line)


def _stands_out(lines: Sequence[str]) -> bool:
    """Whether the first line is much shorter than those below, which begin anew and are prose."""
    if len(lines) < 2:
        return False
    below = lines[1].strip()
    longest = max(map(len, lines[1:]))
    prose = any(stop in " ".join(lines[1:]) for stop in STOPS)
    return prose and len(lines[0]) < 0.6 * longest and below.lstrip(OPENERS)[:1].isupper() and not is_byline(lines[0])


def is_byline(line: str) -> bool:
    """Whether a line only names the author, such as "By Jo Writer"."""
    found = _BYLINE.fullmatch(line.strip())
    return bool(found) and all(word[0].isupper() for word in found[1].split() if len(word) > 3)  # type: ignore[index]


def _add(lines: Sequence[str], draft: Draft) -> None:
    """A paragraph, its list items, or its lines one by one if it has no punctuation."""
    if len(lines) > 1 and _heads(lines):
        draft.add(Kind.heading, _ITEM.sub("", lines[0], count=1))
        _add(lines[1:], draft)
        return
    items = [at for at, line in enumerate(lines) if (item := _ITEM.match(line)) and not item["number"]]
    if len(items) > 1 or (items == [0] and len(lines) == 1):
        if items[0]:
            _add(lines[: items[0]], draft)
        for start, end in zip(items, [*items[1:], len(lines)], strict=True):
            _add_item(lines[start:end], draft)
        return
    if _amounts(lines):
        for line in lines:
            draft.add(Kind.item if _AMOUNT.match(line) else Kind.line, line)
        return
    whole = " ".join(line.strip() for line in lines)
    unpunctuated = not any(stop in whole for stop in STOPS)
    if unpunctuated:
        for line in [_unhyphenated(lines)] if is_wrapped(lines) else lines:
            draft.add(Kind.line, line)
        return
    if len(lines) > 1 and all(map(is_closed, lines)):  # each is a paragraph: an editor breaks lines within sentences
        for line in lines:
            draft.add(Kind.prose, line.strip())
        return
    draft.add(Kind.prose, _unhyphenated(lines))


def _add_item(lines: Sequence[str], draft: Draft) -> None:
    """An item of a list, or the numbered heading of what stands below it."""
    if len(lines) > 1 and len(_ITEM.sub("", lines[0], count=1).split()) <= HEADING and _heads(lines):
        _add(lines, draft)
    else:
        draft.add(Kind.item, _ITEM.sub("", " ".join(lines), count=1))


def _amounts(lines: Sequence[str]) -> bool:
    """Whether the lines are what a recipe or a kit takes: most begin with an amount, and none is a sentence."""
    amounts = [line for line in lines if _AMOUNT.match(line)]
    return len(amounts) >= AMOUNTS and len(amounts) * 2 >= len(lines) and not any(map(is_closed, amounts))


def _heads(lines: Sequence[str]) -> bool:
    """Whether the first line is a heading: short, without a stop, and above a line that begins anew and is prose."""
    first, below = _ITEM.sub("", lines[0], count=1).strip(), lines[1].strip()
    numbered = _ITEM.match(lines[0]) is not None
    sure = numbered or (len(lines) > 2 and all(is_closed(line.strip()) for line in lines[1:]))
    short = len(first.split()) <= (HEADING * 3 if sure else HEADING)
    begins = first[:1].isupper() and (below[:1].isupper() or _ITEM.match(below) is not None)
    return short and begins and not is_closed(first) and first[-1] not in ",;:" and is_closed(lines[-1].strip())


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether an editor broke the lines, so that they are one paragraph: the next word did not fit on any of them."""
    longest = max(map(len, lines))
    full = all(len(line) + 1 + len(after.split()[0]) > longest for line, after in pairwise(lines))
    return longest >= MIN_WRAPPED and full


def _unhyphenated(lines: Sequence[str]) -> str:
    """The lines as one. A soft hyphen at a line's end joins a word, a plain one stays: it may belong to the word."""
    text = ""
    for line in lines:
        if text.endswith(("\u00ad", "\ufffe", "\u2010")):
            text = text[:-1] + line.strip()
        elif re.search(r"[a-zà-ÿ]-$", text) and line.strip()[:1].islower():
            text += line.strip()
        else:
            text = f"{text} {line.strip()}".strip()
    return text
