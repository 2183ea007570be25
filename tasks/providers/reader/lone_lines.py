"""Takes a short line without a stop for what it is in a text of sentences: a heading, a byline, a date, a caption.

Copied pages hold such lines between their paragraphs. Spoken, they would be sentences that say nothing. A text that
writes no stops at all keeps its lines.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasks.domain.text.reading import Block, Kind
from tasks.domain.text.sentences import is_closed

LONGEST = 5  # words; a line with a bar or a dot between its parts may be longer
PROSE = 3  # paragraphs of sentences that a text must have
MOSTLY = 4  # times as many words in them as in its lone lines
_PARTED = ("|", "·", "•")
_AROUND = re.compile(
    r"(?:updated?|published|posted|last (?:updated|modified)|written by|by [A-Z]|publisher|editor|staff|from:|source:"
    r"|filed|related|show more|read more|post a comment|no comments|leave a)\b",
    re.IGNORECASE,
)


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, where lone lines became headings. Those head the blocks after them, up to the next heading."""
    closed = [block.text for block in blocks if block.kind is Kind.prose and is_closed(block.text)]
    lone = [block.text for block in blocks if _is_lone(block)]
    if len(closed) < PROSE or _words(closed) < MOSTLY * _words(lone):
        return list(blocks)
    headed: list[Block] = []
    section: str | None = None
    for block in blocks:
        if _is_lone(block):
            section = block.text
            headed.append(Block(Kind.heading, block.text))
            continue
        if block.kind is Kind.heading:
            section = None
        headed.append(block if section is None else replace(block, section=section))
    return headed


def _is_lone(block: Block) -> bool:
    short = (
        len(block.text.split()) <= LONGEST or any(sign in block.text for sign in _PARTED) or _AROUND.match(block.text)
    )
    return block.kind is Kind.line and bool(short) and not is_closed(block.text) and block.text[-1] not in ",;:："


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
