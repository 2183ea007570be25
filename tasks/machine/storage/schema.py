"""Creates the ledger's tables, and brings a ledger of an earlier version up to date.

A ledger of schema 1 keeps its rows. Its keys were made of ASCII letters alone, so what was recorded before the upgrade
is also looked up by the keys of that time (`tasks.domain.names.former_slug`).
"""

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from tasks.domain.values import Frozen
from tasks.machine.clock import now
from tasks.machine.storage.database import alone
from tasks.machine.storage.tables import Base, Claim, Upgrade, Version

SCHEMA = 2


class Former(Frozen):
    """Which rows have former keys: claims up to a number, and all that was recorded before a time (UTC, ISO 8601)."""

    claims: int = 0
    before: str = ""


def bring_up_to_date(engine: Engine) -> int:
    """Create missing tables, upgrade an older ledger, and return the schema's number.

    Safe while other processes do the same. A ledger of a newer version stays as it is.
    """
    with Session(engine) as session, session.begin():
        alone(session, "schema")
        for table in Base.metadata.sorted_tables:
            session.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                session.execute(CreateIndex(index, if_not_exists=True))
        version = session.scalar(select(Version))
        if version is None:
            session.add(Version(number=SCHEMA))
            return SCHEMA
        if version.number < SCHEMA:
            last = session.scalar(select(func.max(Claim.id))) or 0
            session.add(Upgrade(schema=SCHEMA, claims=last, at=now().isoformat(timespec="seconds")))
            version.number = SCHEMA
        return version.number


def former_rows(engine: Engine) -> Former:
    """The rows that an upgrade found in the ledger; none if it was new."""
    with Session(engine) as session:
        upgrade = session.get(Upgrade, SCHEMA)
        return Former(claims=upgrade.claims, before=upgrade.at) if upgrade else Former()
