"""Records the progress of each upload before every irreversible step, so that a run can resume after a killed one.

The process that works on a run key holds its lease, which each step renews; others may take an expired lease. Locks
replace the wait for a holder that died: within one host the kernel's, between hosts PostgreSQL's, which ends with the
connection of its holder.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Engine, Float, String, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.schema import CreateTable

from tasks.domain.errors import Transient
from tasks.domain.values import Frozen
from tasks.machine.clock import now
from tasks.machine.lock import lock_scope, one_at_a_time
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import Base

LEASE = 300.0  # seconds; longer than any single step may take


class UploadRow(Base):
    """The upload under a run key; `owner` holds the lease `until` a Unix time."""

    __tablename__ = "uploads"
    run_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    upload: Mapped[dict[str, object]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    until: Mapped[float] = mapped_column(Float)
    at: Mapped[str] = mapped_column(String(32))


class Upload(Frozen):
    """The state of one run key's upload. `film` is the hash and `bytes` the size of what `session` uploads.

    States: new: nothing sent; sending: the session takes bytes; ending: it may have taken the last bytes; uploaded: the
    video exists; published; refused: the platform rejected it; unsure: the video may or may not exist.
    """

    state: str = "new"
    film: str = ""
    bytes: int = 0
    session: str = ""  # URL of the upload session
    ended_at: float = 0.0  # Unix time at which the last bytes were last sent
    video_id: str = ""
    turned_down: tuple[str, ...] = ()  # ids of rejected videos
    done: tuple[str, ...] = ()  # extras already added to the video: thumbnail, captions, ...
    notes: tuple[str, ...] = ()


def upload_key(run_key: str, publisher: str, account: str) -> str:
    """The key of a run key's upload by a publisher with an account."""
    return " ".join(filter(None, (run_key, publisher, account)))


class Hold:
    """A lease on one upload. Every change renews it, and raises Transient once another host has taken it."""

    def __init__(self, uploads: "Uploads", run_key: str, upload: Upload) -> None:
        self.uploads = uploads
        self.run_key = run_key
        self.upload = upload

    def keep(self, **changes: Any) -> None:
        """Store changes to the upload's fields; without any, only renew the lease."""
        self.upload = self.upload.model_copy(update=changes)
        self.uploads.write(self.run_key, self.upload)


class Uploads:
    """The uploads table, in the ledger's database."""

    def __init__(self, ledger: Ledger) -> None:
        self.engine = ledger.engine
        try:
            with self.engine.begin() as connection:
                connection.execute(CreateTable(UploadRow.metadata.tables[UploadRow.__tablename__], if_not_exists=True))
        except IntegrityError:
            pass  # PostgreSQL raises this if another process creates the table at the same time

    def read(self, run_key: str) -> Upload:
        """The upload under this key, or a new one."""
        with Session(self.engine) as session:
            row = session.get(UploadRow, run_key)
            return Upload.model_validate(row.upload) if row else Upload()

    @contextmanager
    def holding(self, run_key: str, *, beat: float = 2.0, patience: float = LEASE + 30.0) -> Iterator[Hold]:
        """Hold the lease on this key. While another process holds it, tries every `beat` seconds.

        Raises Transient after `patience` seconds.
        """
        with one_at_a_time(f"upload/{run_key}"), _others_of(self.engine, run_key) as alone:
            deadline = time.monotonic() + patience
            while not self._take(run_key, alone=alone()):
                if time.monotonic() > deadline:
                    raise _taken(run_key)
                time.sleep(beat)
            try:
                yield Hold(self, run_key, self.read(run_key))
            finally:
                self._give_back(run_key)

    def write(self, run_key: str, upload: Upload) -> None:
        """Store the upload and renew the lease. Raises Transient if another host has taken the lease."""
        with Session(self.engine) as session, session.begin():
            row = session.get_one(UploadRow, run_key, with_for_update=True)
            if row.owner != lock_scope():
                raise _taken(run_key)
            row.upload, row.state = upload.model_dump(mode="json"), upload.state
            row.until, row.at = _clock() + LEASE, now().isoformat(timespec="seconds")

    def _take(self, run_key: str, *, alone: bool) -> bool:
        """Try to take the lease. One from this host belongs to a dead process: a living one would hold the lock.

        So does any, if this process is `alone`.
        """
        try:
            with Session(self.engine) as session, session.begin():
                row = session.get(UploadRow, run_key, with_for_update=True)
                if row is None:
                    row = UploadRow(
                        run_key=run_key, upload=Upload().model_dump(mode="json"), state="new", owner="", until=0
                    )
                    session.add(row)
                elif not alone and row.owner not in {"", lock_scope()} and row.until > _clock():
                    return False
                row.owner, row.until, row.at = lock_scope(), _clock() + LEASE, now().isoformat(timespec="seconds")
        except IntegrityError:
            return False  # another process inserted the row first
        return True

    def _give_back(self, run_key: str) -> None:
        with Session(self.engine) as session, session.begin():
            row = session.get_one(UploadRow, run_key, with_for_update=True)
            if row.owner == lock_scope():
                row.owner, row.until = "", 0.0


@contextmanager
def _others_of(engine: Engine, run_key: str) -> Iterator[Callable[[], bool]]:
    """Asks whether no living process works on this key, on any host. Only PostgreSQL knows; its answer "yes" stays."""
    if engine.dialect.name != "postgresql":
        yield lambda: False
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        name = func.hashtext(f"upload/{run_key}")
        got = False

        def alone() -> bool:
            nonlocal got
            got = got or bool(connection.scalar(select(func.pg_try_advisory_lock(name))))
            return got

        try:
            yield alone
        finally:
            if got:
                connection.scalar(select(func.pg_advisory_unlock(name)))


def _taken(run_key: str) -> Transient:
    return Transient(
        f"Another process is uploading {run_key}.", service="The ledger", advice="Wait until it ends, then run again."
    )


def _clock() -> float:
    return now().timestamp()
