"""Reads wiki text by mwparserfromhell. A template that is not understood takes its sentence with it."""

import re
from typing import Any

from tasks.domain.text.reading import Kind
from tasks.providers.reader.draft import Draft

SIGNS = re.compile(r"\[\[[^\]\n]+\]\]|\{\{[^}\n]+\}\}|^={2,6}[^=\n]+={2,6}\s*$|'''[^'\n]+'''|<ref[ >]", re.MULTILINE)
_FILES = re.compile(
    r"(?:file|image|datei|fichier|archivo|файл|bild|category|kategorie|catégorie|категория):", re.IGNORECASE
)
_TAGS = re.compile(
    r"(?is)<(ref|math|gallery|syntaxhighlight|source|timeline|imagemap|score)\b[^>/]*>.*?</\1>|<ref\b[^>]*/>"
)
_TABLE = re.compile(r"(?ms)^\s*\{\|.*?^\s*\|\}")
_COMMENT = re.compile(r"(?s)<!--.*?-->")
_HEADING = re.compile(r"^(={1,6})\s*(.*?)\s*\1\s*$")
_SUP = re.compile(r"(?i)<(sup|sub)>(.*?)</\1>")
LOST = "\ufffc"  # its sentence is left out
_WRAPS = frozenset(
    "nowrap nobr small big em strong abbr lang nihongo transl convert cvt val num gaps flag flagcountry sc".split()
)


def looks_like_wiki(text: str) -> bool:
    """Whether a plain text is the source of a wiki page."""
    return len(SIGNS.findall(text)) >= 3 and ("[[" in text or "{{" in text) and ("'''" in text or "\n==" in text)


def read_wiki(text: str) -> Draft:
    """Paragraphs, list items and headings of a wiki page."""
    import mwparserfromhell  # noqa: PLC0415 - few runs read wiki text

    draft = Draft()
    draft.leave("comment", len(_COMMENT.findall(text)))
    text = _COMMENT.sub("", text)
    draft.leave("table", len(_TABLE.findall(text)))
    text = _TABLE.sub("", text)
    names = {"ref": "footnote", "math": "formula"}

    def tag(found: re.Match[str]) -> str:
        name = (found[1] or "ref").lower()
        draft.leave(names.get(name, "code block" if name in {"source", "syntaxhighlight"} else "picture"))
        return LOST if name == "math" else ""

    text = _SUP.sub(_small, _TAGS.sub(tag, text))
    code = mwparserfromhell.parse(text)
    for template in code.filter_templates(recursive=False):
        code.replace(template, _template(template, draft))
    for link in code.filter_wikilinks():
        if _FILES.match(str(link.title)):
            draft.leave("picture")
            code.replace(link, "")
    for line in str(code).splitlines():
        _line(line, draft)
    return draft


def _line(line: str, draft: Draft) -> None:
    heading, listed = _HEADING.match(line), re.match(r"[*#:;]+\s*", line)
    if heading:
        draft.add(Kind.heading, _shown(heading[2]))
    elif listed:
        draft.add(Kind.item, _shown(line[listed.end() :]))
    else:
        draft.add(Kind.prose, _shown(line))


def _shown(wikitext: str) -> str:
    """What a reader of the page sees of one line."""
    import mwparserfromhell  # noqa: PLC0415

    return str(mwparserfromhell.parse(wikitext).strip_code(normalize=True, collapse=False))


def _template(template: Any, draft: Draft) -> str:
    """What a template shows, if we know; or else a mark by which its sentence is left out."""
    name = str(template.name).strip().lower()
    values = [str(param.value).strip() for param in template.params if not param.showkey]
    block = "\n" in str(template) or name.startswith(("infobox", "taxobox", "short description", "use ", "cite", "sfn"))
    if block or name in {"reflist", "citation needed", "cn", "efn", "main", "see also", "authority control", "clarify"}:
        draft.leave("template")
        return ""
    if name in _WRAPS and values:
        if name in {"convert", "cvt"} and len(values) > 1:
            return f"{values[0]} {values[1]}"
        return values[-1] if name in {"lang", "transl"} else values[0]
    if name in {"circa", "c."}:
        return f"c. {values[0]}" if values else LOST
    draft.leave("template")
    return LOST


def _small(found: re.Match[str]) -> str:
    from tasks.providers.reader.tags import LOWERED, RAISED  # noqa: PLC0415

    return found[2].translate(RAISED if found[1].lower() == "sup" else LOWERED)
