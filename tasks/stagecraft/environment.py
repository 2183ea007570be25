"""Sets Prefect's own settings before it is imported: where it stores its files, and what it logs and sends.

Never overrides what the operator set in the environment or in `.env`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.machine.home import home
from tasks.machine.settings import load_env_file
from tasks.machine.storage.objects import shared

RESULTS = "dailies-results/results"  # the block that holds results.SharedResults

# For every server started here. By default Prefect writes each state of a task run in a transaction of its own, three
# for every task. SQLite allows one writer at a time, so the server falls behind while a film's segments are encoded,
# loses the last states when it stops with the command, and keeps new runs waiting for seconds.
RECORDER = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",  # seconds; below 1 the service busy-waits
}


def prepare() -> None:
    """Set Prefect's defaults for this process and its children; its files go to DAILIES_HOME. Call before importing it.

    Raises SetupError if a setting or DAILIES_HOME cannot be used.
    """
    load_env_file()
    folder = home()
    defaults = {
        "PREFECT_LOCAL_STORAGE_PATH": str(folder / "results"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_CLI_PROMPT": "false",
        # On a loaded machine the embedded server needs more than the default 20 s to start and create its database.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    }
    if "PREFECT_API_URL" not in os.environ:
        # In ~/.prefect the embedded server would share its database with those of other Prefect versions.
        defaults["PREFECT_HOME"] = str(folder / "prefect")
        defaults["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true"
        defaults |= RECORDER
    if shared():
        defaults["PREFECT_DEFAULT_RESULT_STORAGE_BLOCK"] = RESULTS
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


@contextmanager
def heartbeats_off() -> Iterator[None]:
    """Flows inside send no heartbeats to an embedded server, where nothing watches for them.

    Prefect joins the heartbeat thread at the end of a flow, and the thread sleeps for whole seconds: every flow would
    end up to a second late.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415 - see prepare

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None} if "PREFECT_API_URL" not in os.environ else {}):
        yield
