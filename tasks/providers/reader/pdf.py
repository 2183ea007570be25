"""Reads PDF by pypdfium2: lines become paragraphs again, and what stands on every page goes."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tasks.domain.errors import BadInput
from tasks.domain.text.reading import Kind
from tasks.domain.text.sentences import is_closed
from tasks.providers.reader.draft import Draft

MAX_PAGES = 300
REPEATED = 3  # pages with the same first or last line: a running header
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–]\s*)?(?:page\s+|seite\s+)?\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?(?:\s*[-–])?\s*", re.IGNORECASE
)
_FILE_NAME = re.compile(r"microsoft word|untitled|\.\w{2,4}$|^$", re.IGNORECASE)


def read_pdf(data: bytes, name: str) -> Draft:
    """The paragraphs of a PDF that holds text. Raises BadInput for one of pictures, or with a password."""
    import pypdfium2  # noqa: PLC0415 - few runs read a PDF

    draft = Draft()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = "needs a password" if locked else "is damaged"
        raise BadInput(
            f"The source {name} {reason}.", advice="Save it again without one." if locked else "Save it again."
        ) from error
    try:
        if len(document) > MAX_PAGES:
            draft.notes.append(f"Only the first {MAX_PAGES} of {len(document)} pages of {name} were read.")
        pages = [_lines(document[number]) for number in range(min(len(document), MAX_PAGES))]
        about = document.get_metadata_dict()
    finally:
        document.close()
    if not any(map(any, pages)):
        raise BadInput(
            f"The source {name} holds pictures of text, and no text.", advice="Run text recognition (OCR) on it first."
        )
    _paragraphs(_without_running(pages, draft), draft)
    stated = about.get("Title", "").strip()
    draft.title = stated if not _FILE_NAME.search(stated) else draft.title
    draft.author = about.get("Author", "").strip()
    return draft


def _lines(page: Any) -> list[str]:
    text = page.get_textpage()
    try:
        return [" ".join(line.split(" ")).rstrip() for line in text.get_text_range().splitlines()]
    finally:
        text.close()
        page.close()


def _without_running(pages: Sequence[list[str]], draft: Draft) -> list[str]:
    """All lines, without page numbers and the headers and footers that repeat."""
    edges = Counter(_edge(line) for page in pages for line in {page[0], page[-1]} if page and line.strip())
    kept: list[str] = []
    for page in pages:
        for number, line in enumerate(page):
            at_edge = number in {0, len(page) - 1}
            if at_edge and _PAGE_NUMBER.fullmatch(line):
                draft.leave("page number")
            elif at_edge and edges[_edge(line)] >= REPEATED:
                draft.leave("running header")
            else:
                kept.append(line)
    return kept


def _edge(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _paragraphs(lines: Sequence[str], draft: Draft) -> None:
    """Join lines into paragraphs: one ends at an empty line, or at a short line with a stop."""
    widest = max((len(line) for line in lines), default=0)
    text = ""
    for number, line in enumerate(lines):
        following = lines[number + 1].strip() if number + 1 < len(lines) else ""
        if not line.strip():
            draft.add(Kind.prose, text)
            text = ""
            continue
        alone = (
            not text and len(line) < 0.7 * widest and not is_closed(line) and line.strip()[-1] not in ",;:-\ufffe\u00ad"
        )
        if alone and following[:1].isupper():
            draft.add(Kind.heading, line)
            continue
        text = text[:-1] + line.strip() if text.endswith(("\ufffe", "\u00ad")) else f"{text} {line.strip()}".strip()
        if is_closed(line) and len(line) < 0.8 * widest:
            draft.add(Kind.prose, text)
            text = ""
    draft.add(Kind.prose, text)
