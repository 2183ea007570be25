"""`python -m deployments up`: one command brings up all of it on an empty host, and stops all that it started."""

import json
import os
import platform
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from deployments import processes
from deployments.workers import hardware_encoder
from tasks.domain.errors import BadInput
from tasks.machine.home import CHECKOUT
from tests.prefect_server import OURS, eventually

WORKERS = {f"{pool:<12}{platform.node()}-{pool}" for pool in ("dailies", "encode-cpu")}


class Machine:
    """A host with homes of its own and one channel, on which nothing runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "dailies"
        self.channels = folder / "channels"
        for place in (folder / "home", self.home, self.channels):
            place.mkdir()
        (self.channels / "owls.yaml").write_text("name: owls\nat: '04:30'")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        homes = {"HOME": str(folder / "home"), "DAILIES_HOME": str(self.home), "DAILIES_ENV_FILE": ""}
        self.env = {**clean, **homes, "DAILIES_ENCODE_HW": "0"}
        self.number = 0

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        argv = (sys.executable, "-m", "deployments", *argv)
        return subprocess.run(
            argv, cwd=CHECKOUT, env=self.env, capture_output=True, text=True, timeout=480, check=False
        )

    def up(self) -> tuple[subprocess.Popen[bytes], Path]:
        """As a person starts it, and where it says what it does."""
        self.number += 1
        said = self.folder / f"up-{self.number}.log"
        argv = [sys.executable, "-m", "deployments", "up", "--port", "0", "--channels", str(self.channels)]
        with said.open("wb") as out:
            process = subprocess.Popen(
                argv, cwd=CHECKOUT, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
        return process, said

    def is_up(self, process: subprocess.Popen[bytes], said: Path) -> str:
        def told() -> bool:
            assert process.poll() is None, said.read_text()
            return "\nup: Ctrl-C" in said.read_text()

        eventually(told, within=600)
        return said.read_text()

    def started(self) -> list[psutil.Process]:
        return processes.marked(str(self.home))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("machine"))
    yield made
    made.run("down")
    assert made.started() == []


@pytest.mark.server
def test_one_command_brings_all_up_and_down(machine: Machine) -> None:
    process, log = machine.up()
    said = machine.is_up(process, log)
    (page,) = re.findall(r"^UI +(http\S+)$", said, re.MULTILINE)
    assert httpx.get(page, timeout=180, follow_redirects=True).is_success
    for deployed in ("daily-short/owls", "daily-short/batch", "encode-short/encode-hw", "report-kpis/weekly"):
        assert f"deployed {deployed}\n" in said
    assert re.search(r"^next +\n(?:  .*\n)*?  \w{3} \d{4}-\d\d-\d\d \d\d:\d\d \S+  owls$", said, re.MULTILINE), said

    eventually(lambda: set(machine.run("status").stdout.splitlines()) >= WORKERS)
    assert "encode-hw   no worker online\n" in machine.run("status").stdout
    again = machine.run("up", "--port", "0")
    assert (again.returncode, again.stdout) == (0, f"already up: {page}\n")

    before = machine.started()
    assert len(before) >= 3, "a server and two workers"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=300) == 0
    assert machine.started() == []
    assert machine.run("status").stdout == "Nothing is up on this host, and PREFECT_API_URL names no server.\n"


@pytest.mark.server
def test_up_again_deploys_nothing_and_down_stops_it_from_elsewhere(machine: Machine) -> None:
    process, log = machine.up()
    assert "deployed" not in machine.is_up(process, log).replace("deployments", "")
    assert machine.run("down").stdout == "down\n"
    assert process.wait(timeout=60) == 0
    assert machine.started() == []
    assert machine.run("down").stdout == "nothing is up\n"


@pytest.mark.server
def test_what_a_killed_up_leaves_is_stopped_by_down(machine: Machine) -> None:
    process, _ = machine.up()
    eventually(machine.started)
    process.kill()
    process.wait()
    assert machine.started(), "its server lives on"
    assert re.fullmatch(r"stopped \d+ processes that were left\n", machine.run("down").stdout)
    assert machine.started() == []


def test_the_door_imports_no_prefect_before_its_settings_are_known() -> None:
    """Prefect reads them when it is imported: `up` would deploy to another server than its own."""
    code = "import sys, deployments.__main__, json; json.dump([m for m in sys.modules if m == 'prefect'], sys.stdout)"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_the_operators_word_decides_whether_there_is_hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, there in (("1", True), ("0", False)):
        monkeypatch.setenv("DAILIES_ENCODE_HW", said)
        assert hardware_encoder() is there
    monkeypatch.setenv("DAILIES_ENCODE_HW", "yes")
    with pytest.raises(BadInput, match="neither 1 nor 0"):
        hardware_encoder()
