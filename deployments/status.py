"""The command `status`: the workers, and each channel's day on one line, from the ledger and the server.

Without a server it still says what the ledger and the channel files know.
"""

import json
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateName
from prefect.client.schemas.responses import DeploymentResponse
from prefect.settings import PREFECT_API_URL

from deployments.deploy import deployments
from deployments.gone import FLOW, channel_of
from deployments.plan import RESERVED
from deployments.pools import POOLS
from deployments.seen import seen
from deployments.server import page
from deployments.terminal import say
from deployments.workers import Worker
from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.runs.channel_day import ChannelDay, channel_day
from tasks.domain.runs.notices import of_topics
from tasks.machine import clock
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.noted import noted
from tasks.machine.storage.programme import entries_left, kept_programme
from tasks.stagecraft import services
from tasks.stagecraft.address import shown
from tasks.stagecraft.connection import explained
from tasks.stagecraft.daily.channel_file import read_channel
from tasks.stagecraft.daily.run import MAX_RESUME
from tasks.stagecraft.dispatch.routing import online_workers

SCHEDULER_SECONDS = 60  # the scheduler looks for new deployments every few seconds
NO_SERVER = (
    "No server answers: this is what the ledger and the channel files know. Start one with "
    "`python -m deployments up`, or set PREFECT_API_URL."
)
WIDTH = 160  # of a line that no terminal limits


@dataclass(frozen=True)
class Status:
    """What `status` shows. `server` is "" if none answers; `problems` are sentences."""

    server: str
    workers: Mapping[str, Sequence[str]]  # online, by pool
    channels: Sequence[ChannelDay]
    problems: Sequence[str]

    def as_json(self) -> str:
        """For programs."""
        return json.dumps(
            {
                "server": self.server or None,
                "workers": self.workers,
                "channels": [each.model_dump(mode="json") for each in self.channels],
                "problems": self.problems,
            },
            indent=2,
        )

    def lines(self, width: int) -> Iterator[str]:
        """For people: at most one line a channel, of this width."""
        yield f"UI          {page(self.server)}" if self.server else NO_SERVER
        for pool, online in self.workers.items():
            yield f"{pool:<12}{', '.join(online) or 'no worker online'}"
        counts = Counter(each.state for each in self.channels)
        yield f"channels    {len(self.channels)}: {', '.join(f'{n} {state}' for state, n in counts.most_common())}"
        names = max((len(each.channel) for each in self.channels), default=0)
        nexts = max((len(_next(each)) for each in self.channels), default=0)
        for each in self.channels:
            line = f"  {each.channel:<{names}}  {_state(each):<18}  {_next(each):<{nexts}}  {_remarks(each)}".rstrip()
            yield line if len(line) <= width else line[: width - 1] + "…"
        yield from self.problems


def report(channels: Path, *, as_json: bool = False) -> int:
    """Print the status of all channels. Returns 0, or 1 if no server answers. `channels`: the folder of their files."""
    status = read_status(channels)
    if as_json:
        say(status.as_json())
    else:
        for line in status.lines(shutil.get_terminal_size((WIDTH, 0)).columns):
            say(line)
    return 0 if status.server else 1


def read_status(channels: Path) -> Status:
    """The status of all channels, from the server in PREFECT_API_URL if it answers, the ledger, and the files."""
    described, problems = _described(channels)
    problems.extend(_running_low(described.values()))
    api = PREFECT_API_URL.value() or ""
    if not api:
        return Status("", {}, _days(described, {}, None), problems)
    try:
        with get_client(sync_client=True) as client:
            workers = _workers(client)
            present = {
                each.name: each
                for name, each in deployments(client).items()
                if name.startswith(f"{FLOW}/") and channel_of(each) and each.name not in RESERVED
            }
            return Status(api, workers, _days(described, present, client), problems)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        problems.append(str(explained(error) or f"The server at {shown(api)} fails: {error}"))
        return Status("", {}, _days(described, {}, None), problems)


def all_online(workers: Iterable[Worker]) -> bool:
    """Whether the server lists all of these workers as online."""
    with get_client(sync_client=True) as client:
        return all(worker.name in online_workers(client, worker.pool) for worker in workers)


