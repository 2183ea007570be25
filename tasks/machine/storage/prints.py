"""The fingerprints of what a channel has published, so that a new short can be kept unlike its last ones."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks.domain.film.sameness import LAST, Fingerprint
from tasks.machine.clock import now
from tasks.machine.storage.database import alone
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import FingerprintRow


def keep_print(channel: str, found: Fingerprint, book: Ledger) -> None:
    """Remember a published short, replacing what was remembered of it before."""
    with Session(book.engine) as session, session.begin():
        alone(session, found.run_key)
        session.merge(
            FingerprintRow(
                run_key=found.run_key,
                channel=channel,
                day=found.day,
                found=found.model_dump(mode="json"),
                at=now().isoformat(timespec="seconds"),
            )
        )


def last_prints(channel: str, until: date, book: Ledger, limit: int = LAST) -> Sequence[Fingerprint]:
    """The fingerprints of the channel's last shorts up to and including a day, newest first.

    Later days are left out, so that a day that is run again finds what it found the first time.
    """
    query = select(FingerprintRow).where(FingerprintRow.channel == channel, FingerprintRow.day <= until)
    query = query.order_by(FingerprintRow.day.desc(), FingerprintRow.run_key).limit(limit)
    with Session(book.engine) as session:
        return tuple(Fingerprint.model_validate(row.found) for row in session.scalars(query).all())
