"""A transaction of Prefect's that reads and then writes, while another one writes: it waits, and does not fail."""

import asyncio
from pathlib import Path

import pytest
from prefect.server.database.configurations import AioSqliteConfiguration
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from deployments.one_writer import OneWriter

SECONDS = 1.0  # an upper bound for the other transaction, which either commits at once or waits for this one


async def reads_then_writes(database: AioSqliteConfiguration) -> int:
    """Read in one transaction, let another write, then write: how many rows there are in the end."""
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


def test_prefects_own_way_fails_and_ours_waits(tmp_path: Path) -> None:
    """The first half says when Prefect has mended it: then `one_writer` can go."""
    with pytest.raises(OperationalError, match="database is locked"):
        asyncio.run(reads_then_writes(AioSqliteConfiguration(connection_url=f"sqlite+aiosqlite:///{tmp_path}/a.db")))
    ours = OneWriter(connection_url=f"sqlite+aiosqlite:///{tmp_path}/b.db")
    assert asyncio.run(reads_then_writes(ours)) == 2
