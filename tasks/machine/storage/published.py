"""Remembers what a channel has published, so that a new short can be unlike its last ones.

A short is remembered twice, in tables of their own: by its words, which a model must not repeat, and by its
fingerprint, which says how it looked and sounded.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks.domain.edition import Edition
from tasks.domain.film.sameness import LAST, Fingerprint
from tasks.domain.story import Source
from tasks.domain.text.drafts import Told
from tasks.domain.text.drafts.echoes import REMEMBERED
from tasks.machine.clock import now
from tasks.machine.storage.database import alone
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import FingerprintRow, ToldRow


def keep_words(channel: str, edition: Edition, book: Ledger) -> None:
    """Remember the words of a published edition. `channel` is the channel's key."""
    script = edition.story.script
    told = Told(
        title=script.title, hook=script.hook, script=script.script, sources=tuple(map(_name, edition.story.sources))
    )
    _keep(ToldRow(run_key=edition.run_key, channel=channel, told=told.model_dump(mode="json"), at=_at()), book)


def last_words(channel: str, book: Ledger, made_from: Sequence[Source] = ()) -> tuple[Told, ...]:
    """The words of the channel's last shorts, newest first, up to `REMEMBERED`.

    Shorts that were made from the same sources are left out: a short that is made again need not differ from itself.
    """
    query = select(ToldRow).where(ToldRow.channel == channel).order_by(ToldRow.at.desc(), ToldRow.run_key)
    with Session(book.engine) as session:
        rows = session.scalars(query.limit(REMEMBERED)).all()
        shorts = [Told.model_validate(row.told) for row in rows]
    own = tuple(map(_name, made_from))
    return tuple(short for short in shorts if not own or short.sources != own)


def keep_print(channel: str, found: Fingerprint, book: Ledger) -> None:
    """Remember the fingerprint of a published short, replacing what was remembered of it before."""
    row = FingerprintRow(
        run_key=found.run_key, channel=channel, day=found.day, found=found.model_dump(mode="json"), at=_at()
    )
    _keep(row, book)


def last_prints(channel: str, until: date, book: Ledger, limit: int = LAST) -> Sequence[Fingerprint]:
    """The fingerprints of the channel's last shorts up to and including a day, newest first.

    Later days are left out, so that a day that is run again finds what it found the first time.
    """
    query = select(FingerprintRow).where(FingerprintRow.channel == channel, FingerprintRow.day <= until)
    query = query.order_by(FingerprintRow.day.desc(), FingerprintRow.run_key).limit(limit)
    with Session(book.engine) as session:
        return tuple(Fingerprint.model_validate(row.found) for row in session.scalars(query).all())


def _keep(row: ToldRow | FingerprintRow, book: Ledger) -> None:
    with Session(book.engine) as session, session.begin():
        alone(session, row.run_key)
        session.merge(row)


def _at() -> str:
    return now().isoformat(timespec="seconds")


def _name(source: Source) -> str:
    return source.url or source.title
