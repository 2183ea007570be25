"""Keeps in the ledger which earlier topic a language model found a new one to repeat: it is asked once for each."""

from sqlalchemy.orm import Session

from tasks.domain.names import slug
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import RepeatRow


def found_repeat(book: Ledger, channel: str, title: str) -> str | None:
    """The earlier title that it repeats, "" if it repeats none, or None if the model has not been asked."""
    with Session(book.engine) as session:
        row = session.get(RepeatRow, (channel, slug(title)))
        return row.earlier if row else None


def keep_repeat(book: Ledger, channel: str, title: str, earlier: str) -> None:
    """Keep the model's answer. Of two answers at once, the last one stays."""
    with Session(book.engine) as session, session.begin():
        stamp = now().isoformat(timespec="seconds")
        session.merge(RepeatRow(channel=channel, slug=slug(title), earlier=earlier[:500], at=stamp))
