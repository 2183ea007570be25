"""The films that people may watch in a browser, as the ledger lists them, and where their files are on this host.

A list of its own, because a film waits for its review before it is published, and only listed files may be shown.
"""

from pathlib import Path

from sqlalchemy.orm import Session

from tasks.domain.edition import Film
from tasks.domain.errors import Damaged
from tasks.machine.clock import now
from tasks.machine.storage.assets import AssetStore, sha256_of
from tasks.machine.storage.database import alone
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import FilmRow


def list_film(film: Film, book: Ledger) -> None:
    """List a film, replacing what was listed of it before: once it is published, where it is becomes known."""
    with Session(book.engine) as session, session.begin():
        alone(session, film.key)
        row = FilmRow(key=film.key, film=film.model_dump(mode="json"), at=now().isoformat(timespec="seconds"))
        session.merge(row)


def listed_film(key: str, book: Ledger) -> Film | None:
    """The film with this key, or None."""
    with Session(book.engine) as session:
        row = session.get(FilmRow, key)
        return Film.model_validate(row.film) if row else None


def verified_file(film: Film, store: AssetStore) -> Path:
    """The film's file on this host, fetched from the shared store if need be. Raises Damaged if there is none."""
    try:
        return store.path(film.video)
    except Damaged:
        kept = _published(film)
        if kept.is_file() and sha256_of(kept) == film.video.sha256:
            return kept
        raise


def file_now(film: Film, store: AssetStore) -> Path | None:
    """The same file without its hash checked again, for each of the many small requests of a player."""
    places = (store.place(film.video), _published(film))
    return next((path for path in places if path.is_file() and path.stat().st_size == film.video.bytes), None)


def _published(film: Film) -> Path:
    return Path(film.folder or "-") / "short.mp4"
