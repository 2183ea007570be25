"""A real Prefect server and real workers, for tests marked `server` that take the fixture `server`.

The server is one for each process that tests (those of a folder are kept in one, see conftest.py): a process of
its own with its own SQLite database, started as `python -m deployments up` starts its own. Around it:

    server.call("POST", "/flow_runs/filter", json={...})   any API request, its answer's JSON
    server.start("daily-short/demo", {...})                a run of a deployment: its id
    server.ended(run, within=120)                          wait for its end: the run as the API tells it
    server.flow_run(run), server.task_runs(run), server.children(run), server.log(run)
    host = server.host(DAILIES_STORE="s3://...")           a machine with a HOME, DAILIES_HOME and folders of its own
    worker = host.worker("dailies")                        a worker there, online when this returns
    worker.kill(), worker.freeze(), worker.thaw()          what happens to hosts, with all that runs there
    host.command("deployments", "deploy")                  `python -m ...` on that host
    server.deploy("asking", "tests/x.py:asking")           a deployment of a test's own flow
    with server.impatient():                               runs whose host died are found out soon
    server.go_down(), server.come_up()                     an outage: the same database and address after it
    eventually(lambda: ..., within=30)                     poll until it is true; fails with what it saw last

All that was started carries a mark (see deployments/processes.py) and is stopped at the end, whatever happened. A test
that starts workers should let them go: `with host.worker("dailies") as worker:`.
"""

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
import psutil
import pytest
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from deployments import access, processes, workers
from deployments import server as prefect
from deployments.automations import ZOMBIES
from tasks.machine.home import CHECKOUT
from tasks.stagecraft.environment import CLIENT_PASSWORD

T = TypeVar("T")
PATIENCE = 180  # seconds: a machine that does much else answers late, and nothing is wrong with it
# On two cores that do much else a worker is late, not dead; and what is tested of dead ones is that they are found out
# although the server still believes in them.
SERVICES = {**prefect.SERVICES, "PREFECT_SERVER_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE": "100"}
OURS = ("PREFECT_", "DAILIES_", "AWS_")  # what a host must not inherit from the tests' process


def eventually(
    condition: Callable[[], T], within: float = 180, every: float = 0.3, *, about: Callable[[], str] = str
) -> T:
    """The condition's first true value. `about` tells more where there is none."""
    deadline = time.monotonic() + within
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {within} s; last seen: {value!r}\n{about()}"
        time.sleep(every)
    return value


@dataclass
class WorkerProcess:
    name: str
    pool: str
    log: Path
    process: subprocess.Popen[bytes]
    family: list[psutil.Process] = field(default_factory=list)

    def kill(self) -> None:
        self._all(signal.SIGKILL)
        self.process.wait()

    def freeze(self) -> None:
        self._all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._all(signal.SIGCONT)

    def _all(self, number: signal.Signals) -> None:
        """The worker and what it has started: a host dies as a whole."""
        with_children = psutil.Process(self.process.pid)
        self.family = self.family or [with_children, *with_children.children(recursive=True)]
        for process in self.family:
            if process.is_running():
                process.send_signal(number)

    def stop(self) -> None:
        if self.process.poll() is None:
            top = psutil.Process(self.process.pid)
            family = [top, *top.children(recursive=True)]
            for process in family:
                process.resume()
            processes.stop(family)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()


@dataclass
class Host:
    """A machine that shares with others only the server's API, and a store if it is given one."""

    server: "Server"
    name: str
    folder: Path
    env: dict[str, str]

    def worker(self, pool: str, *, limit: int = 1, online: bool = True) -> WorkerProcess:
        worker = workers.Worker(pool, limit, host=self.name)
        process = workers.start(worker, self.server.api, self.folder / "logs", mark=self.server.mark, env=self.env)
        started = WorkerProcess(worker.name, pool, self.folder / "logs" / f"{worker.name}.log", process)
        if online:
            eventually(lambda: worker.name in self.server.online(pool), within=180)
        return started

    def command(self, *argv: str, within: float = 480) -> subprocess.CompletedProcess[str]:
        env = {**self.env, **workers.run_environment(self.server.api, self.env), processes.MARK: self.server.mark}
        return subprocess.run(
            [sys.executable, "-m", *argv],
            cwd=CHECKOUT,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )


