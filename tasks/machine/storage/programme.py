"""Keeps a channel's programme in the ledger: the order of its topics, when they are due, and which have been made."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from tasks.domain.names import slug
from tasks.domain.story import Entry
from tasks.machine.clock import now
from tasks.machine.storage.database import alone
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import Claim, ProgrammeRow


def keep_programme(book: Ledger, channel: str, entries: Sequence[Entry]) -> None:
    """Take over the list as it is now. What has been made stays made, in or out of the list."""
    stamp = now().isoformat(timespec="seconds")
    with Session(book.engine) as session, session.begin():
        alone(session, f"programme/{channel}")
        session.execute(update(ProgrammeRow).where(ProgrammeRow.channel == channel).values(place=-1))
        known = {row.slug: row for row in session.scalars(_rows(channel))}
        for place, entry in enumerate(entries):
            key, said = slug(entry.title), entry.model_dump(mode="json")
            if row := known.get(key):
                row.place, row.entry = place, said
            else:
                known[key] = ProgrammeRow(channel=channel, slug=key, place=place, entry=said, made=None, at=stamp)
                session.add(known[key])


def kept_programme(book: Ledger, channel: str) -> tuple[Entry, ...]:
    """The list as it was read last, in its order, with what has been made."""
    with Session(book.engine) as session:
        rows = session.scalars(_rows(channel).where(ProgrammeRow.place >= 0)).all()
        return tuple(Entry.model_validate(row.entry) for row in rows)


def open_entries(book: Ledger, channel: str, day: date) -> tuple[Entry, ...]:
    """What may be made on this day: first what is due, the longest due first, then the rest in the list's order."""
    with Session(book.engine) as session:
        rows = session.scalars(_rows(channel).where(ProgrammeRow.place >= 0, ProgrammeRow.made.is_(None))).all()
        entries = [Entry.model_validate(row.entry) for row in rows]
    ready = [entry for entry in entries if entry.due is None or entry.due <= day]
    return tuple(sorted(ready, key=lambda entry: (entry.due is None, entry.due or day)))


def entries_left(book: Ledger, channel: str) -> int:
    """How many topics of the list, as it was read last, have not been made, with those that are due later."""
    rows = select(func.count()).select_from(ProgrammeRow)
    with Session(book.engine) as session:
        left = rows.where(ProgrammeRow.channel == channel, ProgrammeRow.place >= 0, ProgrammeRow.made.is_(None))
        return session.scalar(left) or 0


def mark_made(book: Ledger, channel: str, title: str, day: date) -> None:
    """Note the day for which the entry was taken. Does nothing for a topic that is not of the programme."""
    with Session(book.engine) as session, session.begin():
        row = session.get(ProgrammeRow, (channel, slug(title)))
        if row and row.made is None:
            row.made = day


def last_titles(book: Ledger, channel: str, count: int) -> tuple[str, ...]:
    """The titles of the last topics of a channel, or of every channel if none is named, newest first."""
    query = select(Claim).order_by(Claim.day.desc(), Claim.id.desc()).limit(count)
    with Session(book.engine) as session:
        claims = session.scalars(query.where(Claim.channel == channel) if channel else query)
        return tuple(str(claim.topic["title"]) for claim in claims)


def _rows(channel: str) -> Select[tuple[ProgrammeRow]]:
    return select(ProgrammeRow).where(ProgrammeRow.channel == channel).order_by(ProgrammeRow.place)
