"""Reads a source of any format: chosen by the file's name and, where that says little, by its content."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from tasks.domain.errors import BadInput
from tasks.domain.text.headline import headline
from tasks.domain.text.reading import FORMULA, Kind, ReadText, left_out_note, read_text
from tasks.domain.text.sentences import is_closed, sentences
from tasks.machine.network.hosts import parts_of
from tasks.providers.reader.around import strip_around, strip_directions, strip_times
from tasks.providers.reader.charset import decode
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.furniture import strip_furniture
from tasks.providers.reader.listed import bulleted
from tasks.providers.reader.lone_lines import with_headings
from tasks.providers.reader.tex import without_tex

TEXTS = (".txt", ".md", ".markdown", ".html", ".htm", ".rst", ".org", ".wiki", ".srt", ".vtt")
MARKDOWN = (".md", ".markdown")
CONTAINERS = (".docx", ".pdf", ".epub")
SUFFIXES = (*TEXTS, *CONTAINERS)
OTHERS = {
    ".doc": "docx",
    ".odt": "docx",
    ".rtf": "docx",
    ".pages": "docx",
    ".mobi": "epub",
    ".azw3": "epub",
    ".tex": "md",
}
MAX_SENTENCES = 500  # more than a short can choose from; choosing takes the square of their number
MAX_OWN_TITLE = 90  # characters of a first paragraph that is a title
MAX_OPEN_TITLE = 140  # if it ends without a stop
MIN_SPOKEN = 4  # words of a title that is a sentence
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAGGED = re.compile(r"<(?:html|body|p|div|article|!doctype)\b", re.IGNORECASE)
_CUE = re.compile(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}")


class Reading:
    """A source that was read: its sentences, what it says about itself, and notes for its reader."""

    def __init__(self, text: ReadText, draft: Draft, name: str, notes: tuple[str, ...]) -> None:
        self.text = text
        self.title = headline(draft.title, name, text.spoken[0].text if text.spoken else "")
        self.titled = bool(draft.title)
        self.author = draft.author
        self.licence = draft.licence
        self.url = draft.url
        self.notes = notes


def read_source(data: bytes, name: str, language: str = "en", suffix: str = "") -> Reading:
    """Read a file or a page. `language` is the one to assume for a text too short to tell.

    Raises BadInput, saying what the source holds instead, if it holds no text.
    """
    from tasks.providers.reader.language import language_of  # noqa: PLC0415 - loads numpy

    draft, notes = _draft(data, name, suffix)
    written = [replace(block, text=without_tex(block.text, draft).strip()) for block in draft.blocks]
    draft.blocks[:] = [block for block in written if block.text]
    draft.title = " ".join(without_tex(draft.title, draft).replace(FORMULA, "").split())
    page = suffix in {".html", ".htm"} or (not suffix and "://" in name)
    strip_around(draft, page=page)
    strip_furniture(draft)
    prose = [block.text for block in draft.blocks if block.kind is not Kind.heading]
    language = language_of(prose, language) if prose else language
    draft.blocks[:] = with_headings(draft.blocks, language)
    _take_own_title(draft)
    text = read_text(draft.blocks, language, draft.left_out)
    return Reading(text, draft, name, tuple(filter(None, (*notes, *draft.notes, left_out_note(name, text.left_out)))))


def page_suffix(url: str) -> str:
    """The format that an address states; empty for a page."""
    suffix = PurePosixPath(parts_of(url).path).suffix.lower()
    return suffix if suffix in SUFFIXES else ""


def _draft(data: bytes, name: str, suffix: str) -> tuple[Draft, tuple[str, ...]]:
    from tasks.providers.reader import archives, pdf  # noqa: PLC0415

    if data.startswith(b"%PDF-"):
        return pdf.read_pdf(data, name), ()
    if data.startswith(b"PK\x03\x04"):
        epub = b"application/epub+zip" in data[:200] or suffix == ".epub"
        return (archives.read_epub if epub else archives.read_docx)(data, name), ()
    if suffix in CONTAINERS:
        raise BadInput(f"The source {name} is no {suffix[1:].upper()} file.", advice="Save it again, or as .txt.")
    text, notes = decode(data, name)
    return text_draft(text, name, suffix), notes


def text_draft(text: str, name: str, suffix: str) -> Draft:
    """The blocks of a text, by the suffix of its file or by its own look."""
    from tasks.providers.reader import markdown, org, page, plain, rst, subtitles, wiki  # noqa: PLC0415

    if suffix in {".html", ".htm"} or _HTML.match(text) or (not suffix and _TAGGED.search(text[:5000])):
        return page.read_page(text, name)
    if suffix == ".vtt" or text.lstrip("\ufeff").startswith("WEBVTT"):
        return subtitles.read_vtt(text, name)
    if suffix == ".srt" or _CUE.search(text[:500]):
        return subtitles.read_srt(text, name)
    before = Draft()
    text = strip_times(text, before)
    if suffix == ".rst":
        draft = rst.read_rst(text)
    elif suffix == ".org":
        draft = org.read_org(text)
    elif suffix == ".wiki" or (suffix not in MARKDOWN and wiki.looks_like_wiki(text)):
        draft = wiki.read_wiki(text)
    else:
        marked = suffix in MARKDOWN or markdown.looks_like_markdown(text)
        text = bulleted(strip_directions(without_tex(text, before), before))
        draft = markdown.read_markdown(text) if marked else plain.read_plain(text)
    draft.left_out.update(before.left_out)
    return draft


def _take_own_title(draft: Draft) -> None:
    """Take a title without any markup: a short first paragraph of one sentence or none, before others.

    One that is a sentence, such as a question, is also spoken: what follows may answer it.
    """
    first = draft.blocks[0] if draft.blocks else None
    if draft.title or first is None or len(draft.blocks) < 2 or first.kind is not Kind.prose:
        return
    line = first.text.strip()
    longest = MAX_OWN_TITLE if is_closed(line) else MAX_OPEN_TITLE
    if len(line) > longest or line[-1] in ",;:" or (is_closed(line) and len(sentences(line)) > 1):
        return
    draft.title = line
    if not is_closed(line) or (line[-1] not in "?？!" and len(line.split()) < MIN_SPOKEN):
        draft.blocks.pop(0)
