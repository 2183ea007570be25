"""What a run is called in Prefect's UI: by its channel, day and topic."""

from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.runtime import flow_run

from tasks.domain.request import ShortRequest
from tasks.stagecraft import telemetry


def first_name() -> str:
    """The run's name until its channel and topic are read: for the flow's `flow_run_name`.

    A retry is a new process, for which Prefect asks again: it keeps the name that the run has.
    """
    if flow_run.run_count > 1:
        return str(flow_run.name)
    request = flow_run.parameters.get("request") or {}
    given = request.model_dump() if isinstance(request, ShortRequest) else request  # perhaps unusable: see `daily_run`
    channel, day = given.get("channel"), given.get("day") or flow_run.scheduled_start_time.date()
    return f"{Path(str(channel)).stem if channel else 'demo'} {day}"


def encode_name() -> str:
    """The name of an encode: that of the run whose film it encodes, for its flow's `flow_run_name`."""
    if flow_run.run_count > 1:
        return str(flow_run.name)
    parent = flow_run.parent_flow_run_id
    if not parent:
        return "encode"
    try:
        with get_client(sync_client=True) as client:
            return f"encode {client.read_flow_run(parent).name}"
    except (PrefectHTTPStatusError, ObjectNotFound) as error:
        telemetry.warn(f"Cannot read the run that wants this encode: {error}")
        return "encode"


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
