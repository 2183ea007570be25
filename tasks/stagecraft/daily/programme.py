"""Reads a channel's own topics: a YAML, CSV or text file, a sheet's published CSV, or a feed.

A list at an address may not answer. Then the ledger has it as it was read last.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlunsplit

import yaml

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, ServiceError, SetupError
from tasks.domain.names import identity
from tasks.domain.story import Entry
from tasks.machine.network.hosts import parts_of
from tasks.machine.network.safe_fetch import fetch
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.programme import keep_programme, kept_programme
from tasks.machine.yaml_text import read_yaml
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily.named_files import is_file, read_text

MAX_BYTES = 5_000_000
# What people call the columns.
TITLE = ("title", "topic", "subject", "headline", "name", "idea", "video", "titel", "thema", "titre", "sujet", "tema")
DUE = ("due", "date", "day", "on", "publish", "publish_date", "when", "datum", "fecha")
ABOUT = ("about", "description", "notes", "note", "summary", "brief", "angle")
LINK = ("link", "url", "source", "article")
DONE = ("done", "made", "status", "posted", "published")
EXAMPLE = "a line for each topic, or columns title, due (2026-12-24), about, link"
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d")


def programme_of(channel: Channel, folder: Path, book: Ledger) -> tuple[Entry, ...]:
    """The channel's topics, in the list's order, kept in the ledger too. Raises BadInput if the list cannot be used."""
    try:
        entries = read_programme(channel.topics, folder)
    except ServiceError as error:
        entries = kept_programme(book, channel.key)
        if not entries:
            raise
        telemetry.warn(f"{error.message} The topics are those that were read last.")
        return entries
    keep_programme(book, channel.key, entries)
    return entries


def read_programme(where: str, folder: Path) -> tuple[Entry, ...]:
    """The topics in a file, whose path may be relative to the channel's file, or at an address."""
    if where.startswith(("http://", "https://")):
        found = fetch(sheet_address(where), max_bytes=MAX_BYTES)
        kind, name = found.content_type.partition(";")[0].strip().lower(), where
        data = found.data
        if _is_feed(data, kind):
            return _unique(_of_feed(data), name)
        suffix = ".csv" if "csv" in kind else ".yaml" if "yaml" in kind else Path(parts_of(where).path).suffix.lower()
        if kind == "text/html":
            raise BadInput(
                f"The topics at {where} are a web page, not a list.",
                advice="For a sheet: File > Share > Publish to web > CSV, and give that address.",
            )
        text = data.decode("utf-8-sig", errors="replace")
    else:
        path = next((path for path in (folder / where, Path(where)) if is_file(path, "list of topics")), folder / where)
        text, name, suffix = read_text(path, "list of topics"), str(path), path.suffix.lower()
        if _is_feed(text.encode(), ""):
            return _unique(_of_feed(text.encode()), name)
    return _unique(_of_yaml(text, name) if suffix in {".yaml", ".yml", ".json"} else _of_table(text, name), name)


def sheet_address(where: str) -> str:
    """A Google sheet's address as that of its CSV: people copy the one that their browser shows."""
    parts = parts_of(where)
    if parts.hostname != "docs.google.com" or not (found := re.match(r"(/spreadsheets/d/(e/)?[\w-]+)", parts.path)):
        return where
    if found[2]:
        query = urlencode({**{name: values[-1] for name, values in parse_qs(parts.query).items()}, "output": "csv"})
        return urlunsplit((parts.scheme, parts.netloc, f"{found[1]}/pub", query, ""))
    sheet = parse_qs(parts.query).get("gid") or parse_qs(parts.fragment).get("gid") or ["0"]
    return urlunsplit((parts.scheme, parts.netloc, f"{found[1]}/export", f"format=csv&gid={sheet[-1]}", ""))


def _is_feed(data: bytes, kind: str) -> bool:
    head = data[:2000].lstrip().lower()
    return kind in {"application/rss+xml", "application/atom+xml"} or bool(
        re.search(rb"<(rss|feed|rdf:rdf)[\s>]", head)
    )


