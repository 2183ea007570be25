"""The server in a command: closed to others, gone with the command, and quick to start again."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from tasks.machine.home import CHECKOUT

pytestmark = pytest.mark.integration

USE = """
import os, sys
from tasks.stagecraft import embedded, environment
environment.prepare()
with embedded.server() as wait:
    import httpx
    from prefect.client.orchestration import get_client
    wait()
    api = os.environ["PREFECT_API_URL"]
    with get_client(sync_client=True) as client:
        client.read_flow_runs()
    print(api, os.environ["PREFECT_SERVER_DATABASE_MIGRATE_ON_START"] if "--again" in sys.argv else "", flush=True)
    print(httpx.get(f"{api}/flows/filter").status_code, environment.server_to_keep() == "", flush=True)
    sys.stdin.readline()
"""


def begun(home: Path, *options: str) -> "subprocess.Popen[str]":
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DAILIES_"))}
    return subprocess.Popen(
        [sys.executable, "-c", USE, *options],
        env={**env, "DAILIES_HOME": str(home), "PYTHONPATH": str(CHECKOUT)},
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return line.strip()


def test_it_asks_for_a_password_dies_with_the_command_and_starts_again_without_migrations(tmp_path: Path) -> None:
    first = begun(tmp_path)
    api = said(first)
    assert said(first) == "401 True"
    assert not psutil.Process(first.pid).children(recursive=True)
    first.kill()
    first.wait()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{api}/health")
    again = begun(tmp_path, "--again")
    assert said(again).split()[1] == "false"
    assert again.communicate("\n")[1] == ""
    assert again.returncode == 0
