"""A Prefect server of our own: its database, its port, and a page that knows the server's address."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import httpx

from deployments import processes
from tasks.domain.errors import BadInput, SetupError
from tasks.stagecraft.environment import RECORDER

HOST = "127.0.0.1"
PORT = 4200
ADDRESS = "Give --address one that other machines reach this one by."
START_SECONDS = 180  # the first start makes the database
SERVICES = {  # compose.yaml says the same to its server
    **RECORDER,
    # A busy host's worker is not yet a dead one; those who wait for an encode listen more closely themselves.
    "PREFECT_SERVER_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE": "10",
    # Many channels due at one minute wait for one another: that is not yet worth a message.
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "300",
    # A server that is down makes no runs, and is back without those of the days between: only a run that was made
    # ahead can still catch up. Prefect's own three runs do not outlast a long weekend.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "P30D",
}


def address(host: str, port: int) -> str:
    return f"http://{host}:{port}/api"


def page(api: str) -> str:
    return api.removesuffix("/api")


def free_port(host: str = HOST) -> int:
    """Raises BadInput where `host` is not one of this machine's addresses, but a name for all of them or another's."""
    with socket.socket() as probe:
        try:
            probe.bind((host, 0))
            address, port = probe.getsockname()
        except OSError as error:
            raise BadInput(
                f"{host} is not an IPv4 address of this machine: {error.strerror}.", advice=ADDRESS
            ) from error
    if ip_address(address).is_unspecified:  # pages and workers are told this address: it has to be one
        raise BadInput(f"{host} stands for every address of this machine.", advice=ADDRESS)
    return int(port)


def listening(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def start(
    host: str, port: int, folder: Path, *, mark: str, services: Mapping[str, str] = SERVICES
) -> subprocess.Popen[bytes]:
    """Start a server with its database in `folder`. Returns at once: see `wait_until_ready`."""
    if listening(host, port):
        raise SetupError(
            f"Port {port} of this machine is taken.",
            advice=f"Give another with --port; or if that is the server to use, PREFECT_API_URL={address(host, port)}.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    ours = {
        "PREFECT_HOME": str(folder),
        "PREFECT_API_URL": address(host, port),
        "PREFECT_UI_API_URL": address(host, port),  # or the page asks port 4200, whatever the server's is
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        **services,
    }
    argv = ["prefect", "server", "start", "--host", host, "--port", str(port)]
    env = {**os.environ, **ours}
    return processes.start(argv, mark=mark, log=folder / "server.log", env=env, cwd=folder)


def ready(api: str) -> bool:
    try:
        return httpx.get(f"{api}/ready", timeout=5).is_success
    except httpx.HTTPError:
        return False


def wait_until_ready(api: str, process: subprocess.Popen[bytes] | None, stop: threading.Event) -> None:
    """Wait for a server that was started, `process`; one that is somebody else's has to be there. `stop` gives up."""
    deadline = time.monotonic() + START_SECONDS
    while not stop.is_set() and not ready(api):
        if process is None:
            raise SetupError(f"No Prefect server answers at {api}.", advice="Start it, or unset PREFECT_API_URL.")
        if process.poll() is not None or time.monotonic() > deadline:
            raise SetupError("The Prefect server did not start.", advice="Its folder holds server.log, which says why.")
        stop.wait(0.3)
