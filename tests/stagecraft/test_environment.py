"""What Prefect is told before it is imported: `.env` speaks for the operator, but never over the environment itself."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tasks.machine.home import CHECKOUT
from tasks.machine.settings import load_env_file
from tests.prefect_server import empty_database


def test_an_env_file_fills_what_the_environment_leaves_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my.env"
    file.write_text("DAILIES_TEST_A=from the file\nDAILIES_TEST_B=from the file\n")
    monkeypatch.setenv("DAILIES_ENV_FILE", str(file))
    monkeypatch.setenv("DAILIES_TEST_A", "set before")
    monkeypatch.setenv("DAILIES_TEST_B", "")
    monkeypatch.delenv("DAILIES_TEST_B")
    load_env_file()
    assert os.environ["DAILIES_TEST_A"] == "set before"
    assert os.environ["DAILIES_TEST_B"] == "from the file"


PARTS = 80
FLOW = f"""
from tasks.stagecraft import environment
environment.prepare()
from prefect import flow, task

@task
def part(number): return number

@flow
def many(): return [found.result() for found in part.map(list(range({PARTS})))]

many()
"""

ENDED = "SELECT state_type, count(*) FROM task_run WHERE task_key LIKE 'part-%' GROUP BY 1"
PASSED = """
SELECT type, count(*) FROM task_run_state JOIN task_run ON task_run.id = task_run_id
WHERE task_key LIKE 'part-%' GROUP BY 1
"""


@pytest.mark.server
@pytest.mark.integration
def test_a_command_that_has_ended_has_told_all_its_tasks(tmp_path: Path) -> None:
    """Its server ends with it, and writes what it still holds."""
    file, database = tmp_path / "many.py", tmp_path / "prefect" / "prefect.db"
    file.write_text(FLOW)
    empty_database(database)
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    env = theirs | {"DAILIES_HOME": str(tmp_path), "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run([sys.executable, file], env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    with closing(sqlite3.connect(database)) as told:
        ended = told.execute(ENDED).fetchall()
        passed = told.execute(PASSED).fetchall()
    assert ended == [("COMPLETED", PARTS)]
    assert passed == [("COMPLETED", PARTS), ("PENDING", PARTS), ("RUNNING", PARTS)]