def wait_for_scheduler(stop: threading.Event) -> None:
    """Wait until the server has created the first runs of new deployments, or until `stop` is set."""
    deadline = time.monotonic() + SCHEDULER_SECONDS
    waiting = FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Scheduled", "Late"])))
    with get_client(sync_client=True) as client:
        while _has_schedules(client) and not client.read_flow_runs(flow_run_filter=waiting, limit=1):
            if time.monotonic() > deadline or stop.wait(1):
                return


def _has_schedules(client: SyncPrefectClient) -> bool:
    present = client.read_deployments(limit=200)
    return any(schedule.active for each in present if not each.paused for schedule in each.schedules)


def _workers(client: SyncPrefectClient) -> dict[str, Sequence[str]]:
    present = {pool.name for pool in client.read_work_pools()}
    return {name: sorted(online_workers(client, name)) for name in POOLS if name in present}


def _described(folder: Path) -> tuple[dict[str, Channel], list[str]]:
    """The channels of the folder by key, and a sentence on each file that cannot be used."""
    found: dict[str, Channel] = {}
    problems = []
    for file in sorted(folder.glob("*.y*ml")):
        try:
            channel = read_channel(file)
        except BadInput as error:
            problems.append(str(error))
            continue
        found.setdefault(channel.key, channel)
    return found, problems


def _running_low(channels: Iterable[Channel]) -> Iterator[str]:
    """A sentence on each list of topics, as it was read last, that ends within a week."""
    book = ledger()
    for channel in channels:
        if channel.lists_topics and (kept := kept_programme(book, channel.key)):
            left, alone = entries_left(book, channel.key), channel.trends.strip() == services.NONE
            feed = any(entry.feed for entry in kept)
            finding = of_topics(channel.name, "", channel.topics, left, alone=alone, feed=feed)
            if finding.level != "well":
                yield finding.says


def _days(
    described: Mapping[str, Channel], present: Mapping[str, DeploymentResponse], client: SyncPrefectClient | None
) -> Sequence[ChannelDay]:
    """The day of each channel that has a file or a deployment. `client` is None if no server answers."""
    zones = {name: ZoneInfo(channel.timezone) for name, channel in described.items()}
    zones |= {name: _zone(each) for name, each in present.items()}
    moments = {name: clock.now().astimezone(zone) for name, zone in sorted(zones.items())}
    on_server = seen(client, present.values()) if client else {}
    in_ledger = noted(ledger(), {name: moment.date() for name, moment in moments.items()}, MAX_RESUME)
    days = []
    for name, moment in moments.items():
        planned = _planned(described[name], moment) if name in described else None
        day = channel_day(name, moment, in_ledger[name], on_server.get(name), planned)
        if client and name not in present:
            day = day.model_copy(update={"state": "not deployed", "next": None})
        days.append(day)
    return days


def _zone(deployment: DeploymentResponse) -> ZoneInfo:
    zones = (getattr(each.schedule, "timezone", None) for each in deployment.schedules)
    return ZoneInfo(next(filter(None, zones), "Etc/UTC"))


def _planned(channel: Channel, moment: datetime) -> datetime:
    """When the channel's file wants its next short."""
    hour, minute = (int(part) for part in channel.at.split(":"))
    today = moment.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today > moment else today + timedelta(days=1)


def _state(day: ChannelDay) -> str:
    return f"{day.state} {day.at:%H:%M}" if day.at and day.state in {"out", "failed", "late"} else day.state


def _next(day: ChannelDay) -> str:
    if day.next is None:
        return "no next run"
    soon = day.next.date() - day.day < timedelta(days=7)
    return f"next {day.next:{'%a' if soon else '%Y-%m-%d'} %H:%M} {day.timezone}"


def _remarks(day: ChannelDay) -> str:
    """Where today's short is, until when a review waits, and the last failure."""
    remarks = [day.where]
    if day.review_until:
        remarks.append(f"waits for a review until {day.review_until:%a %H:%M}")
    if day.state == "not deployed":
        remarks.append("run `python -m deployments deploy`")
    if day.failure:
        remarks.append(f"last failure {day.failure.at:%a %Y-%m-%d %H:%M}: {' '.join(day.failure.why.split())}")
    return "; ".join(filter(None, remarks))
