"""A remote encode's heartbeat in the shared store, and its check before it finishes that its result is still wanted.

Prefect's own heartbeats are too slow to detect a dead host within 20 seconds.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from prefect import get_client
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from tasks.domain.errors import DailiesError, ToolError
from tasks.machine import process
from tasks.machine.storage.objects import objects
from tasks.stagecraft import telemetry

INTERVAL_SECONDS = 2.0


def key(run: str, attempt: int) -> str:
    """The heartbeat's name in the store. Each attempt of a run has its own."""
    return f"beats/{run}-{attempt}"


def read(run: str, attempt: int) -> tuple[int, float]:
    """The latest heartbeat's number and the frames encoded by then; zeros before the first."""
    try:
        number, frames = objects().get(key(run, attempt)).split()
    except FileNotFoundError:
        return 0, 0.0
    return int(number), float(frames)


@contextmanager
def sending_heartbeats() -> Iterator[None]:
    """Send heartbeats from a thread. An encode in the process that asked for it needs none."""
    process.tune()
    if telemetry.is_recording():
        yield
        return
    name, log, stop = key(str(flow_run.id), flow_run.run_count), get_run_logger(), threading.Event()

    with telemetry.recording() as recorder:

        def send() -> None:
            for number in count(1):
                try:
                    objects().put(name, f"{number} {recorder.counted('encode')}".encode())
                except DailiesError as error:
                    log.warning("Cannot send a heartbeat: %s", error)
                if stop.wait(INTERVAL_SECONDS):
                    return

        thread = threading.Thread(target=send, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def check_still_wanted() -> None:
    """Raises ToolError if this run was given up while it was unreachable: another encode has replaced it."""
    if not flow_run.id:
        return
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(flow_run.id)
    if not run.state or not run.state.is_running() or run.run_count != flow_run.run_count:
        state = run.state_name or "gone"
        raise ToolError(f"Another encode has replaced this one (its run is {state}). Its result is discarded.")