def _of_feed(data: bytes) -> Iterator[Entry]:
    """The feed's items, newest first as feeds have them, each made from its article."""
    try:
        import feedparser  # noqa: PLC0415 - not every channel reads a feed
    except ImportError as error:
        raise SetupError("Reading a feed needs feedparser.", advice="Run make setup.") from error
    for item in feedparser.parse(data).entries:
        if title := _plain(item.get("title", "")):
            about, link = _plain(item.get("summary", ""))[:500], str(item.get("link", ""))
            yield Entry(title=title, about=about, link=link, feed=True)


def _of_yaml(text: str, name: str) -> Iterator[Entry]:
    try:
        data = read_yaml(text)
    except yaml.YAMLError as error:
        raise BadInput(f"The topics in {name} are not valid YAML: {' '.join(str(error).split())}.") from error
    if isinstance(data, dict):
        data = next((data[field] for field in ("topics", "entries", "programme") if field in data), data)
    if not isinstance(data, list):
        raise BadInput(f"The topics in {name} are no list.", advice="Write at least: - Why octopuses have three hearts")
    for number, item in enumerate(data, 1):
        fields = item if isinstance(item, dict) else {"title": item}
        if (entry := _entry({str(key): value for key, value in fields.items()}, name, number)) is not None:
            yield entry


def _of_table(text: str, name: str) -> Iterator[Entry]:
    """Rows of a table with a header, or a topic on each line. Lines that begin with # are comments."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    first = lines[0] if lines else ""
    mark = max(",;\t", key=first.count)
    head = [_field(cell) for cell in next(csv.reader([first], delimiter=mark), [])]
    if not set(head) & set(TITLE):
        if first.count(mark) and len(lines) > 1 and any(cell in (*DUE, *LINK, *ABOUT) for cell in head):
            raise BadInput(f"The topics in {name} have no column of titles.", advice=f"Write {EXAMPLE}.")
        yield from (Entry(title=line.strip().strip('"').lstrip("-• ").strip()) for line in lines)
        return
    rows = csv.reader(io.StringIO(text), delimiter=mark)
    table = [row for row in rows if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#")]
    for number, row in enumerate(table[1:], 2):
        entry = _entry(dict(zip(head, row, strict=False)), name, number)
        if entry is not None:
            yield entry


def _entry(fields: Mapping[str, Any], name: str, number: int) -> Entry | None:
    """One topic; None for an empty row, and for one that the list itself says is done. Raises BadInput."""
    said = {_field(field): value for field, value in fields.items()}
    title = _said(said, TITLE)
    if not title:
        if any(str(value or "").strip() for value in said.values()):
            raise BadInput(f"Topic {number} in {name} has no title.", advice=f"Write {EXAMPLE}.")
        return None
    if _said(said, DONE).lower() in {"yes", "done", "x", "true", "1", "posted", "published", "made", "ja", "oui"}:
        return None
    link = _said(said, LINK)
    if link and not link.startswith(("http://", "https://")):
        raise BadInput(f"Topic {number} in {name} has the link {link!r}.", advice="Write the address with https://.")
    return Entry(title=title, due=_day(_said(said, DUE), name, number), about=_said(said, ABOUT), link=link)


def _said(fields: Mapping[str, Any], names: Sequence[str]) -> str:
    value = next((fields[name] for name in names if fields.get(name) not in {None, ""}), "")
    return " ".join(str(value).split())


def _field(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def _day(text: str, name: str, number: int) -> date | None:
    if not text:
        return None
    for form in DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day, in the channel's time zone
        except ValueError:
            continue
    raise BadInput(f"Topic {number} in {name} is due on {text!r}.", advice="Write the day as 2026-12-24.")


def _plain(text: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", str(text)).split())


def _unique(entries: Iterator[Entry], name: str) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(identity(entry.title), entry)
    if not found:
        raise BadInput(f"There are no topics in {name}.", advice=f"Write {EXAMPLE}.")
    return tuple(found.values())
