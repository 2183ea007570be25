"""Walks HTML that holds nothing but a text: converted documents, chapters of a book, pieces of HTML in Markdown."""

import html
import re
from typing import Any

from tasks.domain.text.reading import Kind
from tasks.providers.reader.draft import Draft

UNSPOKEN = {
    "pre": "code block",
    "table": "table",
    "figure": "picture",
    "img": "picture",
    "svg": "picture",
    "picture": "picture",
    "math": "formula",
    "s": "struck-out passage",
    "del": "struck-out passage",
    "strike": "struck-out passage",
    "script": "script",
    "noscript": "",
    "style": "",
    "head": "",
    "template": "",
    "nav": "menu",
    "form": "form",
    "button": "button",
    "iframe": "embedded page",
    "video": "embedded film",
    "audio": "embedded sound",
    "rt": "pronunciation",
    "rp": "",
}
BLOCKS = frozenset(
    "p div section article main header footer aside body html ul ol li dl dt dd blockquote h1 h2 h3 h4 h5 h6 address "
    "center details summary figcaption hr".split()
)
RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_POWER = re.compile(r"(?:\d|(?<![^\W\d_])(?:[munkcd]?m|in|ft|yd|mi|s|x|y|z|r|n|e|c|d|h))$")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡])[\])]?(?:[,\s]+\d{1,3})*")


def raised(before: str, text: str) -> str | None:
    """A superscript in plain letters: 10⁸ and m², not 108 and m2; None if it is the mark of a footnote."""
    text = text.strip()
    if re.fullmatch(r"[+\-−]?\d+|n", text) and _POWER.search(before):
        return text.translate(RAISED)
    return None if _NOTE.fullmatch(text) else text


def read_tags(source: str | bytes, draft: Draft) -> None:
    """Append the text of an HTML fragment or page to the draft, and count what it leaves out."""
    import lxml.html  # noqa: PLC0415 - few texts hold HTML

    if not source.strip():
        return
    root = lxml.html.fragment_fromstring(source, create_parent="div") if isinstance(source, str) else None
    _Walk(draft).block(root if root is not None else lxml.html.document_fromstring(source))


class _Walk:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.kind = Kind.prose
        self.line: list[str] = []

    def block(self, element: Any) -> None:
        """One element that begins and ends a paragraph."""
        outer, self.kind = self.kind, self._kind_of(element.tag)
        self._end()
        self._inside(element)
        self._end()
        self.kind = outer

    def _kind_of(self, tag: str) -> Kind:
        if tag in {"li", "dd", "dt"}:
            return Kind.item
        if tag == "blockquote":
            return Kind.quotation
        if re.fullmatch(r"h[1-6]", tag):
            return Kind.heading
        return self.kind

    def _inside(self, element: Any) -> None:
        self.line.append(element.text or "")
        for child in element:
            self._child(child)
            self.line.append(child.tail or "")

    def _child(self, child: Any) -> None:
        if not isinstance(child.tag, str):
            self.draft.leave("comment", int("comment" in type(child).__name__.lower()))
        elif child.tag in UNSPOKEN:
            self.draft.leave(UNSPOKEN[child.tag], int(bool(UNSPOKEN[child.tag])))
            self.line.append(" ")
        elif child.tag in BLOCKS:
            self.block(child)
        elif child.tag == "br":
            self.line.append("\n")
        elif child.tag in {"sup", "sub"}:
            self.line.append(self._small(child))
        else:
            self._inside(child)

    def _small(self, child: Any) -> str:
        text: str = child.text_content()
        if child.tag == "sub":
            return text.translate(LOWERED) if re.fullmatch(r"[\d+-]+", text) else text
        said = raised("".join(self.line), text)
        self.draft.leave("footnote mark", int(said is None))
        return said or ""

    def _end(self) -> None:
        self.draft.add(self.kind, "".join(self.line))
        self.line.clear()


def unescaped(text: str) -> str:
    """Plain text with its HTML entities decoded, once, and only where they end with a semicolon."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
