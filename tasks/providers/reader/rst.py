"""Reads reStructuredText by docutils, which may neither include files nor run raw parts."""

import re
from collections.abc import Iterator
from typing import Any

from tasks.domain.text.reading import Kind
from tasks.providers.reader.draft import Draft

SAFE = {
    "file_insertion_enabled": False,  # a text may not read this machine's files
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "_disable_config": True,
}


# Roles that other programs define: docutils would leave their words out.
_ROLE = re.compile(r"(?<!`):(?!(?:math|raw|code|sub|sup|subscript|superscript):)[\w:+.-]+:`([^`<]+?)(?:\s*<[^`>]*>)?`")


def read_rst(text: str) -> Draft:
    """Paragraphs, list items and headings, without code, tables, footnotes and comments."""
    from docutils import nodes  # noqa: PLC0415 - few runs read reStructuredText
    from docutils.core import publish_doctree  # noqa: PLC0415

    unspoken = {
        nodes.system_message: "",  # first: it quotes the line that it complains of
        nodes.literal_block: "code block",
        nodes.doctest_block: "code block",
        nodes.math_block: "formula",
        nodes.math: "formula",
        nodes.table: "table",
        nodes.footnote: "footnote",
        nodes.citation: "footnote",
        nodes.footnote_reference: "footnote mark",
        nodes.citation_reference: "footnote mark",
        nodes.image: "picture",
        nodes.figure: "picture",
        nodes.comment: "comment",
        nodes.raw: "raw part",
        nodes.problematic: "",
        nodes.substitution_definition: "",
        nodes.target: "",
    }
    draft = Draft()
    text = _ROLE.sub(r"\1", text)
    tree = publish_doctree(text, settings_overrides=SAFE)
    for kind, what in unspoken.items():
        found = list(tree.findall(kind))
        draft.leave(what, len(found) if what else 0)
        for node in found:
            if node.parent is not None:
                node.parent.remove(node)
    _fields(tree, draft, nodes)
    for node in tree.findall(lambda n: isinstance(n, nodes.title | nodes.subtitle | nodes.paragraph | nodes.term)):
        inside = {type(parent) for parent in _parents(node)}
        if isinstance(node, nodes.title | nodes.subtitle):
            kind = Kind.heading
        elif nodes.list_item in inside or nodes.definition in inside or isinstance(node, nodes.term):
            kind = Kind.item
        else:
            kind = Kind.quotation if nodes.block_quote in inside else Kind.prose
        for address in list(node.findall(nodes.reference)):
            if address.astext() == address.get("refuri"):
                address.replace_self(nodes.Text("\ufffc"))
        draft.add(kind, node.astext())
    return draft


def _fields(tree: Any, draft: Draft, nodes: Any) -> None:
    """Take the author off the field list at the head; the rest of such lists is no prose."""
    for author in tree.findall(nodes.author):
        draft.author = draft.author or author.astext()
    for kind in (nodes.docinfo, nodes.field_list):
        for node in list(tree.findall(kind)):
            node.parent.remove(node)


def _parents(node: Any) -> Iterator[Any]:
    while node.parent is not None:
        node = node.parent
        yield node
