"""The KPI report on many runs: read from the ledger, written as files and as a Prefect artifact."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from pydantic import ValidationError

from tasks.domain.errors import BadInput
from tasks.domain.names import NAMELESS, former_slug, slug
from tasks.domain.request import ShortRequest
from tasks.domain.runs.kpi import Ended, OpenRun, RunRecord
from tasks.domain.runs.kpi_history import ended_at, history
from tasks.domain.values import replaced
from tasks.machine.clock import now
from tasks.machine.settings import settings
from tasks.machine.storage.ledger import Ledger, ledger
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.reports.kpi_advice import Budget
from tasks.reports.kpi_page import KpiPage, kpi_page, markdown, write
from tasks.stagecraft import services
from tasks.stagecraft.daily.channel_file import read_channel
from tasks.stagecraft.daily.intake import channel_key as intake_key
from tasks.stagecraft.daily.quota import left_at

DAILY_FLOW = "daily-short"
RECENT = 1000  # runs: enough for five weeks of twenty-five channels
PAGE_SIZE = 200  # runs in one response of Prefect's API, at most


def report(channel: str, runs: int, out: Path) -> Path:
    """Write the report on the latest runs of a channel, or of all if it is empty. Returns the path of index.html."""
    key, former = channel_keys(channel)
    page = read_page(key, runs, ledger(), former)
    folder = out.expanduser().resolve() / key
    try:
        index = write(page, folder)
    except OSError as error:
        raise BadInput(
            f"Cannot write the report to {folder}: {error.strerror}.",
            advice="Give another folder (--out, or the form's field out).",
        ) from error
    create_markdown_artifact(markdown(page), key=f"report-{key}" if key else "report", description=page.title)
    return index


def read_page(key: str, runs: int, book: Ledger, former: str = "") -> KpiPage:
    """The report's content. Raises BadInput if there is no run to report on."""
    # Read the ended runs first: one that ends meanwhile is then missed rather than counted twice.
    recent = book.history(key, RECENT, former)
    begun = book.open_runs(key, former=former)
    everybodys = book.history("", RECENT) if key else recent
    ids = {run.flow_run for run in everybodys} | {run.flow_run for run in book.open_runs()}
    others = list(open_records(begun, book))
    if ids:
        others += unrecorded(key, ids, since=_oldest(everybodys))
    records = history(recent, sorted(others, key=ended_at, reverse=True), runs)
    if not records:
        channels = book.channels()
        raise BadInput(
            f"There is no run of {f'a channel {key!r}' if key else 'any channel'} to report on.",
            advice=f"Known channels: {', '.join(channels)}." if channels else "Make a short first.",
        )
    return kpi_page(key, records, read_budgets(services.provider_context()), now(), recent)


def open_records(runs: Sequence[OpenRun], book: Ledger) -> Iterator[RunRecord]:
    """Records of runs that never recorded an end: their outcome according to Prefect, and what they have cost."""
    states = read_states([run.flow_run for run in runs])
    for run in runs:
        state = states.get(run.flow_run)
        if state and state.is_completed():
            continue  # its record is in the ledger by now
        record = run.counted(now(), how_it_ended(state) if state else None)
        if record:
            paid = sum(entry.cost for entry in book.spent("", run=run.flow_run).values())
            yield replaced(record, metrics={**record.metrics, "cost_usd": paid})


def unrecorded(key: str, known: Collection[str], since: datetime | None) -> Iterator[RunRecord]:
    """Records of runs that ended badly before they could begin one: wrong parameters, or a process that never started.

    Prefect's UI counts them. `known` are the flow runs with a record; runs that ended before `since` are left out.
    """
    bad = FlowRunFilterStateType(any_=[StateType.FAILED, StateType.CRASHED, StateType.CANCELLED])
    chosen = FlowRunFilter(
        state=FlowRunFilterState(type=bad), end_time=FlowRunFilterEndTime(after_=since) if since else None
    )
    flows = FlowFilter(name=FlowFilterName(any_=[DAILY_FLOW]))
    with get_client(sync_client=True) as client:
        for first in range(0, RECENT, PAGE_SIZE):
            page = client.read_flow_runs(
                flow_filter=flows,
                flow_run_filter=chosen,
                sort=FlowRunSort.END_TIME_DESC,
                limit=PAGE_SIZE,
                offset=first,
            )
            for run in page:
                record = _as_record(run) if str(run.id) not in known else None
                if record and key in {"", record.channel}:
                    yield record
            if len(page) < PAGE_SIZE:
                return


