"""Remembers in the ledger what people were told, so that they are told once: also after restarts, and by many hosts."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import NoticeRow


class Notices:
    """The notices that were sent, by their keys."""

    def __init__(self, ledger: Ledger) -> None:
        self.engine = ledger.engine

    def claim(self, key: str) -> bool:
        """Record that this notice is sent. Returns False if it was recorded before."""
        try:
            with Session(self.engine) as session, session.begin():
                session.add(NoticeRow(key=key, at=now().isoformat(timespec="seconds")))
        except IntegrityError:
            return False
        return True

    def sent(self, prefix: str) -> frozenset[str]:
        """The keys of the notices that were sent and begin so."""
        with Session(self.engine) as session:
            return frozenset(session.scalars(select(NoticeRow.key).where(NoticeRow.key.startswith(prefix))).all())

    def forget_all(self) -> None:
        """Let all notices be sent again."""
        with Session(self.engine) as session, session.begin():
            session.execute(delete(NoticeRow))

    def forget(self, *keys: str) -> None:
        """Let these notices be sent again: what they were about is over, or sending them failed."""
        with Session(self.engine) as session, session.begin():
            session.execute(delete(NoticeRow).where(NoticeRow.key.in_(keys)))
