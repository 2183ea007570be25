"""A Prefect server on PostgreSQL, as several hosts need it: it migrates, runs flows and schedules runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import PREFECT, Postgres
from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.integration]
FLOW = """
from prefect import flow, task

@task
def half(number: int) -> int:
    return number // 2

@flow
def halves(numbers: list[int]) -> int:
    return sum(half.map(numbers).result())

if __name__ == "__main__":
    print(halves([2, 4, 6]))
"""
COMPLETED = {"state": {"type": {"any_": ["COMPLETED"]}}}


def test_a_flow_completes_and_its_runs_are_stored(postgres_server: Server, postgres: Postgres, tmp_path: Path) -> None:
    server, file = postgres_server, tmp_path / "halves.py"
    file.write_text(FLOW)
    env = {**os.environ, **server.client_environment, "PREFECT_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, file], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "6", done.stderr[-2000:]
    query = {"flows": {"name": {"any_": ["halves"]}}, "flow_runs": COMPLETED}
    (run,) = eventually(lambda: server.call("POST", "/flow_runs/filter", query))
    eventually(lambda: sum(task["state_name"] == "Completed" for task in server.task_runs(run["id"])) == 3)
    with create_engine(postgres.url(PREFECT)).connect() as connection:
        assert connection.execute(text("SELECT state_type FROM flow_run WHERE id = :id"), run).scalar() == "COMPLETED"


def test_the_scheduler_creates_runs(postgres_server: Server) -> None:
    """Some versions of the database library stop the scheduler silently, so check that a run exists."""
    server = postgres_server
    flow = server.call("POST", "/flows/", {"name": "hourly"})
    schedule = {"schedule": {"interval": 3600}, "active": True}
    body = {"name": "test", "flow_id": flow["id"], "entrypoint": "nowhere.py:hourly", "schedules": [schedule]}
    deployment = server.call("POST", "/deployments/", body)
    query = {"deployments": {"id": {"any_": [deployment["id"]]}}}
    runs = eventually(lambda: server.call("POST", "/flow_runs/filter", query), within=120)
    assert {run["state_name"] for run in runs} == {"Scheduled"}
