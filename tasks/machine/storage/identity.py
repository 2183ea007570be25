"""Tells a ledger from another one in its place, and from an older copy of itself: both lack what was published.

A ledger is given a name when it is new. The home notes which name it found at each place where it has used a ledger,
and how many publications that ledger knew: no row of them is ever deleted.
"""

import hashlib
import logging
import uuid
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import URL, Engine, func, select
from sqlalchemy.orm import Session

from tasks.domain.errors import Damaged
from tasks.domain.values import Frozen
from tasks.machine.aside import set_aside
from tasks.machine.home import home
from tasks.machine.storage.database import alone
from tasks.machine.storage.helper_files import keep, kept
from tasks.machine.storage.ledger_backup import back_up, has_copy
from tasks.machine.storage.tables import Identity, Publication

log = logging.getLogger(__name__)


class Note(Frozen):
    """The ledger that this home has used at one place: its name, and the most publications that it knew."""

    ledger: str
    name: str
    publications: int = 0


def check_identity(engine: Engine) -> None:
    """Raises Damaged if this home has used another ledger at the same place, or this one with more publications."""
    place = place_of(engine.url)
    if place == ":memory:":
        return
    # The note is read first: what others publish meanwhile is in the ledger before it is in the note.
    path, known = note_of(engine.url), _noted(engine.url)
    name, new = _named(engine)
    publications = _publications(engine)
    if known is None:
        _write(engine, Note(ledger=place, name=name, publications=publications))
        if new and has_copy(engine):
            back_up(engine)  # a copy from before would come back without the name
    elif known.name != name:
        raise Damaged(
            f"The ledger {place} is not the one that was used here before: it was exchanged, or begun anew.",
            advice="Put the former one back, or restore it from a backup: this one does not know what was published. "
            f"To go on with this one all the same, delete {path}.",
        )
    elif known.publications > publications:
        raise Damaged(
            f"The ledger {place} is an older copy of itself: it knows {publications} publications, and this home has "
            f"seen it with {known.publications}.",
            advice="Put the newest copy back: this one would publish again what it does not know. "
            f"To go on with this one all the same, delete {path}.",
        )
    elif known.publications < publications:
        _write(engine, known.model_copy(update={"publications": publications}))


def note_publications(engine: Engine) -> None:
    """Note how many publications the ledger knows now. What fails is logged: the short is published."""
    known = None if place_of(engine.url) == ":memory:" else _noted(engine.url)
    if known is None:
        return
    try:
        _write(engine, known.model_copy(update={"publications": max(known.publications, _publications(engine))}))
    except OSError as error:
        log.warning("Cannot note that the ledger %s has one more publication: %s", known.ledger, error)


def note_of(url: URL) -> Path:
    """Where this home notes the name of the ledger at this place."""
    return home() / "ledgers" / f"{hashlib.sha256(place_of(url).encode()).hexdigest()[:16]}.json"


def place_of(url: URL) -> str:
    """Where a ledger is, without the user and the password that open it."""
    if url.get_backend_name() != "sqlite":
        return f"{url.host or url.query.get('host', 'localhost')}:{url.port or 5432}/{url.database}"
    return str(Path(url.database).resolve()) if url.database and url.database != ":memory:" else ":memory:"


def _noted(url: URL) -> Note | None:
    """What this home has noted; None for a ledger that it has not used. A note that is damaged is set aside."""
    path = note_of(url)
    data = kept(path)
    try:
        return Note.model_validate_json(data) if data is not None else None
    except ValidationError:  # of another version
        set_aside(path)
        return None


def _write(engine: Engine, note: Note) -> None:
    keep(note_of(engine.url), note.model_dump_json(indent=1).encode())


def _publications(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Publication)) or 0


def _named(engine: Engine) -> tuple[str, bool]:
    """The ledger's name, and whether it was given just now. Of processes that open a new ledger, one names it."""
    with Session(engine) as session, session.begin():
        alone(session, "schema")
        known = session.scalar(select(Identity.name))
        if known is not None:
            return known, False
        session.add(Identity(name=uuid.uuid4().hex))
        return session.scalars(select(Identity.name)).one(), True
