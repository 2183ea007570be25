"""Takes out of a line what is for the people who make the film: stage directions, markup, SSML, labels and times."""

import re

from tasks.domain.legible import TURNS
from tasks.domain.text.markdown import CONTROLS
from tasks.domain.text.reading import FORMULA
from tasks.providers.reader.around import BRACKETED_TIME, DIRECTION_WORDS, without_label
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.markdown import inline
from tasks.providers.reader.tags import unescaped
from tasks.providers.reader.tex import without_tex

_TAG = re.compile(
    r"</?(?:b|i|u|s|em|strong|span|p|br|div|font|small|big|mark|code|a|w|q|speak|break|prosody|emphasis|voice|say-as|phoneme"
    r"|sub|sup|par|seq|media|desc|lang|audio|token|backgroundaudio|lexicon|metadata|amazon:[\w-]+|mstts:[\w-]+)(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>"
    r"|<!--.*?-->|<\?xml[^>]*\?>",
    re.IGNORECASE | re.DOTALL,
)
_SMALL = re.compile(r"<(sup)>([^<]*)</\1>", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:\[([^\[\]]{1,60})\]|\(([^()]{1,60})\)|\*([^*\n]{1,40})\*)\s*")
_HEAD = re.compile(r"\A\s*(?:#{1,6}\s+|>\s+|[-*+]\s+(?=\S))")
_RULE = re.compile(r"\A\s*[-_*=~]{2,}\s*\Z")
_WORDS = re.compile(DIRECTION_WORDS, re.IGNORECASE)


def spoken_line(text: str, draft: Draft) -> str:
    """What is said of a line of a script; what is left out is counted in the draft."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few runs have a script of their own

    text = CONTROLS.sub(" ", TURNS.sub("", text))
    draft.leave("time stamp", len(BRACKETED_TIME.findall(text)))
    text = BRACKETED_TIME.sub(" ", text)
    if _RULE.match(text):
        return ""
    draft.leave("formula", text.count(FORMULA))
    text = text.replace(FORMULA, " ")
    plain = without_tex(text, Draft())
    text = _without_directions(_HEAD.sub("", text if FORMULA in plain else plain), draft)
    text = _SMALL.sub(lambda found: f"<sup>{found[2]}</sup>", text)
    parser = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")
    (line,) = parser.parseInline(" ".join(text.split()))
    draft.leave("tag", len(_TAG.findall(text)))
    said = _TAG.sub(" ", unescaped(inline(line.children or [], draft)).replace("\ufffc", " "))
    said = without_label(" ".join(said.split()), draft)
    return re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", " ".join(said.split()))


def _without_directions(text: str, draft: Draft) -> str:
    """The line without [pause], (whispering) and the like. Other brackets are the text's own words, and stay."""

    def kept(found: re.Match[str]) -> str:
        inner = found[1] or found[2] or found[3]
        opens = found[1] is not None and not text[: found.start()].strip() and not text[found.end() :][:1].islower()
        bare = opens and not any(map(str.isdigit, inner)) and text[found.end() : found.end() + 1] not in {"(", "["}
        if _is_direction(inner) or bare:
            draft.leave("stage direction")
            return " "
        return found[0]

    before = ""
    while before != text:
        before = text
        text = _BRACKETS.sub(kept, text)
    return text


def _is_direction(inner: str) -> bool:
    """Whether these words tell somebody how to say or show it: they are few, and one is a word of the trade."""
    return len(inner.split()) <= 6 and bool(_WORDS.search(inner)) and not inner.rstrip().endswith((".", "?"))
