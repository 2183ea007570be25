"""Escapes untrusted text, such as titles and authors, for Markdown pages and for a terminal."""

import re

from tasks.domain.legible import TURNS, whole_letters

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """The text without what a terminal obeys, which could tell it to hide, rewrite or turn round lines."""
    return CONTROLS.sub("\N{REPLACEMENT CHARACTER}", TURNS.sub("", whole_letters(text)))


def plain(text: str) -> str:
    """The text on one line, with all Markdown and HTML escaped."""
    one_line = printable(" ".join(text.split()))
    return re.sub(r"([\\`*_\[\]{}<>#|~!])", r"\\\1", one_line).replace("\\<", "&lt;")


def link(title: str, address: str) -> str:
    """A Markdown link, or only the title if the address is not a plain http(s) URL."""
    if not re.fullmatch(r"https?://[^\s<>\"\\\x00-\x1f\x7f-\x9f]+", address):
        return plain(title)
    return f"[{plain(title)}]({address.replace('(', '%28').replace(')', '%29')})"
