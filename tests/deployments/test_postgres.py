"""A Prefect server with its book in PostgreSQL, as several hosts need it: it migrates, runs flows, makes schedules."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text

from tasks.machine.home import CHECKOUT
from tests.postgres import Postgres

pytestmark = pytest.mark.server
START_SECONDS = 180  # the first start makes some eighty tables
FLOW = """
from prefect import flow, task

@task(retries=1)
def half(number: int) -> int:
    assert number != 3
    return number // 2

@flow
def halves(numbers: list[int]) -> int:
    return sum(half.map(numbers).result())

if __name__ == "__main__":
    print(halves([2, 4, 6]))
"""


class Server:
    def __init__(self, api: str, database: str) -> None:
        self.api = api
        self.database = database

    def call(self, method: str, path: str, json: object = None) -> Any:
        answer = httpx.request(method, f"{self.api}{path}", json=json, timeout=60)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def until(self, path: str, json: object, many: int, within: float = 60) -> Sequence[dict[str, Any]]:
        """What a filter finds, once it finds so many."""
        deadline = time.monotonic() + within
        while len(found := self.call("POST", path, json)) < many:
            assert time.monotonic() < deadline, f"{path}: only {found}"
            time.sleep(0.3)
        return tuple(found)


@pytest.fixture(scope="module")
def server(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    database = postgres.database("asyncpg")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    argv = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    own = {"PREFECT_HOME": str(folder), "PREFECT_API_URL": api, "PREFECT_API_DATABASE_CONNECTION_URL": database}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(argv, env={**os.environ, **own}, stdout=log, stderr=log, cwd=folder)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _ready(api):
            gone = process.poll() is not None or time.monotonic() > deadline
            assert not gone, (folder / "log").read_text()[-3000:]
            time.sleep(0.3)
        yield Server(api, database)
    finally:
        process.terminate()
        process.wait(60)


def _ready(api: str) -> bool:
    try:
        return httpx.get(f"{api}/ready", timeout=5).is_success
    except httpx.HTTPError:
        return False


def test_its_tables_are_in_postgresql(server: Server) -> None:
    with create_engine(server.database.replace("asyncpg", "psycopg")).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM flow_run")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")).scalar() == 1


def test_a_flow_runs_to_its_end(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "halves.py"
    file.write_text(FLOW)
    env = {**os.environ, "PREFECT_API_URL": server.api, "PREFECT_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, file], env=env, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "6", done.stderr[-2000:]
    completed = {"state": {"type": {"any_": ["COMPLETED"]}}}
    (run,) = server.until("/flow_runs/filter", {"flow_runs": completed}, 1)
    assert run["state_name"] == "Completed"
    assert len(server.until("/task_runs/filter", {"task_runs": completed}, 3)) == 3


def test_its_scheduler_makes_runs(server: Server) -> None:
    """Some versions of the database library stop it without a word: what counts is a run that is there."""
    flow = server.call("POST", "/flows/", {"name": "hourly"})
    schedule = {"schedule": {"interval": 3600}, "active": True}
    body = {"name": "test", "flow_id": flow["id"], "entrypoint": "nowhere.py:hourly", "schedules": [schedule]}
    deployment = server.call("POST", "/deployments/", body)
    of_it = {"deployments": {"id": {"any_": [deployment["id"]]}}}
    runs = server.until("/flow_runs/filter", of_it, 3)
    assert {run["state_name"] for run in runs} == {"Scheduled"}
