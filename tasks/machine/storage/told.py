"""Remembers the words of the shorts that a channel has published, so that a new script can differ from them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks.domain.edition import Edition
from tasks.domain.story import Source
from tasks.domain.text.drafts import Told
from tasks.domain.text.drafts.echoes import REMEMBERED
from tasks.machine.clock import now
from tasks.machine.storage.database import alone
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import ToldRow


def remember(book: Ledger, channel: str, edition: Edition) -> None:
    """Keep the words of a published edition. `channel` is the channel's key."""
    script = edition.story.script
    told = Told(
        title=script.title, hook=script.hook, script=script.script, sources=tuple(map(_name, edition.story.sources))
    )
    with Session(book.engine) as session, session.begin():
        alone(session, edition.run_key)
        session.merge(
            ToldRow(
                run_key=edition.run_key,
                channel=channel,
                told=told.model_dump(mode="json"),
                at=now().isoformat(timespec="seconds"),
            )
        )


def told(book: Ledger, channel: str, made_from: tuple[Source, ...] = ()) -> tuple[Told, ...]:
    """The channel's last shorts, newest first, up to `REMEMBERED`.

    Shorts that were made from the same sources are left out: a short that is made again need not differ from itself.
    """
    query = select(ToldRow).where(ToldRow.channel == channel).order_by(ToldRow.at.desc(), ToldRow.run_key)
    with Session(book.engine) as session:
        rows = session.scalars(query.limit(REMEMBERED)).all()
        shorts = [Told.model_validate(row.told) for row in rows]
    own = tuple(map(_name, made_from))
    return tuple(short for short in shorts if not own or short.sources != own)


def _name(source: Source) -> str:
    return source.url or source.title