@dataclass
class Api:
    """A server's API, asked as its UI asks it. `folder` is the server's home: its password lies in there."""

    api: str
    folder: Path

    def __post_init__(self) -> None:
        self.csrf: dict[str, str] = {}

    @property
    def password(self) -> str:
        return access.password(self.folder / "server", {})

    def request(self, method: str, path: str, json: object = None) -> httpx.Response:
        """One request, with the password, and with a CSRF token as the UI has one."""
        user, _, secret = self.password.partition(":")
        with httpx.Client(base_url=self.api, auth=(user, secret), timeout=60) as client:
            if not self.csrf:
                token = client.get("/csrf-token", params={"client": "tests"}).raise_for_status().json()["token"]
                self.csrf = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "tests"}
            return client.request(method, path, json=json, headers=self.csrf)

    def call(self, method: str, path: str, json: object = None) -> Any:
        """503 is SQLite's lock under several writers: Prefect's own client asks again, and so do we."""

        def answered() -> httpx.Response | None:
            try:
                answer = self.request(method, path, json)
            except httpx.TimeoutException:
                return None
            return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer

        answer = eventually(answered, within=180)
        assert answer is not None
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None


@dataclass
class Server(Api):
    mark: str
    process: subprocess.Popen[bytes]
    hosts: int = 0

    @property
    def client_settings(self) -> dict[Any, str]:
        """For `temporary_settings`: this process's flows use this server."""
        return {PREFECT_API_URL: self.api, PREFECT_API_AUTH_STRING: self.password}

    @property
    def client_environment(self) -> dict[str, str]:
        return {"PREFECT_API_URL": self.api, CLIENT_PASSWORD: self.password}

    @property
    def database(self) -> Path:
        return self.folder / "server" / "prefect.db"

    def go_down(self) -> None:
        processes.stop([psutil.Process(self.process.pid)])
        self.process.wait()

    def come_up(self) -> None:
        port = int(self.api.removesuffix("/api").rpartition(":")[2])
        self.process = prefect.start(prefect.HOST, port, self.folder / "server", mark=self.mark, services=SERVICES)
        prefect.wait_until_ready(self.api, self.process, threading.Event())

    def host(self, **env: str) -> Host:
        """A new machine. `env` is set there, for example DAILIES_STORE."""
        self.hosts += 1
        name = f"host{self.hosts}"
        folder = self.folder / name
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        homes = {
            "HOME": str(folder / "home"),
            "PREFECT_HOME": str(folder / "prefect"),
            "DAILIES_HOME": str(folder / "dailies"),
            "PREFECT_LOCAL_STORAGE_PATH": str(folder / "dailies" / "results"),
            "DAILIES_ENV_FILE": "",
            CLIENT_PASSWORD: self.password,
        }
        for place in ("home", "prefect", "dailies"):
            (folder / place).mkdir(parents=True)
        return Host(self, name, folder, {**clean, **homes, **env})

    def online(self, pool: str) -> set[str]:
        if pool not in {found["name"] for found in self.call("POST", "/work_pools/filter", json={})}:
            return set()
        workers = self.call("POST", f"/work_pools/{pool}/workers/filter", json={})
        return {worker["name"] for worker in workers if worker["status"] == "ONLINE"}

    def forget_workers(self) -> None:
        """Those that have ended as well: the server would believe in them for an hour."""
        for pool in self.call("POST", "/work_pools/filter", json={}):
            for name in self.online(pool["name"]):
                self.call("DELETE", f"/work_pools/{pool['name']}/workers/{quote(name)}")

    def deploy(self, flow: str, entrypoint: str, pool: str = "dailies") -> str:
        """A deployment of a test's own flow, its name."""
        found = self.call("POST", "/flows/", json={"name": flow})
        pull = [{"prefect.deployments.steps.set_working_directory": {"directory": "{{ $DAILIES_CHECKOUT }}"}}]
        body = {"name": "test", "flow_id": found["id"], "entrypoint": entrypoint, "work_pool_name": pool}
        self.call("POST", "/deployments/", json={**body, "pull_steps": pull, "job_variables": {"stream_output": False}})
        return f"{flow}/test"

    def start(self, deployment: str, parameters: Mapping[str, object] | None = None, **more: object) -> str:
        """Start a run now; `more` is for the API (work_queue_name, state ...)."""
        found = self.call("GET", f"/deployments/name/{deployment}")
        once = {"idempotency_key": uuid.uuid4().hex}  # `call` may have to ask again
        body = {"parameters": parameters or {}, "state": {"type": "SCHEDULED"}, **once, **more}
        return str(self.call("POST", f"/deployments/{found['id']}/create_flow_run", json=body)["id"])

    def flow_run(self, run: str) -> dict[str, Any]:
        found: dict[str, Any] = self.call("GET", f"/flow_runs/{run}")
        return found

    def ended(self, run: str, within: float = 300) -> dict[str, Any]:
        final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        return eventually(
            lambda: found if (found := self.flow_run(run))["state_type"] in final else {},
            within,
            about=lambda: self.story(run),
        )

    def story(self, run: str) -> str:
        """All that may explain why a run is not where it should be."""
        parts = [self.flow_run(run), *self.children(run)]
        states = [
            f"{part['name']}: {part['state']} in {part['work_pool_name']}/{part['work_queue_name']}" for part in parts
        ]
        online = [
            f"{pool['name']}: {self.online(pool['name'])}" for pool in self.call("POST", "/work_pools/filter", json={})
        ]
        return "\n".join([*states, "Workers that are online:", *online, "Log:", self.log(run)])

    def retry(self, run: str) -> None:
        """What the UI's Retry sends."""
        state = {"name": "AwaitingRetry", "message": "Retry from the UI", "type": "SCHEDULED"}
        answer = self.call("POST", f"/flow_runs/{run}/set_state", json={"state": state, "force": False})
        assert answer["status"] == "ACCEPT", answer

    def cancel(self, run: str) -> None:
        """What the UI's Cancel sends."""
        state = {"name": "Cancelling", "type": "CANCELLING"}
        answer = self.call("POST", f"/flow_runs/{run}/set_state", json={"state": state, "force": False})
        assert answer["status"] == "ACCEPT", answer

    def task_runs(self, run: str) -> list[dict[str, Any]]:
        """Recorded with a delay: wait with `eventually` for those that matter."""
        return list(self.call("POST", "/task_runs/filter", json={"flow_runs": {"id": {"any_": [run]}}}))

    def children(self, run: str) -> list[dict[str, Any]]:
        body = {"flow_runs": {"parent_flow_run_id": {"any_": [run]}}, "sort": "EXPECTED_START_TIME_ASC"}
        return list(self.call("POST", "/flow_runs/filter", json=body))

    def events(self, run: str, name: str) -> list[dict[str, Any]]:
        """A run's latest events of this name. Stored with a delay, too."""
        wanted = {"event": {"name": [name]}, "resource": {"id": [f"prefect.flow-run.{run}"]}}
        return list(self.call("POST", "/events/filter", json={"filter": wanted})["events"])

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Inside, a run is taken for a zombie as soon as it can be: a live one gives a beat every 30 s."""
        (kept,) = (a for a in self.call("POST", "/automations/filter", json={}) if a["name"] == ZOMBIES)
        body = {name: kept[name] for name in ("name", "description", "enabled", "trigger", "actions")}
        self.call("PUT", f"/automations/{kept['id']}", json={**body, "trigger": {**kept["trigger"], "within": 40}})
        yield
        self.call("PUT", f"/automations/{kept['id']}", json=body)

    def log(self, run: str) -> str:
        body = {"logs": {"flow_run_id": {"any_": [run]}}, "sort": "TIMESTAMP_ASC"}
        return "\n".join(line["message"] for line in self.call("POST", "/logs/filter", json=body))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("prefect")) as running:
        yield running


@pytest.fixture(scope="module")
def prefect_server(server: Server) -> Iterator[None]:
    """Flows that are run in the tests' own process tell the server. It is also that of the workers: an idle one more
    costs a tenth of a core. Those of other files' tests have ended, and are not to be waited for."""
    server.forget_workers()
    with temporary_settings(server.client_settings):
        yield


def empty_database(path: Path) -> None:
    """A copy of a migrated one: migrating costs a server seconds of CPU. pytest's cache keeps it for each version."""
    kept = CHECKOUT / ".pytest_cache" / f"prefect-{version('prefect')}.db"
    kept.parent.mkdir(exist_ok=True)
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one of the processes that test makes it, the others wait
        if not kept.exists():
            _migrate(kept)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, path)


def _migrate(kept: Path) -> None:
    argv = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        env = {**os.environ, "PREFECT_HOME": folder}
        done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        with closing(sqlite3.connect(Path(folder) / "prefect.db")) as made:
            made.execute("VACUUM INTO ?", (f"{folder}/whole.db",))  # nothing is left in a journal beside it
        (Path(folder) / "whole.db").replace(kept)


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    mark = str(folder)
    empty_database(folder / "server" / "prefect.db")
    port = prefect.free_port()
    process = prefect.start(prefect.HOST, port, folder / "server", mark=mark, services=SERVICES)
    server = Server(prefect.address(prefect.HOST, port), folder, mark, process)
    try:
        prefect.wait_until_ready(server.api, process, threading.Event())
        yield server
    finally:
        processes.stop_marked(mark, last=server.process.pid)
