"""Reads Org text: orgparse finds the headings, the marks inside of paragraphs are ours."""

import re

from tasks.domain.text.reading import Kind
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.plain import read_plain

_BLOCK = re.compile(r"(?ims)^[ \t]*#\+begin_(\w+).*?^[ \t]*#\+end_\1[^\n]*$")
_KEYWORD = re.compile(r"(?im)^[ \t]*#\+(\w+):[ \t]*(.*)$")
_DRAWER = re.compile(r"(?ims)^[ \t]*:\w+:[ \t]*$.*?^[ \t]*:end:[ \t]*$")
_LINK = re.compile(r"\[\[([^\]]+)\](?:\[([^\]]+)\])?\]")
_MARK = re.compile(r"(?<![\w*/_=~+])([*/_=~])(?=\S)([^\n]*?\S)\1(?![\w*/_=~+])")
_STRUCK = re.compile(r"(?<!\w)\+(?=[^\W\d])[^\n+]*?\S\+(?!\w)")
_NOTE = re.compile(r"\[fn:[^\]]*\]")
_STAMP = re.compile(r"[<\[]\d{4}-\d{2}-\d{2}[^>\]\n]*[>\]]|(?m:^[ \t]*(?:DEADLINE|SCHEDULED|CLOSED):.*$)")
_TABLE = re.compile(r"(?m)(?:^[ \t]*\|.*\n?)+")
_COMMENT = re.compile(r"(?m)^[ \t]*#(?: .*)?$")


def read_org(text: str) -> Draft:
    """Headings, paragraphs and list items; a quote block stays, code goes."""
    import orgparse  # noqa: PLC0415 - few runs read Org

    draft = Draft()
    for name, value in _KEYWORD.findall(text):
        if name.lower() in {"title", "author", "language"} and value.strip():
            setattr(draft, name.lower(), value.strip())
    text = _without(text, draft)
    for node in orgparse.loads(text):
        if node.is_root():
            _body(node.body, draft)
            continue
        draft.add(Kind.heading, _plain(node.heading, draft))
        _body(node.body, draft)
    return draft


def _without(text: str, draft: Draft) -> str:
    def block(found: re.Match[str]) -> str:
        if found[1].lower() in {"quote", "verse", "center"}:
            return "\n".join(found[0].splitlines()[1:-1])
        draft.leave("comment" if found[1].lower() == "comment" else "code block")
        return ""

    text = _DRAWER.sub("", _KEYWORD.sub("", _BLOCK.sub(block, text)))
    for pattern, what in ((_TABLE, "table"), (_COMMENT, "comment"), (_STAMP, "time stamp"), (_NOTE, "footnote mark")):
        draft.leave(what, len(pattern.findall(text)))
        text = pattern.sub("", text)
    return text


def _body(text: str, draft: Draft) -> None:
    inner = read_plain("\n\n" + _plain(text, draft)) if text.strip() else Draft()
    if inner.title:  # a short first line is prose here: the heading stands above
        draft.add(Kind.line, inner.title)
    for block in inner.blocks:
        draft.add(block.kind, block.text)
    draft.left_out.update(inner.left_out)


def _plain(text: str, draft: Draft) -> str:
    draft.leave("struck-out passage", len(_STRUCK.findall(text)))
    text = _LINK.sub(lambda found: found[2] or "\ufffc", _STRUCK.sub(" ", text))
    return _MARK.sub(r"\2", text)
