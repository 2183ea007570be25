"""A piece of text with its phonemes, and the marks that the model knows, which every language's reader shares."""

import re
from typing import NamedTuple

MARKS = {
    **dict.fromkeys(".。।．", "."),
    **dict.fromkeys(",、，،", ","),
    **dict.fromkeys("!！", "!"),
    **dict.fromkeys("?？", "?"),
    **dict.fromkeys(":：", ":"),
    **dict.fromkeys(";；", ";"),
    **dict.fromkeys("—–～〜", "—"),
    **dict.fromkeys("“«「『《", "“"),
    **dict.fromkeys("”»」』》", "”"),
    **dict.fromkeys("(（", "("),
    **dict.fromkeys(")）", ")"),
    "…": "…",
    '"': '"',
}
# Devanagari's vowel signs are no word characters of Python's.
_WORD = re.compile(r"([^\w\u0900-\u0963\u0966-\u097f]*)(.*?)([^\w\u0900-\u0963\u0966-\u097f]*)", re.DOTALL)


class Unit(NamedTuple):
    """A word or a mark as written, its phonemes in the model's letters, and whether a space follows them."""

    text: str
    phonemes: str
    space: bool = True


def marks(text: str) -> str:
    """The model's letters for these marks; those that it has none for are silent."""
    return "".join(MARKS.get(char, "") for char in text)


def parted(word: str) -> tuple[str, str, str]:
    """The marks before a word, the word, and the marks after it."""
    lead, body, tail = _WORD.fullmatch(word).groups()  # type: ignore[union-attr]  # it matches every text
    return lead, body, tail
