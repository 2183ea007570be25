"""`deployments up` starts everything, does nothing when repeated, and leaves no process however it is stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import httpx
import pytest

from deployments import processes, server, up, workers
from deployments.server import HOST, free_port, listening
from deployments.watch import Watch
from deployments.workers import served
from tasks.domain.errors import BadInput, SetupError
from tasks.machine.home import CHECKOUT
from tasks.stagecraft.environment import CLIENT_PASSWORD, SERVER_PASSWORD, UpRecord
from tests.prefect_server import OURS, Api, Server, eventually


class Home:
    """A host with its own home and port: its commands and its running processes."""

    def __init__(self, folder: Path, address: str = HOST, **more: str) -> None:
        folder.mkdir(exist_ok=True)
        self.checkout = CHECKOUT  # whose code it runs
        self.folder, self.address, self.port = folder, address, free_port(address)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        self.env = {**clean, "DAILIES_HOME": str(folder), "HOME": str(folder), "DAILIES_ENV_FILE": "", **more}
        self.api = f"http://{address}:{self.port}/api"
        self.argv = [sys.executable, "-m", "deployments"]
        self.log = folder / "up.log"

    def up(self) -> "subprocess.Popen[bytes]":
        """Start `up` like a script: as a background job of a shell, whose jobs ignore SIGINT."""
        with self.log.open("wb") as out:
            return subprocess.Popen(
                [*self.argv, "up", "--address", self.address, "--port", str(self.port)],
                cwd=self.checkout,
                env=self.env,
                stdout=out,
                stderr=out,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509 - it starts no threads
            )

    def is_up(self) -> bool:
        return "up: press Ctrl-C" in self.output()

    def output(self) -> str:
        return self.log.read_text()

    def command(self, *argv: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*self.argv, *argv],
            cwd=self.checkout,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def processes(self) -> list[str]:
        return [" ".join(process.cmdline()) for process in processes.marked(str(self.folder))]

    def pools(self) -> dict[str, int]:
        """Return the number of online workers in each pool."""
        online = {}
        server = Api(self.api, self.folder)
        for pool in server.call("POST", "/work_pools/filter", {}):
            workers = server.call("POST", f"/work_pools/{pool['name']}/workers/filter", {})
            online[pool["name"]] = sum(worker["status"] == "ONLINE" for worker in workers)
        return online


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    machine = Home(tmp_path)
    yield machine
    processes.stop_marked(str(tmp_path))


@pytest.mark.server
@pytest.mark.integration
def test_up_then_up_again_then_down(home: Home) -> None:
    assert home.command("status").returncode == 1
    process = home.up()
    eventually(lambda: home.is_up() or process.poll() is not None, 400)
    assert process.poll() is None, home.output()
    assert f"http://127.0.0.1:{home.port}" in home.output()
    assert "daily-short/demo" in home.output()
    assert "nobody is told of failed or late runs: set DAILIES_NOTIFY" in home.output()
    assert home.pools() == {"dailies": 1, "encode-cpu": 1}, "a pool that no host can serve would be Not Ready for ever"
    assert home.output().startswith("starting a Prefect server"), "it takes a minute on a busy machine"

    page = httpx.get(f"http://127.0.0.1:{home.port}/ui-settings", timeout=60).json()
    assert page["api_url"] == f"http://127.0.0.1:{home.port}/api", "the page must use this server, not port 4200"

    running = sorted(home.processes())
    again = home.command("up", "--port", str(home.port))
    assert (again.returncode, again.stdout.split(":")[0]) == (0, "already up")
    moved = home.command("up", "--port", str(home.port + 1))
    assert (moved.returncode, moved.stdout.split(":")[0]) == (SetupError.exit_code, "already up")
    assert f"does not listen at http://127.0.0.1:{home.port + 1}" in moved.stderr
    assert sorted(home.processes()) == running
    assert home.command("deploy").stdout.strip() == "nothing has changed"
    assert "06:00" in home.command("status").stdout

    # `up` restarts a worker that dies.
    worker = next(p for p in processes.marked(str(home.folder)) if "encode-cpu" in p.cmdline())
    worker.kill()
    eventually(lambda: "started again" in home.output(), 60)

    assert home.command("down").stdout.strip() == "down"
    assert process.wait(60) == 0
    assert home.processes() == []
    assert home.command("down").stdout.strip() == "nothing is up"


@pytest.mark.server
@pytest.mark.integration
def test_a_changed_env_file_reaches_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "my.env"
    file.write_text('DAILIES_BUDGETS={"openai": 1}\nOPENAI_MODEL=old\n')
    machine = Home(tmp_path / "home", DAILIES_ENV_FILE=str(file))
    process = machine.up()
    try:
        eventually(lambda: machine.is_up() or process.poll() is not None, 400)
        assert process.poll() is None, machine.output()
        server = Server(machine.api, machine.folder, str(machine.folder), process)
        told = server.deploy("telling", "tests/deployments/telling.py:telling")

        def message() -> str:
            return str(server.ended(server.start(told))["state"]["message"])

        assert message() == "{'openai': 1.0} old"
        file.write_text("OPENAI_MODEL=new\nDAILIES_WEBHOOK=http://127.0.0.1:1\n")
        assert message() == "{} new"
        eventually(lambda: "changed in .env: DAILIES_WEBHOOK. Restart" in machine.output(), 60)
        assert machine.command("down").returncode == 0
    finally:
        processes.stop_marked(str(machine.folder))


@pytest.mark.server
@pytest.mark.integration
def test_down_stops_what_a_killed_up_left(home: Home) -> None:
    process = home.up()
    eventually(lambda: any("uvicorn" in line for line in home.processes()), 120)
    process.kill()
    process.wait()
    assert home.processes()
    assert "left by an `up` that was killed" in home.command("down").stdout
    assert home.processes() == []


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.slow
def test_a_second_host_joins_a_server_at_another_address(tmp_path: Path) -> None:
    first = Home(tmp_path / "first", "127.0.0.2")
    settings = {"PREFECT_API_URL": first.api, "DAILIES_ENCODE_HW": "1"}
    second = Home(tmp_path / "second", **settings)
    try:
        serving = first.up()
        eventually(lambda: first.is_up() or serving.poll() is not None, 400)
        assert f"http://127.0.0.2:{first.port}" in first.output()
        second.env[CLIENT_PASSWORD] = Api(first.api, first.folder).password
        assert not listening(HOST, first.port), "the server must listen only at the requested address"
        joining = second.up()
        eventually(lambda: second.is_up() or joining.poll() is not None, 400)
        assert first.pools() == {"dailies": 1, "encode-cpu": 1, "encode-hw": 1}
        assert not [line for line in second.processes() if "uvicorn" in line]
        assert second.command("down").stdout.strip() == "down"
        assert httpx.get(f"{first.api}/ready", timeout=60).is_success, (
            "`down` must not stop a server that another host started"
        )
        assert first.command("down").stdout.strip() == "down"
    finally:
        for machine in (second, first):
            processes.stop_marked(str(machine.folder))


@pytest.mark.parametrize(
    ("address", "why"),
    [("192.0.2.1", "is not an IPv4 address of this machine"), ("0.0.0.0", "stands for every address")],  # noqa: S104
)
def test_an_address_of_another_machine_is_refused(home: Home, address: str, why: str) -> None:
    done = home.command("up", "--address", address)
    assert (done.returncode, done.stdout) == (BadInput.exit_code, "")
    assert f"{address} {why}" in done.stderr


def test_an_address_that_nobody_can_be_told_at_is_refused_before_anything_starts(home: Home) -> None:
    home.env["DAILIES_NOTIFY"] = "slack://canary"
    done = home.command("up", "--port", str(home.port))
    assert (done.returncode, done.stdout) == (SetupError.exit_code, "")
    assert done.stderr.startswith("Address 1 in DAILIES_NOTIFY (slack://...) is no address")
    assert "canary" not in done.stderr
    assert not (home.folder / "server").exists()


@pytest.mark.parametrize(
    ("workers", "hardware", "pools"),
    [
        (0, "1", ["dailies"]),
        (1, "0", ["dailies", "encode-cpu"]),
        (3, "1", ["dailies", "encode-hw", "encode-cpu"]),
    ],
)
def test_a_host_serves_the_pools_that_it_supports(
    monkeypatch: pytest.MonkeyPatch, workers: int, hardware: str, pools: list[str]
) -> None:
    monkeypatch.setenv("DAILIES_ENCODE_HW", hardware)
    workers_served = served(workers)
    assert [worker.pool for worker in workers_served] == pools
    assert {worker.limit for worker in workers_served[1:]} <= {workers}


def test_a_hardware_setting_that_is_not_a_boolean_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_ENCODE_HW", "perhaps")
    with pytest.raises(SetupError, match="DAILIES_ENCODE_HW=perhaps cannot be used"):
        served(1)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of the process that was started last, instead of the process."""
    environment: dict[str, str] = {}
    monkeypatch.setattr(processes, "start", lambda argv, *, env, **_: environment.update(env))
    return environment


