"""Takes a short line without a stop for what it is in a text of sentences: a heading, a byline, a date, a caption.

Copied pages hold such lines between their paragraphs. Spoken, they would be sentences that say nothing. A text that
writes no stops at all keeps its lines.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasks.domain.text.reading import Block, Kind
from tasks.domain.text.sentences import is_closed
from tasks.domain.text.verbs import says

LONGEST = 5  # words; a line with a bar or a dot between its parts may be longer
LONGEST_TITLE = 14  # words of a line without a verb, or with capitals as a title has them
CAPITALS = 0.6  # of the words of a title
PROSE = 2  # paragraphs of sentences that a text must have
MOSTLY = 4  # times as many words in them as in its lone lines
_PARTED = ("|", "·", "•")
_AROUND = re.compile(
    r"(?:updated?|published|posted|last (?:updated|modified)|written by|by [A-Z]|publisher|editor|staff|from:|source:"
    r"|filed|related|show more|read more|post a comment|no comments|leave a)\b",
    re.IGNORECASE,
)


def with_headings(blocks: Sequence[Block], language: str = "en") -> list[Block]:
    """The blocks, where lone lines became headings. Those head the blocks after them, up to the next heading.

    In English, a line that says nothing is one, too: it has no verb, or capitals as a title has them.
    """
    english = language.partition("-")[0] == "en"
    closed = [block.text for block in blocks if block.kind is Kind.prose and is_closed(block.text)]
    lone = [block.text for block in blocks if _is_lone(block, english)]
    if len(closed) < PROSE or _words(closed) < MOSTLY * _words(lone):
        return list(blocks)
    headed: list[Block] = []
    section: str | None = None
    for block in blocks:
        if _is_lone(block, english):
            section = block.text
            headed.append(Block(Kind.heading, block.text))
            continue
        if block.kind is Kind.heading:
            section = None
        headed.append(block if section is None else replace(block, section=section))
    return headed


def _is_lone(block: Block, english: bool) -> bool:
    if block.kind is not Kind.line or is_closed(block.text) or block.text[-1] in ",;:：":
        return False
    short = len(block.text.split()) <= LONGEST or any(sign in block.text for sign in _PARTED)
    return short or bool(_AROUND.match(block.text)) or (english and _is_title(block.text))


def _is_title(text: str) -> bool:
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    capitals = sum(word[0].isupper() for word in words if len(word) > 3 or word[0].isupper())
    counted = sum(len(word) > 3 or word[0].isupper() for word in words)
    return len(words) <= LONGEST_TITLE and (capitals >= CAPITALS * max(1, counted) or not says(text))


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
