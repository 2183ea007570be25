"""Reads DOCX and EPUB: zip archives of marked-up text, never more of one than a text can need."""

import io
import posixpath
import zipfile
from typing import Any
from urllib.parse import unquote

from tasks.domain.errors import BadInput
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.tags import read_tags

MAX_UNPACKED = 200_000_000  # bytes: a small archive can unpack to more than the memory holds
MAX_FILES = 5000
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\nstrike => del"
XML = {"c": "urn:oasis:names:tc:opendocument:xmlns:container", "o": "http://www.idpf.org/2007/opf"}
DC = "{http://purl.org/dc/elements/1.1/}"


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive. Raises BadInput if it is damaged, encrypted, or unpacks to more than a text needs."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise BadInput(f"The source {name} is damaged.", advice="Save it again.") from error
    parts = archive.infolist()
    if len(parts) > MAX_FILES or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadInput(f"The source {name} unpacks to more than 200 MB.", advice="Save only its text.")
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput(f"The source {name} needs a password.", advice="Save it without one.")
    return archive


def read_docx(data: bytes, name: str) -> Draft:
    """The headings, paragraphs and lists of a Word document."""
    import mammoth  # noqa: PLC0415 - few runs read Word documents

    archive = opened(data, name)
    if "word/document.xml" not in archive.namelist():
        raise BadInput(f"The source {name} is no Word document.", advice="Save it as .docx, .md or .txt.")
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data), style_map=STYLES, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
        ).value
    except (KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"The source {name} is damaged.", advice="Save it again.") from error
    draft = Draft()
    read_tags(html, draft)
    draft.title, draft.author = _core(archive, draft.title)
    return draft


def _core(archive: zipfile.ZipFile, heading: str) -> tuple[str, str]:
    """Title and author from the document's properties; the title in the text itself comes first."""
    if "docProps/core.xml" not in archive.namelist():
        return heading, ""
    root = _xml(archive.read("docProps/core.xml"))
    return heading or (root.findtext(f"{DC}title") or "").strip(), (root.findtext(f"{DC}creator") or "").strip()


def read_epub(data: bytes, name: str) -> Draft:
    """The chapters of a book in their order."""
    import lxml.etree  # noqa: PLC0415

    archive = opened(data, name)
    draft = Draft()
    try:
        found = _xml(archive.read("META-INF/container.xml")).find(".//c:rootfile", XML)
        path = str(found.get("full-path"))
        package = _xml(archive.read(path))
        chapters = _spine(package, path)
        for chapter in chapters:
            read_tags(archive.read(chapter), draft)
    except (KeyError, AttributeError, lxml.etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise BadInput(f"The book {name} is damaged.", advice="Save it again, or give its text.") from error
    draft.title = (package.findtext(f".//{DC}title") or "").strip() or draft.title
    draft.author = (package.findtext(f".//{DC}creator") or "").strip()
    draft.licence = (package.findtext(f".//{DC}rights") or "").strip() or "unknown"
    draft.language = (package.findtext(f".//{DC}language") or "").strip()
    return draft


def _spine(package: Any, path: str) -> list[str]:
    """The files of the chapters, without the table of contents."""
    items = {item.get("id"): item for item in package.iterfind(".//o:manifest/o:item", XML)}
    files = []
    for reference in package.iterfind(".//o:spine/o:itemref", XML):
        item = items[reference.get("idref")]
        if "nav" not in (item.get("properties") or "").split() and "html" in (item.get("media-type") or ""):
            files.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(item.get("href")))))
    return files


def _xml(data: bytes) -> Any:
    import lxml.etree  # noqa: PLC0415

    return lxml.etree.fromstring(data, lxml.etree.XMLParser(resolve_entities=False, no_network=True))
