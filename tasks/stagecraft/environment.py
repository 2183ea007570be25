"""Prefect's own settings, decided before it is imported: where it keeps things, and that it keeps quiet.

Nothing here overrides what the operator set, in the environment or in `.env`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.machine.home import home
from tasks.machine.settings import load_env_file
from tasks.machine.storage.objects import shared

RESULTS = "dailies-results/results"  # the block of results.SharedResults

# Of every server that is started here. By itself Prefect writes what happens to a task in a transaction each, three for
# every task: it falls behind a film's segments, loses the last of them when it stops with the command, and has new runs
# wait for seconds, because SQLite lets one write at a time.
RECORDER = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",  # seconds; whole ones: less than one has it spin
}


def prepare() -> None:
    """Give Prefect a home inside ours, unless the environment already points it elsewhere."""
    load_env_file()
    ours = home()
    defaults = {
        "PREFECT_LOCAL_STORAGE_PATH": str(ours / "results"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_CLI_PROMPT": "false",
        # A loaded machine needs more than the default 20 s to start the embedded server and make its database.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    }
    if "PREFECT_API_URL" not in os.environ:
        # An embedded server of another Prefect version in ~/.prefect would share its database with ours.
        defaults["PREFECT_HOME"] = str(ours / "prefect")
        defaults["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true"
        defaults |= RECORDER
    if shared():
        defaults["PREFECT_DEFAULT_RESULT_STORAGE_BLOCK"] = RESULTS
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


@contextmanager
def unwatched() -> Iterator[None]:
    """Flows run inside send no heartbeats where there is no server to notice their silence.

    Prefect joins the thread that sends them, which sleeps by whole seconds: every flow would end up to a second late.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415 - see prepare

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None} if "PREFECT_API_URL" not in os.environ else {}):
        yield
