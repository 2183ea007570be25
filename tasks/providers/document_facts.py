"""Turns a file or a web page into clean sentences, in order, each with its source."""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import yaml

from tasks.domain.errors import BadInput
from tasks.domain.request import field_name
from tasks.domain.story import Document, Dossier, Fact, Source, Topic
from tasks.domain.text.prose import looks_english, sentences
from tasks.domain.values import Artifact
from tasks.machine.network.safe_fetch import fetch
from tasks.machine.storage.assets import AssetStore
from tasks.providers.context import ProviderContext

MIN_WORDS = 25
PAGE_SECONDS = 15.0
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class ParsedDocument:
    """A document's prose as pairs of section and paragraph, and its metadata."""

    paragraphs: tuple[tuple[str, str], ...]
    title: str = ""
    author: str = ""
    licence: str = "unknown"
    url: str = ""


class DocumentFacts:
    """Reads .txt, .md and .html files, and the web pages that `fetch` downloads."""

    def __init__(self, store: AssetStore, fetch: Callable[[str], bytes]) -> None:
        self.store = store
        self.fetch = fetch

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {}

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier:  # noqa: ARG002
        """Raises BadInput, saying what the document holds instead, if it holds no English prose."""
        if document is None:
            raise BadInput("No source was given.", advice=f"Give a file or a web address ({field_name('source')}).")
        data = self.fetch(document.url) if document.url else self.store.read(_file(document))
        text, notes = decode(data, document.name)
        suffix = document.file.suffix if document.file else _page_suffix(document, text)
        reading = {".html": read_html, ".htm": read_html, ".txt": read_plain}.get(suffix, read_markdown)(text)
        facts = tuple(
            Fact(id=f"f{number}", text=sentence, source="s1", section=section)
            for number, (section, sentence) in enumerate(_sentences(reading), 1)
        )
        _check(facts, document.name)
        title = topic.title if topic.origin != "document" or not reading.title else reading.title
        source = Source(
            id="s1",
            title=reading.title or document.name,
            url=document.url or reading.url,
            author=reading.author,
            licence=reading.licence,
        )
        return Dossier(title=title, facts=facts, sources=(source,), notes=notes)


def page_reader(context: ProviderContext) -> DocumentFacts:
    """Reads pages of the open web. Downloads are cached for a day."""

    def download(url: str) -> bytes:
        return context.responses.data({"page": url}, lambda: fetch(url, seconds=PAGE_SECONDS, agent=context.agent).data)

    return DocumentFacts(context.store, download)


def _file(document: Document) -> Artifact:
    if document.file is None:
        raise BadInput(f"The source {document.name} has neither a file nor an address.")
    return document.file


def _page_suffix(document: Document, text: str) -> str:
    suffix = PurePosixPath(urlsplit(document.url or "").path).suffix.lower()
    if suffix in {".txt", ".md"}:
        return suffix
    return ".html" if re.search(r"<(?:html|body|p|div|!doctype)\b", text[:5000], re.IGNORECASE) else ".txt"


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and a note if its encoding is a guess. Raises BadInput if the data is empty or binary."""
    if not data.strip():
        raise BadInput(f"The source {name} is empty.", advice="Give a text of at least a few sentences.")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ()
    if b"\0" in data[:4096] or sum(byte < 9 or 13 < byte < 32 for byte in data[:4096]) > len(data[:4096]) / 50:
        raise BadInput(f"The source {name} is not text.", advice="Give a .txt, .md or .html file.")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), (f"{name} is not UTF-8. It was read as Windows-1252.",)


def read_html(text: str) -> ParsedDocument:
    """The article of a page, without menus and footers."""
    import trafilatura  # noqa: PLC0415 - a slow import, and few runs read a page

    prose = trafilatura.extract(
        text, include_comments=False, include_tables=False, output_format="markdown", favor_precision=True
    )
    about = trafilatura.extract_metadata(text)
    inner = read_markdown(prose or "")
    return ParsedDocument(
        inner.paragraphs,
        title=(about.title or "").strip() or inner.title,
        author=(about.author or "").strip(),
        licence=(about.license or "").strip() or "unknown",
        url=about.url or "",
    )


def read_plain(text: str) -> ParsedDocument:
    """Paragraphs, which empty lines separate. A short first one without a full stop is the title."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    title = ""
    if paragraphs and len(paragraphs) > 1 and len(paragraphs[0]) < 90 and paragraphs[0][-1:] not in ".!?…:":
        title = paragraphs.pop(0)
    return ParsedDocument(tuple(("", tidy(part)) for part in paragraphs if part), title=title)


