"""What an operator reads of a run in Prefect's UI: a name with channel, day and topic, and a log of our lines alone."""

import logging
from pathlib import Path

import prefect
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectHTTPStatusError
from prefect.runtime import flow_run

from tasks.domain.request import ShortRequest
from tasks.stagecraft import telemetry

ENGINE = str(Path(prefect.__file__).parent)
RUN_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


def first_name() -> str:
    """The run's name until its channel and topic are read: for the flow's `flow_run_name`.

    A retry is a new process, for which Prefect asks again: it keeps the name that the run has.
    """
    if flow_run.run_count > 1:
        return str(flow_run.name)
    request = flow_run.parameters.get("request")
    given = request if isinstance(request, ShortRequest) else ShortRequest.model_validate(request or {})
    day = given.day or flow_run.scheduled_start_time.date()
    return f"{Path(given.channel).stem if given.channel else 'demo'} {day}"


def rename(*parts: object) -> None:
    """Name the run of this process. A name is no reason to fail: if the server refuses, the log says so."""
    if not flow_run.id:
        return
    name = " ".join(str(part) for part in parts)
    try:
        with get_client(sync_client=True) as client:
            client.set_flow_run_name(flow_run.id, name)
    except PrefectHTTPStatusError as error:
        telemetry.warn(f"Cannot name this run {name!r}: {error}")


class _OursOnly(logging.Filter):
    """Drops what Prefect's engine says below WARNING: a line for each task run, which the UI shows anyway."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or not record.pathname.startswith(ENGINE)


def keep_to_our_lines() -> None:
    """Keep Prefect's own lines out of the run's log on the server. A command's log file still has them."""
    for name in RUN_LOGGERS:
        for handler in logging.getLogger(name).handlers:
            sends = type(handler).__name__ == "APILogHandler"
            if sends and not any(isinstance(kept, _OursOnly) for kept in handler.filters):
                handler.addFilter(_OursOnly())
