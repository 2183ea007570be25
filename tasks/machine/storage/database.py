"""The door to the ledger's database: one file on one host, or PostgreSQL, with the same promises from both."""

from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, func, select
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from tasks.domain.errors import SetupError, Transient


def engine_for(url: str) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True)  # a database that was restarted is met anew
    except (ArgumentError, ImportError) as error:
        raise SetupError(
            "DAILIES_LEDGER names no database that can be used.",
            advice="Write postgresql+psycopg://user:password@host/database, or sqlite:////path/ledger.db.",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _patient)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "handle_error", _away)
    return engine


def _patient(connection: Any, _: object) -> None:
    """Several processes write one SQLite file: wait for each other instead of failing."""
    connection.isolation_level = None  # pysqlite would begin transactions its own way
    connection.execute("PRAGMA busy_timeout=60000").close()


def _begin(connection: Connection) -> None:
    """Take the write lock first: a transaction that reads and then writes cannot wait for it, only fail."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _away(context: ExceptionContext) -> None:
    """A database server that is down comes back: worth another try, unlike a damaged file."""
    if context.is_pre_ping:  # SQLAlchemy connects anew by itself
        return
    if context.is_disconnect or isinstance(context.sqlalchemy_exception, OperationalError):
        said = str(context.original_exception).strip().split("\n")[0]
        raise Transient(f"The ledger did not serve: {said}", service="ledger") from context.original_exception


def alone(session: Session, what: str) -> None:
    """Until the transaction ends, nobody else is alone with the same `what`. SQLite lets in one at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