def test_a_look_that_hangs_keeps_no_worker_from_being_started_again(
    started: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, mended = Event(), Event()

    class Ended:
        returncode = 1

        def poll(self) -> int:
            return 1

    class Hanging(Watch):
        def look_if_due(self) -> None:
            looking.set()
            assert mended.wait(60), "the look ended before the worker was started again"

    monkeypatch.setattr("deployments.watch.Watch", Hanging)
    monkeypatch.setattr(up, "CHECK_SECONDS", 0.01)
    run = up.Up("http://127.0.0.1:1/api", mark="")
    run.running[workers.Worker("dailies", 1)] = Ended()  # type: ignore[assignment]

    def start_again(worker: workers.Worker) -> None:
        assert worker.pool == "dailies"
        if looking.is_set():
            mended.set()
            run.stop.set()

    monkeypatch.setattr(run, "start_worker", start_again)
    run.supervise()
    assert mended.is_set()


def test_workers_look_for_runs_as_often_as_the_operator_says(started: dict[str, str], tmp_path: Path) -> None:
    for pool in ("dailies", "encode-cpu"):
        workers.start(workers.Worker(pool, 1), "http://10.0.0.5:4200/api", tmp_path, mark="", env={})
        assert started.items() >= workers.pace(pool).items()
    assert workers.pace("dailies") != workers.pace("encode-cpu"), "a short waits for its encode"
    chosen = {workers.QUERY: "60", workers.HEARTBEAT: "90"}
    workers.start(workers.Worker("encode-cpu", 1), "http://10.0.0.5:4200/api", tmp_path, mark="", env=chosen)
    assert started.items() >= chosen.items()


def test_the_operators_settings_of_the_server_win(
    started: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"
    server.start(HOST, free_port(), tmp_path, mark="")
    assert started[name] == server.SERVICES[name]
    monkeypatch.setenv(name, "86400")
    server.start(HOST, free_port(), tmp_path, mark="")
    assert started[name] == "86400"


def test_a_host_that_joined_another_offers_no_password_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = UpRecord(pid=1, api="http://10.0.0.5:4200/api", page="http://10.0.0.5:4200")
    monkeypatch.setattr(up, "is_up", lambda: True)
    monkeypatch.setattr(up, "record", lambda: record)
    monkeypatch.setattr(up, "server_folder", lambda: tmp_path)
    for name in (CLIENT_PASSWORD, SERVER_PASSWORD, "PREFECT_API_URL"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    assert up.find_server()
    assert (os.environ["PREFECT_API_URL"], CLIENT_PASSWORD in os.environ) == (record.api, False)
    (tmp_path / "password").touch(mode=0o600)
    (tmp_path / "password").write_text("dailies:ours\n")
    assert up.find_server(), "the address is this host's own, whoever names it"
    assert os.environ[CLIENT_PASSWORD] == "dailies:ours"
    monkeypatch.setenv("PREFECT_API_URL", "http://10.0.0.6:4200/api")
    monkeypatch.delenv(CLIENT_PASSWORD)
    assert up.find_server()
    assert CLIENT_PASSWORD not in os.environ, "another host must not learn it"


def test_prefect_is_not_imported_before_up_names_its_server() -> None:
    # Prefect reads its settings when it is imported: `up` would then deploy to a temporary server of its own.
    code = "import sys, deployments.command; sys.exit('prefect.context' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=False).returncode == 0
