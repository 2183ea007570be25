"""Opens the ledger's database, SQLite or PostgreSQL, and gives both the same transaction guarantees."""

from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, func, select
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from tasks.domain.errors import SetupError, Transient


def engine_for(url: str) -> Engine:
    """An engine for the ledger. Raises SetupError if the URL is not that of a supported database."""
    try:
        engine = create_engine(url, pool_pre_ping=True)  # reconnects after the database restarts
    except (ArgumentError, ImportError) as error:
        raise SetupError(
            "DAILIES_LEDGER is not the URL of a supported database.",
            advice="Write postgresql+psycopg://user:password@host/database, or sqlite:////path/ledger.db.",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _patient)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "handle_error", _transient)
    return engine


def _patient(connection: Any, _: object) -> None:
    """Have processes that write the same SQLite file wait for each other instead of failing."""
    connection.isolation_level = None  # `_begin` begins the transactions, not pysqlite
    connection.execute("PRAGMA busy_timeout=60000").close()


def _begin(connection: Connection) -> None:
    """Take the write lock first: a transaction that upgrades from reading to writing fails instead of waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _transient(context: ExceptionContext) -> None:
    """Raise Transient for a lost connection: a database server comes back, unlike a damaged file."""
    if context.is_pre_ping:  # SQLAlchemy reconnects by itself
        return
    if context.is_disconnect or isinstance(context.sqlalchemy_exception, OperationalError):
        reason = str(context.original_exception).strip().split("\n")[0]
        raise Transient(
            f"The ledger's database is unavailable: {reason}",
            service="ledger",
            advice="Check its server, or try again later.",
        ) from context.original_exception


def alone(session: Session, what: str) -> None:
    """Hold the lock named `what` until the transaction ends. SQLite needs none: it runs one write at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
