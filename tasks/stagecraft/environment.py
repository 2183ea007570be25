"""Sets Prefect's own settings before it is imported: where it stores its files, and what it logs and sends.

Never overrides what the operator set in the environment or in `.env`.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.domain.values import Frozen
from tasks.machine.aside import folder
from tasks.machine.env_file import load_env_file
from tasks.machine.home import home
from tasks.machine.network.http import reachable
from tasks.machine.storage.helper_files import kept
from tasks.machine.storage.objects import shared
from tasks.stagecraft.address import check_address

RESULTS = "dailies-results/results"  # the block that holds results.SharedResults

# For every server started here. By default Prefect writes each state of a task run in a transaction of its own, three
# for every task. SQLite allows one writer at a time, so the server falls behind while a film's segments are encoded,
# loses the last states when it stops with the command, and keeps new runs waiting for seconds.
RECORDER = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",  # seconds; below 1 the service busy-waits
}


# A Prefect server reads the first, and every client of it the second.
SERVER_PASSWORD, CLIENT_PASSWORD = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
CSRF = "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED"
USER = "dailies"
EMBEDDED = "DAILIES_EMBEDDED_SERVER"  # the API of the server in a command's own process: see `embedded`
UP_RECORD = "up.json"  # in the home while `up` runs: the address of its server


def embed(api: str) -> None:
    """Use the server of this process at `api`, which gets a password of its own, for as long as the command runs.

    It listens on a port of this machine, where every page of a browser and every user could reach it.
    """
    secret = f"{USER}:{secrets.token_urlsafe(24)}"
    os.environ.update(
        {"PREFECT_API_URL": api, EMBEDDED: api, SERVER_PASSWORD: secret, CLIENT_PASSWORD: secret, CSRF: "true"}
    )


def server_to_keep() -> str:
    """The API of the server in PREFECT_API_URL; "" if it ends with the command, so that nobody works or looks there."""
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 - see prepare

    api = PREFECT_API_URL.value() or ""
    return "" if api == os.environ.get(EMBEDDED) else api


def use_running_server() -> None:
    """Use the server that `up` runs on this host, unless one is named or it does not answer. Call before `prepare`.

    For commands that ask how runs ended, which a server embedded in the command does not know.
    """
    file = home() / "server" / "password"
    secret = os.environ.get(SERVER_PASSWORD) or (file.read_text().strip() if file.exists() else "")
    if "PREFECT_API_URL" in os.environ or not secret:
        return
    record = up_record()
    if record and reachable(record.api):
        os.environ["PREFECT_API_URL"] = record.api
        os.environ.setdefault(CLIENT_PASSWORD, secret)


class UpRecord(Frozen):
    """The `up` that runs on this host, for other processes of it."""

    pid: int
    api: str
    page: str


def up_record() -> UpRecord | None:
    """What the running `up` noted in the home; None if there is nothing, or nothing that can be believed."""
    data = kept(home() / UP_RECORD)
    return UpRecord.model_validate_json(data) if data is not None else None


def prepare() -> None:
    """Set Prefect's defaults for this process and its children; its files go to DAILIES_HOME. Call before importing it.

    Raises SetupError if a setting, PREFECT_API_URL or DAILIES_HOME cannot be used.
    """
    load_env_file()
    _normalise_address()
    defaults = {
        "PREFECT_LOCAL_STORAGE_PATH": str(folder(home() / "results")),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_CLI_PROMPT": "false",
        # For who calls a flow from Python. The default of 20 s is short on a loaded machine: it creates its database.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    }
    if "PREFECT_API_URL" not in os.environ:
        # In ~/.prefect the embedded server would share its database with those of other Prefect versions.
        defaults["PREFECT_HOME"] = str(folder(home() / "prefect"))
        defaults["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true"
        defaults |= RECORDER
    if shared():
        defaults["PREFECT_DEFAULT_RESULT_STORAGE_BLOCK"] = RESULTS
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def _normalise_address() -> None:
    """Check PREFECT_API_URL. An empty one counts as unset, and a slash at its end makes no difference."""
    address = os.environ.pop("PREFECT_API_URL", "").strip().rstrip("/")
    if address:
        check_address(address)
        os.environ["PREFECT_API_URL"] = address


@contextmanager
def heartbeats_off() -> Iterator[None]:
    """Flows inside send no heartbeats to an embedded server, where nothing watches for them.

    Prefect joins the heartbeat thread at the end of a flow, and the thread sleeps for whole seconds: every flow would
    end up to a second late.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415 - see prepare

    with temporary_settings({} if server_to_keep() else {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
