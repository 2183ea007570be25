"""One writer at a time in Prefect's SQLite: a transaction waits for the lock instead of failing halfway.

Prefect begins most transactions deferred: they read first and ask for the write lock later. If another connection
commits in between, SQLite answers "database is locked" at once, whatever its time-out is. With workers that send a
heartbeat every few seconds, that lost one request in ten on a busy machine, and two of Prefect's services could wait
for each other for a minute. BEGIN IMMEDIATE takes the lock first. Reads then wait too, which costs little on one host.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from prefect.server.database import dependencies
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL
from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction


class OneWriter(AioSqliteConfiguration):
    """SQLite whose every transaction begins as a writer."""

    @asynccontextmanager
    async def begin_transaction(
        self, session: AsyncSession, with_for_update: bool = False
    ) -> AsyncGenerator[AsyncSessionTransaction, None]:
        del with_for_update  # always
        async with super().begin_transaction(session, with_for_update=True) as transaction:
            yield transaction


def use_one_writer() -> None:
    """Call before Prefect's application is created. PostgreSQL needs none of it."""
    url = PREFECT_API_DATABASE_CONNECTION_URL.value()
    if url and url.startswith("sqlite"):
        dependencies.MODELS_DEPENDENCIES["database_config"] = OneWriter(connection_url=url)
