"""Remembers where each channel publishes, so that two never publish into one place by mistake.

A token says nothing of whose channel it is for. So a publisher asks its platform, and the answer is compared with the
places of the other channels before the first upload.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks.domain.edition import Place
from tasks.domain.errors import BadInput
from tasks.machine.clock import now
from tasks.machine.storage.database import alone
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import PlaceRow


def known_place(book: Ledger, publisher: str, channel: str, account: str) -> Place | None:
    """Where the channel was last found to publish with this account, if it was."""
    with Session(book.engine) as session:
        row = session.get(PlaceRow, (publisher, channel))
        return Place(id=row.place, title=row.title) if row and row.account == account else None


def take_place(book: Ledger, publisher: str, place: Place, channel: str, account: str) -> Place | None:
    """Note that the channel (its key) publishes there. Returns where it did before, if that was elsewhere.

    Raises BadInput if another channel publishes there, unless both name the same account.
    """
    with Session(book.engine) as session, session.begin():
        alone(session, f"place/{publisher}/{place.id}")
        row = session.get(PlaceRow, (publisher, channel))
        before = Place(id=row.place, title=row.title) if row and row.place != place.id else None
        session.merge(
            PlaceRow(
                publisher=publisher,
                channel=channel,
                account=account,
                place=place.id,
                title=place.title,
                at=now().isoformat(timespec="seconds"),
            )
        )
        there = select(PlaceRow).where(
            PlaceRow.publisher == publisher, PlaceRow.place == place.id, PlaceRow.channel != channel
        )
        others = [other.channel for other in session.scalars(there) if not account or other.account != account]
        if others:
            raise BadInput(
                f"{place.title} ({publisher}) is where {', '.join(sorted(others))} publishes, and {channel} would "
                "publish there, too.",
                advice="Give the channel an account of its own: `account: NAME` in its file, and that account's keys. "
                "If both shall publish there, write the same account into both files. Then run "
                "`python -m deployments check`, which reads all files anew.",
            )
        return before


def forget_places(book: Ledger, but: Collection[str]) -> Sequence[str]:
    """Forget where channels publish whose keys are not among these. Returns their keys."""
    with Session(book.engine) as session, session.begin():
        gone = [row for row in session.scalars(select(PlaceRow)) if row.channel not in but]
        for row in gone:
            session.delete(row)
        return sorted({row.channel for row in gone})
