"""How far each upload came: written before every step that cannot be taken back, so that the next run knows where a
killed one stood.

Whoever works on a run key holds its lease, renewed with every step; another may take it once it has expired. On one
host the lock beside it is quicker: the kernel lets go of it when its holder dies.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Float, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.schema import CreateTable

from tasks.domain.errors import Transient
from tasks.domain.values import Frozen
from tasks.machine.clock import now
from tasks.machine.lock import one_at_a_time, reach
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import Base

LEASE = 300.0  # seconds; longer than any single step may take


class Row(Base):
    __tablename__ = "uploads"
    run_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    upload: Mapped[dict[str, object]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    until: Mapped[float] = mapped_column(Float)
    at: Mapped[str] = mapped_column(String(32))


class Upload(Frozen):
    """One run key's film on its way. `film` and `bytes` are those of `session` and `video_id`.

    new: nothing was sent; sending: a session takes bytes; ending: its last bytes may have been taken; uploaded: the
    video is there; published; refused: it was not accepted; unsure: nobody knows whether it is there.
    """

    state: str = "new"
    film: str = ""
    bytes: int = 0
    session: str = ""  # its address
    ended_at: float = 0.0  # when the last bytes were sent last
    video_id: str = ""
    turned_down: tuple[str, ...] = ()  # videos that were not accepted
    done: tuple[str, ...] = ()  # what was added to the video
    notes: tuple[str, ...] = ()


class Hold:
    """An upload that is ours to work on. Every change renews the lease, and is refused once another has it."""

    def __init__(self, uploads: "Uploads", run_key: str, upload: Upload) -> None:
        self.uploads = uploads
        self.run_key = run_key
        self.upload = upload

    def keep(self, **changes: Any) -> None:
        self.upload = self.upload.model_copy(update=changes)
        self.uploads.write(self.run_key, self.upload)


class Uploads:
    def __init__(self, book: Ledger) -> None:
        self.engine = book.engine
        try:
            with self.engine.begin() as connection:
                connection.execute(CreateTable(Row.metadata.tables[Row.__tablename__], if_not_exists=True))
        except IntegrityError:
            pass  # PostgreSQL's way of saying that another process has just made it

    def read(self, run_key: str) -> Upload:
        with Session(self.engine) as session:
            row = session.get(Row, run_key)
            return Upload.model_validate(row.upload) if row else Upload()

    @contextmanager
    def holding(self, run_key: str, *, beat: float = 2.0, patience: float = LEASE + 30.0) -> Iterator[Hold]:
        """Work on this key alone. Waits while another does; raises Transient when that takes too long."""
        with one_at_a_time(f"upload/{run_key}"):
            deadline = time.monotonic() + patience
            while not self._take(run_key):
                if time.monotonic() > deadline:
                    raise _taken(run_key)
                time.sleep(beat)
            try:
                yield Hold(self, run_key, self.read(run_key))
            finally:
                self._give_back(run_key)

    def write(self, run_key: str, upload: Upload) -> None:
        with Session(self.engine) as session, session.begin():
            row = session.get_one(Row, run_key, with_for_update=True)
            if row.owner != reach():
                raise _taken(run_key)
            row.upload, row.state = upload.model_dump(mode="json"), upload.state
            row.until, row.at = _clock() + LEASE, now().isoformat(timespec="seconds")

    def _take(self, run_key: str) -> bool:
        """A lease of our own reach is a dead process's: a living one would hold the lock."""
        try:
            with Session(self.engine) as session, session.begin():
                row = session.get(Row, run_key, with_for_update=True)
                if row is None:
                    row = Row(run_key=run_key, upload=Upload().model_dump(mode="json"), state="new", owner="", until=0)
                    session.add(row)
                elif row.owner not in {"", reach()} and row.until > _clock():
                    return False
                row.owner, row.until, row.at = reach(), _clock() + LEASE, now().isoformat(timespec="seconds")
        except IntegrityError:
            return False  # another made the row first
        return True

    def _give_back(self, run_key: str) -> None:
        with Session(self.engine) as session, session.begin():
            row = session.get_one(Row, run_key, with_for_update=True)
            if row.owner == reach():
                row.owner, row.until = "", 0.0


def _taken(run_key: str) -> Transient:
    return Transient(
        f"Another process is uploading {run_key}.", service="The ledger", advice="Let it finish, then run again."
    )


def _clock() -> float:
    return now().timestamp()
