"""Reads Markdown by a parser: link texts and list items stay, code, tables and marks go, and no sign joins numbers."""

import re
from typing import TYPE_CHECKING

import yaml

from tasks.domain.text.reading import Kind
from tasks.domain.text.sentences import STOPS, is_closed
from tasks.machine.yaml_text import read_yaml
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.plain import is_byline, is_wrapped
from tasks.providers.reader.tags import LOWERED, raised, read_tags, unescaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_SIGNS = re.compile(
    r"(?m)^#{1,6} \S|^ {0,3}(?:```|~~~)|\*\*\S[^*\n]*\*\*|\[[^\]\n]+\]\((?:https?:|/|#|\.)|^> |^\|.+\|\s*$|^(?:=|"
    r"-){4,}\s*$|\[\[[^\]\n]+\]\]|^\[[^\]\n]+\]: \S|^- \[[ xX]\] "
)
_CALLOUT = re.compile(r"\A\[!\w+\][+-]?[^\S\n]*([^\n]*)\n?")
_WIKI_LINK = re.compile(r"(!?)\[\[([^\]|#]*)(?:#[^\]|]*)?(?:\|([^\]]*))?\]\]")
_LOST_TARGET = re.compile(r"(?<!\w)\[([^\[\]]+)\]\[[^\[\]]*\](?!\w)")  # a reference link that the text does not define
_LOST_NOTE = re.compile(r"(?<=[\w.,;:!?\"”’)])\[\^?\d{1,3}\](?!\()|\[\^[\w-]+\]")
_HIGHLIGHT = re.compile(r"(?<![\w=])==(\S(?:[^=]*\S)?)==(?![\w=])")
_DIALECTS = (  # what some programs add to Markdown, as what all of them read, and what that leaves out
    (re.compile(r"(?<=[\w)])\^(-?\w{1,3})\^"), r"<sup>\1</sup>", ""),
    (re.compile(r"(?<=[A-Za-z)])~(\d{1,3})~(?!~)"), r"<sub>\1</sub>", ""),
    (re.compile(r"(?<![\w+])\+\+(\w(?:[^+\n]*\w)?)\+\+(?![\w+])"), r"\1", ""),
    (re.compile(r" ?\{[#.][\w-]+(?:\s+[#.][\w-]+)*\}"), "", ""),
    (re.compile(r"(?<![\w:]):[a-z][a-z_]+[a-z0-9_]*:(?![\w:]) ?"), "", "emoji"),
    (re.compile(r"(?m)^ {0,3}:{3,}.*$"), "", ""),
    (re.compile(r"<ref\b[^>]*/>|<ref\b[^>]*>.*?</ref>|\{\{[^{}\n]*\}\}", re.DOTALL), "", "footnote"),
    (re.compile(r"<su[bp]>(?!.*?</su[bp]>)", re.DOTALL | re.IGNORECASE), " ", ""),  # never closed
    (re.compile(r"\A((?:(?!<su[bp]>).)*?)</su[bp]>", re.DOTALL | re.IGNORECASE), r"\1 ", ""),  # never opened
    (re.compile(r"(?m)^ {0,3}[•‣◦▪●]\s+(?=\S)"), "- ", ""),
)
_TASK = re.compile(r"\A\[[ xX]\]\s+")
_PROSE_TAG = re.compile(r"<[a-z]+(?:\s+[a-z]+)+\s*>", re.IGNORECASE)  # "x <b and y is >5"
_COMMENT = re.compile(r"%%.*?%%|<!--.*?-->", re.DOTALL)
CONTAINERS = {
    "heading": Kind.heading,
    "list_item": Kind.item,
    "blockquote": Kind.quotation,
}
UNSPOKEN = {"image": "picture", "footnote_ref": "footnote mark"}
SKIPPED = {"table": "table", "footnote_block": ""}
MAX_TITLE = 90  # characters of a bold line that is a heading
MIN_LINE = 5  # words of a line without a stop that is a sentence
MAX_LIST_NUMBER = 99  # "1986. A great year" is no item of a list


def looks_like_markdown(text: str) -> bool:
    """Whether a plain text is marked up, as chat programs save it."""
    return bool(_SIGNS.search(text))


