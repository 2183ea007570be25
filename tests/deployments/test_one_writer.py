"""A Prefect transaction that reads and then writes must wait for a concurrent writer instead of failing."""

import asyncio
from pathlib import Path

import pytest
from prefect.server.database.configurations import AioSqliteConfiguration
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from deployments.one_writer import OneWriter

SECONDS = 1.0  # upper bound: the other transaction either commits at once or waits for this one


async def reads_then_writes(database: AioSqliteConfiguration) -> int:
    """Read, let another transaction write, then write. Return the final number of rows."""
    engine = await database.engine()
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE note (text VARCHAR)"))

    async def write() -> None:
        async with await database.session(engine) as session, database.begin_transaction(session):
            await session.execute(text("INSERT INTO note VALUES ('the other')"))

    async with await database.session(engine) as session:
        async with database.begin_transaction(session):
            await session.execute(text("SELECT count(*) FROM note"))
            other = asyncio.create_task(write())
            await asyncio.wait({other}, timeout=SECONDS)
            await session.execute(text("INSERT INTO note VALUES ('this one')"))
        await other
        return int((await session.execute(text("SELECT count(*) FROM note"))).scalar_one())


def test_prefects_configuration_fails_and_one_writer_waits(tmp_path: Path) -> None:
    """The first assertion fails once Prefect has fixed this. Then `one_writer` can be removed."""
    with pytest.raises(OperationalError, match="database is locked"):
        asyncio.run(reads_then_writes(AioSqliteConfiguration(connection_url=f"sqlite+aiosqlite:///{tmp_path}/a.db")))
    one_writer = OneWriter(connection_url=f"sqlite+aiosqlite:///{tmp_path}/b.db")
    assert asyncio.run(reads_then_writes(one_writer)) == 2
