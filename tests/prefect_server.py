"""The fixture `server`: a real Prefect server, with real workers on simulated hosts, for tests marked `server`.

Every pytest process has one server (conftest.py groups tests by process). It is a separate process with its own SQLite
database, started in the same way as by `python -m deployments up`. It offers:

    server.call("POST", "/flow_runs/filter", json={...})   send any API request, return the JSON of the answer
    server.start("daily-short/demo", {...})                start a run of a deployment, return its id
    server.ended(run, within=120)                          wait until the run has ended, return it as the API shows it
    server.flow_run(run), server.task_runs(run), server.children(run), server.log(run)
    host = server.host(DAILIES_STORE="s3://...")           a machine with its own HOME, DAILIES_HOME and folders
    worker = host.worker("dailies")                        start a worker there and wait until it is online
    worker.kill(), worker.freeze(), worker.thaw()          signal the worker and everything it has started
    host.command("deployments", "deploy")                  run `python -m ...` on that host
    server.deploy("asking", "tests/x.py:asking")           deploy a flow that belongs to a test
    with server.impatient():                               detect runs of dead hosts after 40 s
    server.answer(run, {...}), server.retry(run)            press the UI's Resume with a form, or its Retry
    server.go_down(), server.come_up()                     an outage; database and address stay the same
    eventually(lambda: ..., within=30)                     poll until true, or fail with the last value

Every started process carries a mark (see deployments/processes.py) and is stopped at the end of the session, even after
a failure. A test that starts workers should stop them itself: `with host.worker("dailies") as worker:`.
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
from tasks.stagecraft.environment import CLIENT_PASSWORD, SERVER_PASSWORD

T = TypeVar("T")
# On two busy cores a worker may be late without being dead. Tests of dead workers check that their runs are detected
# while the server still lists the workers as online.
SERVICES = {**prefect.SERVICES, "PREFECT_SERVER_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE": "100"}
OURS = ("PREFECT_", "DAILIES_", "AWS_")  # prefixes of variables that a host must not inherit from the tests


def eventually(
    condition: Callable[[], T], within: float = 180, every: float = 0.3, *, about: Callable[[], str] = str
) -> T:
    """Poll until `condition` is true and return its value. Fails after `within` seconds, with the text of `about`."""
    deadline = time.monotonic() + within
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {within} s; last seen: {value!r}\n{about()}"
        time.sleep(every)
    return value


@dataclass
class WorkerProcess:
    """A worker on a host. `family`: its processes, including all descendants, once it was signalled."""

    name: str
    pool: str
    log: Path
    process: subprocess.Popen[bytes]
    family: list[psutil.Process] = field(default_factory=list)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self.process.wait()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        """Signal the worker and everything it has started: a host dies as a whole."""
        top = psutil.Process(self.process.pid)
        self.family = self.family or [top, *top.children(recursive=True)]
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
    """A machine that shares only the server's API with others, and a store if it is given one."""

    server: "Server"
    name: str
    folder: Path
    env: dict[str, str]

    def worker(self, pool: str, *, limit: int = 1, online: bool = True) -> WorkerProcess:
        """Start a worker and, if `online`, wait until the server lists it as online."""
        worker = workers.Worker(pool, limit, host=self.name)
        process = workers.start(worker, self.server.api, self.folder / "logs", mark=self.server.mark, env=self.env)
        started = WorkerProcess(worker.name, pool, self.folder / "logs" / f"{worker.name}.log", process)
        if online:
            eventually(lambda: worker.name in self.server.online(pool), within=180)
        return started

    def command(self, *argv: str, within: float = 480) -> subprocess.CompletedProcess[str]:
        """Run `python -m argv` there, for at most `within` seconds."""
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
    """Sends requests to a server's API like its UI. `folder` is the server's home, which holds the password."""

    api: str
    folder: Path

    def __post_init__(self) -> None:
        self.csrf: dict[str, str] = {}

    @property
    def password(self) -> str:
        return access.password(self.folder / "server", {})

    def request(self, method: str, path: str, json: object = None) -> httpx.Response:
        """Send one request with the password and, like the UI, a CSRF token."""
        user, _, secret = self.password.partition(":")
        with httpx.Client(base_url=self.api, auth=(user, secret), timeout=60) as client:
            answer = client.request(method, path, json=json, headers=self.csrf or self._token(client))
            if answer.status_code == httpx.codes.FORBIDDEN and "CSRF" in answer.text:  # a token lives for an hour
                answer = client.request(method, path, json=json, headers=self._token(client))
            return answer

    def _token(self, client: httpx.Client) -> dict[str, str]:
        token = client.get("/csrf-token", params={"client": "tests"}).raise_for_status().json()["token"]
        self.csrf = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "tests"}
        return self.csrf

    def call(self, method: str, path: str, json: object = None) -> Any:
        """The JSON of the answer, which must be a success. Like Prefect's client, retries on 503: SQLite is locked."""

        def attempt() -> httpx.Response | None:
            try:
                answer = self.request(method, path, json)
            except httpx.TimeoutException:
                return None
            return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer

        answer = eventually(attempt, within=180)
        assert answer is not None
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None