def read_markdown(text: str) -> Draft:
    """The blocks of a Markdown text, with front matter, footnotes, callouts and links of the Obsidian kind."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few runs read Markdown
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415
    from mdit_py_plugins.front_matter import front_matter_plugin  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    draft = Draft()
    draft.leave("comment", len(_COMMENT.findall(text)))
    text = _COMMENT.sub("", text)
    for pattern, plain, what in _DIALECTS:
        text, count = pattern.subn(plain, text)
        draft.leave(what, count if what else 0)
    _walk(parser.use(footnote_plugin).use(front_matter_plugin).parse(text), draft)
    return draft


def _walk(tokens: "Sequence[Token]", draft: Draft) -> None:
    stack: list[Token] = []
    before: Token | None = None
    skipping = 0
    _forget_numbers_of_lists(tokens)
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.type in {"fence", "code_block"}:
            draft.leave("code block")
        elif token.type == "html_block":
            read_tags(token.content, draft)
        elif token.type == "front_matter":
            _front(token.content, draft)
        elif name in SKIPPED:
            skipping += token.nesting
            draft.leave(SKIPPED[name], int(token.nesting > 0 and bool(SKIPPED[name])))
        elif token.type == "footnote_open":
            draft.leave("footnote")
        elif name in CONTAINERS:
            if token.nesting > 0:
                stack.append(token)
            elif (item := stack.pop()) is before and item.info:
                draft.add(Kind.prose, f"{item.info}{item.markup}")  # "1986)" is an item that holds nothing
        elif token.type == "inline" and not skipping:
            _paragraph(token, stack, draft)
        before = token


def _forget_numbers_of_lists(tokens: "Sequence[Token]") -> None:
    """Only a list of several items has numbers that nobody says. "50. That was his age" is a sentence."""
    opened: list[list[Token]] = []
    for token in tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            opened.append([])
        elif token.type == "list_item_open":
            opened[-1].append(token)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            items = opened.pop()
            first = items[0].info if items else ""
            if first == "1" or (len(items) > 1 and first.isdecimal() and int(first) <= MAX_LIST_NUMBER):
                for item in items:
                    item.info = ""


def _paragraph(token: "Token", stack: "Sequence[Token]", draft: Draft) -> None:
    names = [opened.type.removesuffix("_open") for opened in stack]
    text = inline(token.children or [], draft)
    kind = CONTAINERS[names[-1]] if names else Kind.prose
    if callout := _CALLOUT.match(text) if "blockquote" in names else None:
        draft.add(Kind.line, callout[1])  # its own title
        text = text[callout.end() :]
    if not names and _is_bold(token.children or []) and len(text) < MAX_TITLE and not is_closed(text):
        kind = Kind.heading
    if names[-1:] == ["list_item"]:
        text = _TASK.sub("", text)
        number = stack[-1].info
        if number.isdecimal():
            text, kind = f"{number}. {text}", Kind.prose
        stack[-1].info = ""  # only before the item's first paragraph
    if kind is Kind.prose and is_byline(text) and all(block.kind is Kind.heading for block in draft.blocks):
        draft.author = draft.author or text.strip().partition(" ")[2]
        draft.leave("byline")
    elif kind is Kind.prose and not any(stop in text for stop in STOPS):
        _add_lines([line for line in text.splitlines() if line.strip()], draft)
    else:
        draft.add(kind, text)


def _add_lines(lines: "Sequence[str]", draft: Draft) -> None:
    """A paragraph without a single stop: its lines are its sentences, unless an editor broke them at a width."""
    joined = [" ".join(lines)] if lines and is_wrapped(lines) else lines
    for line in joined:
        whole = len(line.split()) >= MIN_LINE and not line.rstrip().endswith((":", "："))
        draft.add(Kind.line if whole else Kind.prose, line)


def inline(tokens: "Sequence[Token]", draft: Draft) -> str:
    """The text of a paragraph as it is read out. An address alone becomes U+FFFC, for its sentence to be left out."""
    out: list[str] = []
    raising, silent = -1, 0  # where an open superscript began; how many struck-out parts and addresses are open
    for number, token in enumerate(tokens):
        if token.type in {"s_open", "s_close"}:
            silent += token.nesting
            draft.leave("struck-out passage", int(token.nesting > 0))
            out.append(" " if token.nesting < 0 and _glues(out, tokens, number) else "")
        elif token.markup == "autolink":
            silent += token.nesting
            out.append("\ufffc" if token.nesting > 0 else "")
        elif silent:
            continue
        elif token.type in {"em_open", "em_close", "strong_open", "strong_close"}:
            out.append(token.markup if _glues(out, tokens, number) else "")  # 3*4 is no emphasis
        elif token.type == "html_inline" and not _PROSE_TAG.fullmatch(token.content):
            raising = _tag(token.content.lower(), out, raising, draft)
        else:
            draft.leave(UNSPOKEN.get(token.type, ""), int(token.type in UNSPOKEN))
            glue = " " if token.type in UNSPOKEN and _glues(out, tokens, number) else ""
            out.append("\n" if token.type in {"softbreak", "hardbreak"} else _content(token) or glue)
    return _plain("".join(out), draft)


def _content(token: "Token") -> str:
    return token.content if token.type in {"text", "text_special", "code_inline", "html_inline"} else ""


def _is_bold(tokens: "Sequence[Token]") -> bool:
    """Whether the whole paragraph is bold: a heading of someone who does not write #."""
    filled = [token for token in tokens if token.type != "text" or token.content.strip()]
    return (
        len(filled) > 2
        and filled[0].type == "strong_open"
        and filled[-1].type == "strong_close"
        and sum(token.type == "strong_open" for token in filled) == 1
    )


