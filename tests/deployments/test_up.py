"""One command: everything up, again without effect, and everything gone after it, however it was stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deployments import processes
from deployments.server import free_port
from tasks.machine.home import CHECKOUT
from tests.prefect_server import OURS, eventually

pytestmark = pytest.mark.server


class Home:
    """A machine of its own: what is up there, and the commands."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        self.env = {**clean, "DAILIES_HOME": str(folder), "HOME": str(folder), "DAILIES_ENV_FILE": ""}
        self.argv = [sys.executable, "-m", "deployments"]
        self.log = folder / "up.log"

    def up(self) -> "subprocess.Popen[bytes]":
        """As a script starts it: in the background of a shell that ignores SIGINT for its jobs."""
        with self.log.open("wb") as out:
            return subprocess.Popen(
                [*self.argv, "up", "--port", str(self.port)],
                cwd=CHECKOUT,
                env=self.env,
                stdout=out,
                stderr=out,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509 - no threads in it
            )

    def is_up(self) -> bool:
        return "up: Ctrl-C" in self.said()

    def said(self) -> str:
        return self.log.read_text()

    def command(self, *argv: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*self.argv, *argv], cwd=CHECKOUT, env=self.env, capture_output=True, text=True, timeout=300, check=False
        )

    def processes(self) -> list[str]:
        return [" ".join(process.cmdline()) for process in processes.marked(str(self.folder))]

    def pools(self) -> dict[str, int]:
        """Workers online in each pool."""
        found = {}
        for pool in httpx.post(f"http://127.0.0.1:{self.port}/api/work_pools/filter", json={}, timeout=60).json():
            url = f"http://127.0.0.1:{self.port}/api/work_pools/{pool['name']}/workers/filter"
            found[pool["name"]] = len(httpx.post(url, json={}, timeout=60).json())
        return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    machine = Home(tmp_path)
    yield machine
    processes.stop_marked(str(tmp_path))


def test_up_again_and_down(home: Home) -> None:
    assert home.command("status").returncode == 1
    process = home.up()
    eventually(lambda: home.is_up() or process.poll() is not None, 400)
    assert process.poll() is None, home.said()
    assert f"http://127.0.0.1:{home.port}" in home.said()
    assert "daily-short/demo" in home.said()
    assert home.pools() == {"dailies": 1, "encode-cpu": 1, "encode-hw": 0}

    page = httpx.get(f"http://127.0.0.1:{home.port}/ui-settings", timeout=60).json()
    assert page["api_url"] == f"http://127.0.0.1:{home.port}/api", "the page asks this server, not port 4200"

    running = sorted(home.processes())
    again = home.command("up", "--port", str(home.port))
    assert (again.returncode, again.stdout.split(":")[0]) == (0, "already up")
    assert sorted(home.processes()) == running
    assert home.command("deploy").stdout.strip() == "nothing has changed"
    assert "06:00" in home.command("status").stdout

    # A worker that dies is started again.
    worker = next(p for p in processes.marked(str(home.folder)) if "encode-cpu" in p.cmdline())
    worker.kill()
    eventually(lambda: "started again" in home.said(), 60)

    assert home.command("down").stdout.strip() == "down"
    assert process.wait(60) == 0
    assert home.processes() == []
    assert home.command("down").stdout.strip() == "nothing is up"


def test_what_a_killed_up_has_left_is_found(home: Home) -> None:
    process = home.up()
    eventually(lambda: any("server" in line for line in home.processes()), 120)
    process.kill()
    process.wait()
    assert home.processes()
    assert "that were left" in home.command("down").stdout
    assert home.processes() == []