def _as_record(run: FlowRun) -> RunRecord | None:
    ended = how_it_ended(run.state) if run.state else None
    at = run.end_time or (run.state.timestamp if run.state else None)
    if ended is None or at is None:
        return None
    request = _usable(run.parameters.get("request"))
    channel, day = intake_key(request), request.day or (run.expected_start_time or at).date()
    return RunRecord(
        run_key=f"{channel}/{day}",
        flow_run=str(run.id),
        channel=channel,
        day=day,
        outcome=ended.outcome,
        at=at,
        total_seconds=run.total_run_time.total_seconds(),
        stages=(),
        error=ended.why,
    )


def _usable(given: object) -> ShortRequest:
    """The request without the fields that Prefect refused, which is why such a run failed."""
    fields = given if isinstance(given, dict) else {}
    try:
        return ShortRequest.model_validate(fields)
    except ValidationError as error:
        wrong = {fault["loc"][0] for fault in error.errors() if fault["loc"]}
        return ShortRequest.model_validate({name: value for name, value in fields.items() if name not in wrong})


def _oldest(recent: Sequence[RunRecord]) -> datetime | None:
    """When the oldest of these runs ended, if there are older ones that were not read."""
    return recent[-1].at if len(recent) == RECENT else None


def read_states(runs: Sequence[str]) -> dict[str, State]:
    """The states of flow runs, by their ids; without runs that Prefect does not know or has deleted."""
    if not runs:
        return {}
    states: dict[str, State] = {}
    with get_client(sync_client=True) as client:
        for first in range(0, len(runs), PAGE_SIZE):
            ids = FlowRunFilterId(any_=[UUID(run) for run in runs[first : first + PAGE_SIZE]])
            page = client.read_flow_runs(flow_run_filter=FlowRunFilter(id=ids))
            states |= {str(run.id): run.state for run in page if run.state}
    return states


def how_it_ended(state: State) -> Ended | None:
    """The outcome of a run in this state; None if Prefect considers it alive."""
    if not state.is_final():
        return None
    outcome = "interrupted" if state.is_cancelled() else "failed"
    return Ended(outcome=outcome, why=f"{state.name}: {state.message or 'no details'}")


def read_budgets(context: ProviderContext) -> list[Budget]:
    """The budget of every vendor that has a key or a limit, or was paid this month."""
    limits = settings().budgets
    asked = [vendor.name for vendor in registry.VENDORS if vendor.account and vendor.key in context.keys]
    spent: dict[str, float] = dict.fromkeys([*limits, *asked], 0.0)
    for entry in context.ledger.spent(f"{now():%Y-%m}").values():
        spent[entry.vendor] = spent.get(entry.vendor, 0.0) + entry.cost
    return [
        Budget(vendor, paid, limits.get(vendor, 0.0), left_at(vendor, context))
        for vendor, paid in sorted(spent.items())
    ]


def channel_keys(channel: str) -> tuple[str, str]:
    """Today's and the former key of the channel with this name, key or file; empty for all channels."""
    if channel.endswith((".yaml", ".yml")):
        found = read_channel(Path(channel))
        return found.key, named(found.former_key)
    known = channel in ledger().channels()
    return (channel if known or not channel.strip() else slug(channel)), named(former_slug(channel))


def named(former: str) -> str:
    """A former key, or nothing if it is the one that all channels without ASCII letters shared."""
    return "" if former == NAMELESS else former