def _tag(tag: str, out: list[str], raising: int, draft: Draft) -> int:
    """Handle one tag in a paragraph; `raising` is where an open superscript began, or -1."""
    if tag.startswith(("<sup", "<sub")):
        return len(out)
    if tag.startswith("</sub") and raising >= 0:
        out[raising:] = ["".join(out[raising:]).translate(LOWERED)]
        return -1
    if tag.startswith("</sup") and raising >= 0:
        said = raised("".join(out[:raising]), "".join(out[raising:]))
        draft.leave("footnote mark", int(said is None))
        out[raising:] = [said or ""]
        return -1
    out.append(" " if tag.startswith("<br") else "")
    return raising


def _glues(out: "Sequence[str]", tokens: "Sequence[Token]", number: int) -> bool:
    """Whether leaving out this mark would join a digit with a digit or letter."""
    before = "".join(out[-3:])[-1:]
    after = next((t.content[:1] for t in tokens[number + 1 :] if t.type in {"text", "code_inline"} and t.content), "")
    return _joins(before, after)


def _plain(text: str, draft: Draft) -> str:
    draft.leave("picture", len([1 for found in _WIKI_LINK.finditer(text) if found[1]]))
    text = _WIKI_LINK.sub(_link_text, text)
    draft.leave("footnote mark", len(_LOST_NOTE.findall(text)))
    text = _LOST_NOTE.sub(lambda m: " " if m.string[m.end() : m.end() + 1].isalnum() else "", text)
    text = _HIGHLIGHT.sub(r"\1", text)
    return _LOST_TARGET.sub(lambda link: link[1] + " " * (link.string[link.end() :][:1] == "["), text)


def _link_text(link: re.Match[str]) -> str:
    """What a wiki link shows, apart from digits beside it: 0[[0]] is not 00. A picture shows no words."""
    shown = "" if link[1] else link[3] or link[2].split("/")[-1]
    before, after = link.string[: link.start()][-1:], link.string[link.end() :][:1]
    if not shown:
        return " " if _joins(before, after) else ""
    return f"{' ' if _joins(before, shown[0]) else ''}{shown}{' ' if _joins(shown[-1], after) else ''}"


def _joins(before: str, after: str) -> bool:
    """Whether two characters side by side would make a number that nobody wrote."""
    return before.isalnum() and after.isalnum() and (before.isdigit() or after.isdigit())


def _front(content: str, draft: Draft) -> None:
    """Take title, author, licence, address and language from front matter."""
    try:
        loaded = read_yaml(content)
    except yaml.YAMLError:
        draft.notes.append("The front matter is not valid YAML. It was left out.")
        return
    front = {str(key).lower(): value for key, value in loaded.items()} if isinstance(loaded, dict) else {}

    def said(*names: str) -> str:
        value = next((front[name] for name in names if front.get(name)), "")
        return unescaped(", ".join(map(str, value)) if isinstance(value, list) else str(value)).strip()

    draft.title = said("title") or draft.title
    draft.author = said("author", "authors", "creator", "by")
    draft.licence = said("license", "licence", "rights") or "unknown"
    draft.url = said("url", "source", "link") if str(said("url", "source", "link")).startswith("http") else ""
    draft.language = said("lang", "language")
