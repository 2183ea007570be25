"""Gives each channel and each short a key of its own, and keeps the keys that earlier versions gave.

A slug may lose the difference between two names (Lodz and Łódź). The ledger notices: it refuses a second channel, and
gives a second short a hash.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.names import NAMELESS, former_slug, identity, with_hash
from tasks.domain.story import Topic
from tasks.machine.storage.database import alone
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import KeyRow, Publication
from tasks.machine.storage.uploads import Uploads


def admit(book: Ledger, channel: Channel) -> None:
    """Note who has the channel's key. Raises BadInput if a channel of another name has it."""
    holder = _holder(book, channel.key, channel.name)
    if identity(holder) != identity(channel.name):
        raise BadInput(
            f"The channels {holder!r} and {channel.name!r} would share the key {channel.key!r}.",
            advice="Give one of them a name that differs in more than accents and punctuation.",
        )


def run_key(book: Ledger, channel: Channel, day: date, topic: Topic, film: str) -> str:
    """The key under which this short is published, and was if an earlier version published or uploaded it.

    `film` is the hash of the film, by which a short whose title had no former slug is found again.
    """
    key = f"{channel.key}/{day}/{topic.slug}"
    for former in _former_keys(channel, day, topic):
        if former != key and _recorded_before(book, former, film):
            return former
    return key if identity(_holder(book, key, topic.title)) == identity(topic.title) else with_hash(key, topic.title)


def _holder(book: Ledger, key: str, name: str) -> str:
    """The name that has this key: the first that asked for it."""
    with Session(book.engine) as session, session.begin():
        alone(session, key)
        row = session.get(KeyRow, key)
        if row is None:
            session.add(KeyRow(key=key, name=name))
            return name
        return row.name


def _former_keys(channel: Channel, day: date, topic: Topic) -> list[str]:
    slugs = dict.fromkeys((topic.slug, former_slug(topic.title)))
    return [f"{owner}/{day}/{subject}" for owner in (channel.key, former_slug(channel.name)) for subject in slugs]


def _recorded_before(book: Ledger, key: str, film: str) -> bool:
    """Whether this key was in use before the upgrade, for the same film if its parts do not tell names apart."""
    if not book.former.before:
        return False
    upload = Uploads(book).read(key)
    with Session(book.engine) as session:
        row = session.scalar(
            select(Publication).where(Publication.run_key == key, Publication.at < book.former.before).limit(1)
        )
        if row is None:
            return False
        named = NAMELESS not in key.split("/")
        return named or film in {row.video, upload.film}
