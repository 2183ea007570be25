"""A remote encode's sign of life in the shared store, and its question before it finishes: am I still wanted?

Prefect's own heartbeats are too slow to notice within 20 seconds that a host is gone.
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

BEAT_SECONDS = 2.0


def key(run: str, attempt: int) -> str:
    return f"beats/{run}-{attempt}"


def read(run: str, attempt: int) -> tuple[int, float]:
    """The beat's number and the frames encoded so far; zeros before the first."""
    try:
        number, frames = objects().get(key(run, attempt)).split()
    except FileNotFoundError:
        return 0, 0.0
    return int(number), float(frames)


@contextmanager
def beating() -> Iterator[None]:
    """Inside, a thread counts up in the store. In the process that asked for the encode, nobody needs to be told."""
    process.tune()
    if telemetry.recorded():
        yield
        return
    place, log, stop = key(str(flow_run.id), flow_run.run_count), get_run_logger(), threading.Event()

    with telemetry.recording() as recorder:

        def beat() -> None:
            for number in count(1):
                try:
                    objects().put(place, f"{number} {recorder.counted('encode')}".encode())
                except DailiesError as error:
                    log.warning("A sign of life could not be given: %s", error)
                if stop.wait(BEAT_SECONDS):
                    return

        thread = threading.Thread(target=beat, name="beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def still_wanted() -> None:
    """Raises ToolError in a run that was given up while it could not be reached: another has taken its place."""
    if not flow_run.id:
        return
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(flow_run.id)
    if not run.state or not run.state.is_running() or run.run_count != flow_run.run_count:
        state = run.state_name or "gone"
        raise ToolError(f"This encode is not wanted any more (its run is {state}): nothing of it is used.")
