"""Takes a short line without a stop for what it is in a text of sentences: a heading, a byline, a date, a caption.

Copied pages hold such lines between their paragraphs. Spoken, they would be sentences that say nothing. A text that
writes no stops at all keeps its lines.
"""

from collections.abc import Sequence
from dataclasses import replace

from tasks.domain.text.reading import Block, Kind
from tasks.domain.text.sentences import is_closed

LONGEST = 5  # words; a line with a bar or a dot between its parts may be longer
PROSE = 3  # paragraphs of sentences that a text must have
_PARTED = ("|", "·", "•")


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, where lone lines became headings. Those head the blocks after them, up to the next heading."""
    closed = sum(is_closed(block.text) for block in blocks if block.kind is Kind.prose)
    lone = sum(_is_lone(block) for block in blocks)
    if closed < max(PROSE, lone):
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
    short = len(block.text.split()) <= LONGEST or any(sign in block.text for sign in _PARTED)
    return block.kind is Kind.line and short and not is_closed(block.text) and block.text[-1] not in ",;:："
