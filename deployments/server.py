"""Starts a Prefect server with its own database and port, and a UI that knows the server's address."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import httpx

from deployments import access, logs, processes
from tasks.domain.errors import BadInput, Damaged, SetupError
from tasks.machine.home import CHECKOUT
from tasks.machine.storage.soundness import fault_in
from tasks.stagecraft.environment import RECORDER

HOST = "127.0.0.1"
PORT = 4200
APP = "deployments.doors:app"
ADDRESS = "Give --address an address of this machine that other machines can reach."
LOG = "server.log"
START_SECONDS = 180  # the first start creates the database
SERVICES = {  # the operator's environment overrides them; compose.yaml gives its server the same settings
    **RECORDER,
    # A worker on a busy host may be slow without being dead. A run that waits for an encode watches it more closely.
    "PREFECT_SERVER_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE": "10",
    # Channels due at the same minute wait for one another, which needs no notification yet.
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "300",
    # The scheduler creates no runs while the server is down, nor later for the days that it missed. Only runs created
    # ahead can catch up, and Prefect's default of three would not last a long weekend.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "P30D",
    # Prefect keeps runs for ever by default. Ours stay for 90 days; the ledger keeps what the reports need.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(90 * 24 * 3600),
}


def address(host: str, port: int) -> str:
    """The URL of a server's API."""
    return f"http://{host}:{port}/api"


def page(api: str) -> str:
    """The URL of the UI that belongs to an API's."""
    return api.removesuffix("/api")


def free_port(host: str = HOST) -> int:
    """A free port of this machine. Raises BadInput if `host` is not one of its IPv4 addresses, or stands for all."""
    with socket.socket() as probe:
        try:
            probe.bind((host, 0))
            address, port = probe.getsockname()
        except OSError as error:
            raise BadInput(
                f"{host} is not an IPv4 address of this machine: {error.strerror}.", advice=ADDRESS
            ) from error
    if ip_address(address).is_unspecified:  # the UI and the workers need an address that they can connect to
        raise BadInput(f"{host} stands for every address of this machine.", advice=ADDRESS)
    return int(port)


def listening(host: str, port: int) -> bool:
    """Whether a process accepts connections on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def start(
    host: str, port: int, folder: Path, *, mark: str, services: Mapping[str, str] = SERVICES, app: str = APP
) -> subprocess.Popen[bytes]:
    """Start a server with its database in `folder`, and return at once: see `wait_until_ready`.

    It asks for the password in `access`. Raises SetupError if the port is taken, Damaged if the database is.
    """
    if listening(host, port):
        raise SetupError(
            f"Port {port} of this machine is taken.",
            advice="Give another with --port. If a Prefect server that you want to use has it, set "
            f"PREFECT_API_URL={address(host, port)}.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    if fault := fault_in(database := folder / "prefect.db"):
        raise Damaged(
            f"Prefect's database {database} is damaged: {fault}.",
            advice="Restore a backup (python -m deployments restore FILE), or move it away to begin a new one, without "
            "its runs, reviews and Secret blocks. What was published is in the ledger.",
        )
    settings = {
        "PREFECT_HOME": str(folder),
        "PREFECT_API_URL": address(host, port),
        "PREFECT_UI_API_URL": address(host, port),  # by default the UI calls port 4200, whatever the server's port is
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PYTHONPATH": str(CHECKOUT),
        **access.server_settings(host, port, access.password(folder, {**os.environ, **services})),
        **logs.PLAIN,
        **{name: os.environ.get(name, value) for name, value in services.items()},
    }
    # What `prefect server start` runs, but behind our door.
    argv = ["uvicorn", "--factory", app, "--host", host, "--port", str(port)]
    argv += [
        "--timeout-keep-alive",
        "5",
        "--ws-ping-interval",
        "20",
        "--ws-ping-timeout",
        "20",
        "--log-level",
        "warning",
    ]
    env = {**os.environ, **settings}
    return processes.start(argv, mark=mark, log=folder / LOG, env=env, cwd=folder)


def ready(api: str) -> bool:
    """Whether a server answers at this API and has its database."""
    try:
        return httpx.get(f"{api}/ready", timeout=5).is_success
    except httpx.HTTPError:
        return False


def wait_until_ready(api: str, process: subprocess.Popen[bytes], stop: threading.Event) -> None:
    """Wait for the server that was started as `process`, or until `stop` is set. Raises SetupError if it fails."""
    deadline = time.monotonic() + START_SECONDS
    while not stop.is_set() and not ready(api):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SetupError("The Prefect server did not start.", advice="The log server.log in its folder says why.")
        stop.wait(0.3)