@dataclass
class Server(Api):
    """The Prefect server of the tests. `hosts` counts those created so far."""

    mark: str
    process: subprocess.Popen[bytes]
    hosts: int = 0

    @property
    def client_settings(self) -> dict[Any, str]:
        """Settings for `temporary_settings` that make flows of this process use this server."""
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
        with _own_password():
            self.process = prefect.start(prefect.HOST, port, self.folder / "server", mark=self.mark, services=SERVICES)
        prefect.wait_until_ready(self.api, self.process, threading.Event())

    def host(self, **env: str) -> Host:
        """A new machine with `env` added to its environment, for example DAILIES_STORE."""
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
            workers.QUERY: "2",  # tests wait for runs all the time
        }
        for place in ("home", "prefect", "dailies"):
            (folder / place).mkdir(parents=True)
        return Host(self, name, folder, {**clean, **homes, **env})

    def online(self, pool: str) -> set[str]:
        """Names of the workers that the server lists as online."""
        if pool not in {known["name"] for known in self.call("POST", "/work_pools/filter", json={})}:
            return set()
        workers = self.call("POST", f"/work_pools/{pool}/workers/filter", json={})
        return {worker["name"] for worker in workers if worker["status"] == "ONLINE"}

    def forget_workers(self) -> None:
        """Delete all workers from the server, which would list ended ones as online for an hour."""
        for pool in self.call("POST", "/work_pools/filter", json={}):
            for name in self.online(pool["name"]):
                self.call("DELETE", f"/work_pools/{pool['name']}/workers/{quote(name)}")

    def deploy(self, flow: str, entrypoint: str, pool: str = "dailies") -> str:
        """Deploy a flow that belongs to a test and return the deployment's name."""
        created = self.call("POST", "/flows/", json={"name": flow})
        pull = [{"prefect.deployments.steps.set_working_directory": {"directory": "{{ $DAILIES_CHECKOUT }}"}}]
        body = {"name": "test", "flow_id": created["id"], "entrypoint": entrypoint, "work_pool_name": pool}
        self.call("POST", "/deployments/", json={**body, "pull_steps": pull, "job_variables": {"stream_output": False}})
        return f"{flow}/test"

    def start(self, deployment: str, parameters: Mapping[str, object] | None = None, **more: object) -> str:
        """Start a run now and return its id. `more`: further fields of the request (work_queue_name, state ...)."""
        target = self.call("GET", f"/deployments/name/{deployment}")
        once = {"idempotency_key": uuid.uuid4().hex}  # `call` may send it twice
        body = {"parameters": parameters or {}, "state": {"type": "SCHEDULED"}, **once, **more}
        return str(self.call("POST", f"/deployments/{target['id']}/create_flow_run", json=body)["id"])

    def flow_run(self, run: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.call("GET", f"/flow_runs/{run}")
        return answer

    def ended(self, run: str, within: float = 300) -> dict[str, Any]:
        """Wait until the run has ended and return it."""
        final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        return eventually(
            lambda: current if (current := self.flow_run(run))["state_type"] in final else {},
            within,
            about=lambda: self.story(run),
        )

    def story(self, run: str) -> str:
        """Diagnostics for a run in an unexpected state: states, online workers and log."""
        parts = [self.flow_run(run), *self.children(run)]
        states = [
            f"{part['name']}: {part['state']} in {part['work_pool_name']}/{part['work_queue_name']}" for part in parts
        ]
        online = [
            f"{pool['name']}: {self.online(pool['name'])}" for pool in self.call("POST", "/work_pools/filter", json={})
        ]
        return "\n".join([*states, "Workers that are online:", *online, "Log:", self.log(run)])

    def retry(self, run: str) -> None:
        """Send the request of the UI's Retry button."""
        state = {"name": "AwaitingRetry", "message": "Retry from the UI", "type": "SCHEDULED"}
        answer = self.call("POST", f"/flow_runs/{run}/set_state", json={"state": state, "force": False})
        assert answer["status"] == "ACCEPT", answer

    def answer(self, run: str, given: Mapping[str, str]) -> None:
        """Press the UI's Resume with a form. Prefect refuses until it has stored the form of a suspended run."""

        def resumed() -> Any:
            answer = self.call("POST", f"/flow_runs/{run}/resume", json={"run_input": dict(given)})
            return answer if answer["status"] != "REJECT" else None

        answer = eventually(resumed, within=60, about=lambda: self.story(run))
        assert answer["status"] == "ACCEPT", answer

    def cancel(self, run: str) -> None:
        """Send the request of the UI's Cancel button."""
        state = {"name": "Cancelling", "type": "CANCELLING"}
        answer = self.call("POST", f"/flow_runs/{run}/set_state", json={"state": state, "force": False})
        assert answer["status"] == "ACCEPT", answer

    def task_runs(self, run: str) -> list[dict[str, Any]]:
        """The task runs of a run. The server records them with a delay: wait with `eventually`."""
        return list(self.call("POST", "/task_runs/filter", json={"flow_runs": {"id": {"any_": [run]}}}))

    def children(self, run: str) -> list[dict[str, Any]]:
        """The subflow runs of a run, in order of their start."""
        body = {"flow_runs": {"parent_flow_run_id": {"any_": [run]}}, "sort": "EXPECTED_START_TIME_ASC"}
        return list(self.call("POST", "/flow_runs/filter", json=body))

    def events(self, run: str, name: str) -> list[dict[str, Any]]:
        """The latest events of this name of a run, which are also stored with a delay."""
        query = {"event": {"name": [name]}, "resource": {"id": [f"prefect.flow-run.{run}"]}}
        return list(self.call("POST", "/events/filter", json={"filter": query})["events"])

    @contextmanager
    def impatient(self, within: int = 40) -> Iterator[None]:
        """Inside, a run is a zombie after `within` seconds without a heartbeat. A live run sends one every 30 s."""
        (zombies,) = (a for a in self.call("POST", "/automations/filter", json={}) if a["name"] == ZOMBIES)
        body = {name: zombies[name] for name in ("name", "description", "enabled", "trigger", "actions")}
        self.call(
            "PUT", f"/automations/{zombies['id']}", json={**body, "trigger": {**zombies["trigger"], "within": within}}
        )
        yield
        self.call("PUT", f"/automations/{zombies['id']}", json=body)

    def log(self, run: str) -> str:
        """The log messages of a run, one per line."""
        body = {"logs": {"flow_run_id": {"any_": [run]}}, "sort": "TIMESTAMP_ASC"}
        return "\n".join(line["message"] for line in self.call("POST", "/logs/filter", json=body))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this pytest process."""
    with running_server(tmp_path_factory.mktemp("prefect")) as running:
        yield running


@pytest.fixture(scope="module")
def prefect_server(server: Server) -> Iterator[None]:
    """Flows in the tests' own process report to this server, which they share with the workers: an idle second server
    costs a tenth of a core. Workers left over from other files are deleted, so that no run waits for them."""
    server.forget_workers()
    with temporary_settings(server.client_settings):
        yield


@contextmanager
def _own_password() -> Iterator[None]:
    """A server that is started inside has the password in its folder, not that of a command which ran in this process
    before and left its embedded server's in the environment."""
    left = {name: os.environ.pop(name) for name in (SERVER_PASSWORD, CLIENT_PASSWORD) if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(left)


def empty_database(path: Path) -> None:
    """Copy a migrated database from pytest's cache, because migrating takes seconds of CPU."""
    template = CHECKOUT / ".pytest_cache" / f"prefect-{version('prefect')}.db"
    template.parent.mkdir(exist_ok=True)
    with template.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one pytest process creates it, the others wait
        if not template.exists():
            _migrate(template)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, path)


def _migrate(template: Path) -> None:
    argv = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    with tempfile.TemporaryDirectory(dir=template.parent) as folder:
        env = {**os.environ, "PREFECT_HOME": folder}
        done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        with closing(sqlite3.connect(Path(folder) / "prefect.db")) as database:
            database.execute("VACUUM INTO ?", (f"{folder}/whole.db",))  # a single file, without a journal
        (Path(folder) / "whole.db").replace(template)


@contextmanager
def running_server(folder: Path, settings: Mapping[str, str] | None = None, app: str = prefect.APP) -> Iterator[Server]:
    """A server with its home in `folder`; everything started through it is stopped at the end."""
    mark = str(folder)
    empty_database(folder / "server" / "prefect.db")
    port = prefect.free_port()
    services = {**SERVICES, **(settings or {})}
    with _own_password():
        process = prefect.start(prefect.HOST, port, folder / "server", mark=mark, services=services, app=app)
    server = Server(prefect.address(prefect.HOST, port), folder, mark, process)
    try:
        prefect.wait_until_ready(server.api, process, threading.Event())
        yield server
    finally:
        processes.stop_marked(mark, last=server.process.pid)
