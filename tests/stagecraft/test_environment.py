"""Settings made before Prefect is imported: `.env` fills gaps in the environment and never overrides it."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tasks.machine.env_file import MARK, load_env_file
from tasks.machine.home import CHECKOUT
from tasks.machine.storage.helper_files import keep
from tasks.stagecraft import environment
from tasks.stagecraft.environment import CLIENT_PASSWORD, SERVER_PASSWORD, UpRecord
from tests.prefect_server import empty_database


def test_an_env_file_sets_only_what_the_environment_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my.env"
    file.write_text("DAILIES_TEST_A=from the file\nDAILIES_TEST_B=from the file\n")
    monkeypatch.setenv("DAILIES_ENV_FILE", str(file))
    monkeypatch.setenv("DAILIES_TEST_A", "set before")
    monkeypatch.setenv(MARK, "")
    monkeypatch.setenv("DAILIES_TEST_B", "")
    monkeypatch.delenv("DAILIES_TEST_B")
    load_env_file()
    assert os.environ["DAILIES_TEST_A"] == "set before"
    assert os.environ["DAILIES_TEST_B"] == "from the file"


@pytest.mark.parametrize("note", ["whole", "of nobody who answers", "changed"])
def test_the_server_of_a_running_up_is_used_if_it_answers(
    note: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PREFECT_API_URL", CLIENT_PASSWORD, SERVER_PASSWORD):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    environment.use_running_server()
    assert "PREFECT_API_URL" not in os.environ, "nothing has run here"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        api = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        if note == "of nobody who answers":
            listening.close()
        keep(tmp_path / "up.json", UpRecord(pid=1, api=api, page="").model_dump_json().encode())
        if note == "changed":
            (tmp_path / "up.json").write_bytes((tmp_path / "up.json").read_bytes().replace(b'"pid":1', b'"pid":2'))
        (tmp_path / "server").mkdir()
        (tmp_path / "server" / "password").write_text("dailies:secret\n")
        environment.use_running_server()
    assert os.environ.get("PREFECT_API_URL") == (api if note == "whole" else None)
    assert os.environ.get(CLIENT_PASSWORD) == ("dailies:secret" if note == "whole" else None)


def test_a_server_that_is_named_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT_API_URL", "http://named/api")
    monkeypatch.setenv(SERVER_PASSWORD, "dailies:secret")
    (tmp_path / "up.json").write_text("not read")
    environment.use_running_server()
    assert os.environ["PREFECT_API_URL"] == "http://named/api"


PARTS = 80
FLOW = f"""
from tasks.stagecraft import embedded, environment
environment.prepare()
with embedded.server() as wait:
    from prefect import flow, task

    @task
    def part(number): return number

    @flow
    def many(): return [found.result() for found in part.map(list(range({PARTS})))]

    wait()
    many()
"""

ENDED = "SELECT state_type, count(*) FROM task_run WHERE task_key LIKE 'part-%' GROUP BY 1"
PASSED = """
SELECT type, count(*) FROM task_run_state JOIN task_run ON task_run.id = task_run_id
WHERE task_key LIKE 'part-%' GROUP BY 1
"""


@pytest.mark.server
@pytest.mark.integration
def test_a_finished_command_has_recorded_all_its_tasks(tmp_path: Path) -> None:
    """Its server must write all pending task states before it stops."""
    file, database = tmp_path / "many.py", tmp_path / "prefect" / "prefect.db"
    file.write_text(FLOW)
    empty_database(database)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    env = inherited | {"DAILIES_HOME": str(tmp_path), "PYTHONPATH": str(CHECKOUT)}
    completed = subprocess.run([sys.executable, file], env=env, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stderr[-2000:]
    with closing(sqlite3.connect(database)) as connection:
        ended = connection.execute(ENDED).fetchall()
        passed = connection.execute(PASSED).fetchall()
    assert ended == [("COMPLETED", PARTS)]
    assert passed == [("COMPLETED", PARTS), ("PENDING", PARTS), ("RUNNING", PARTS)]