def read_markdown(text: str) -> ParsedDocument:
    """Prose and headings, without code, tables, pictures, link definitions and footnotes, which cannot be spoken."""
    front: dict[str, object] = {}
    head = re.match(r"\A---\s*\n(.*?)\n---\s*\n", text, re.DOTALL)
    if head:
        try:
            loaded = yaml.safe_load(head[1])
            front = loaded if isinstance(loaded, dict) else {}
        except yaml.YAMLError:
            front = {}  # a horizontal rule, not front matter
        text = text[head.end() :] if front else text
    text = re.sub(r"(?ms)^(```|~~~).*?^\1\s*$", "\n\n", text)
    text = re.sub(r"(?s)<!--.*?-->", " ", text)
    title, section, paragraphs = str(front.get("title", "")), "", []
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        heading = re.match(r"^#{1,6}\s+(.*?)\s*#*$", line)
        skipped = re.match(r"^\s*(?:\||!\[|\[\^?[^\]]+\]:|={3,}$|-{3,}$|\*{3,}$|\s{4,}\S)", line)
        if line.strip() and not heading and not skipped:
            item = re.match(r"^\s*(?:[-*+]|\d+[.)])\s+(.*)", line)
            if item and block:
                paragraphs.append((section, tidy(" ".join(block))))
                block = []
            block.append(re.sub(r"^\s*>\s?", "", item[1] if item else line))
            continue
        if block:
            paragraphs.append((section, tidy(" ".join(block))))
            block = []
        if heading:
            section = tidy(heading[1])
            title = title or section
    return ParsedDocument(
        tuple((s, p) for s, p in paragraphs if p),
        title=title,
        author=str(front.get("author", "") or ""),
        licence=str(front.get("license") or front.get("licence") or "unknown"),
        url=str(front.get("url", "") or ""),
    )


def tidy(text: str) -> str:
    """A paragraph as a person would read it out: without addresses, markup, footnote numbers and emoji."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[\^?[\w\s]{1,12}\](?!\()", "", text)
    text = re.sub(r"</?\w+[^>]*>", " ", text)
    text = re.sub(r"`([^`]*)`", r"\1", text)
    text = re.sub(r"(\*\*|__|\*|(?<!\w)_|_(?!\w)|~~)", "", text)
    text = re.sub(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2190-\u21FF\u2B00-\u2BFF\ufe0f\u200d]", " ", text)
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))


def _sentences(reading: ParsedDocument) -> Iterator[tuple[str, str]]:
    for section, paragraph in reading.paragraphs:
        for sentence in sentences(paragraph):
            if re.search(r"[A-Za-z]{2}", sentence) and sentence[-1] in ".!?…\"”'’)":
                yield section, sentence


def _check(facts: tuple[Fact, ...], name: str) -> None:
    text = " ".join(fact.text for fact in facts)
    count = len(text.split())
    if count >= 8 and not looks_english(text):
        raise BadInput(
            f"The source {name} does not look like English, the only language of the built-in writer and voice.",
            advice="Give an English text.",
        )
    if not facts:
        raise BadInput(
            f"There are no sentences in {name}.", advice="Give prose: lists, code and tables are not spoken."
        )
    if count < MIN_WORDS or len(facts) < 2:
        raise BadInput(
            f"The source {name} is too short: {count} words in {len(facts)} sentence{'s' if len(facts) > 1 else ''}.",
            advice=f"Give at least two sentences and {MIN_WORDS} words.",
        )
