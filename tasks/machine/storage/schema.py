"""Creates the ledger's tables, and brings a ledger of an earlier version up to date.

A ledger of schema 1 keeps its rows. Its keys were made of ASCII letters alone, so what was recorded before the upgrade
is also looked up by the keys of that time (`tasks.domain.names.former_slug`). Until schema 2, a run key had one
publication; since schema 3 it has one for each publisher and account.
"""

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from tasks.domain.values import Frozen
from tasks.machine.clock import now
from tasks.machine.storage.database import alone
from tasks.machine.storage.tables import Base, Claim, Publication, Upgrade, Version

SCHEMA = 3
KEYS, PUBLISHERS = 2, 3  # the schemas that brought today's keys, and several publishers


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
        if version.number < PUBLISHERS:
            _give_publications_an_account(session)
        for schema in range(version.number + 1, SCHEMA + 1):
            last = session.scalar(select(func.max(Claim.id))) or 0
            session.add(Upgrade(schema=schema, claims=last, at=now().isoformat(timespec="seconds")))
            version.number = schema
        return version.number


def _give_publications_an_account(session: Session) -> None:
    """Make the table anew: SQLite cannot change a primary key. Its rows had a publisher, and no account."""
    table = Publication.__table__
    session.execute(text("CREATE TABLE former_publications AS SELECT * FROM publications"))
    session.execute(text("DROP TABLE publications"))
    session.execute(CreateTable(table))  # type: ignore[arg-type]
    columns = "run_key, publisher, video, state, receipt, at"
    session.execute(
        text(f"INSERT INTO publications (account, {columns}) SELECT '', {columns} FROM former_publications")  # noqa: S608
    )
    session.execute(text("DROP TABLE former_publications"))


def former_rows(engine: Engine) -> Former:
    """The rows that the upgrade of keys found in the ledger; none if it was new."""
    with Session(engine) as session:
        upgrade = session.get(Upgrade, KEYS)
        return Former(claims=upgrade.claims, before=upgrade.at) if upgrade else Former()
