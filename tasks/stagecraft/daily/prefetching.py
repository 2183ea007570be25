"""Whether the topic and the facts of a channel's next short are asked for before its run, and for which day.

The day's run then finds both answered, because its first two stages are the same cached tasks with the same arguments.
Nothing is asked for a day on which no run is due, since the topic would be claimed and paid for in vain; nor where a
budget or a plan is nearly used up: what is left is for the day's runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Completed

from tasks.domain.channel import Channel
from tasks.domain.errors import DailiesError
from tasks.domain.request import ShortRequest
from tasks.domain.runs.notices import LOW_BUDGET
from tasks.domain.story import Brief, Dossier, Topic
from tasks.machine import clock, process
from tasks.machine.storage.keys import admit
from tasks.machine.storage.ledger import ledger
from tasks.providers import registry
from tasks.providers.vendor import Vendor
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.daily import naming
from tasks.stagecraft.daily.intake import channel_of, read_request

RUNS_SEEN = 20  # scheduled runs of one channel within its minutes: more than one was submitted by hand


@dataclass(frozen=True)
class Ahead:
    """A run that asks ahead: for which channel and day, or why it asks for nothing."""

    channel: Channel
    request: ShortRequest
    skipped: str = ""

    def read(self) -> Brief:
        """What the day's run will work from. Raises BadInput if it cannot become a short."""
        day = cast("date", self.request.day)
        naming.rename("prefetch", self.channel.key, day)
        brief = read_request(self.request, lambda _: day)
        admit(ledger(), brief.channel)
        return brief

    def skip(self) -> str:
        """End the run as Skipped, rather than Failed or Completed. A flow that returns a State ends in it."""
        telemetry.logger().info(self.skipped)
        state: State[str] = Completed(name="Skipped", message=self.skipped, data=self.skipped)
        return cast("str", state)

    def tell(self, topic: Topic, dossier: Dossier) -> str:
        """What the day's run will find."""
        says = (
            f"{self.channel.name} on {self.request.day}: {topic.title}, with {len(dossier.facts)} facts. {topic.reason}"
        )
        telemetry.logger().info(says)
        return says


@contextmanager
def day_ahead(file: str, day: date | None) -> Iterator[Ahead]:
    """Decide whether to ask for the topic and the facts of a channel's `day`, or of its next run if that is near.

    Inside, services are used as the channel's own run uses them. Raises BadInput if its file cannot be used.
    """
    process.tune()
    request = ShortRequest(channel=file)
    channel = channel_of(request)
    with telemetry.recording(), services.using_channel(channel):
        due = day or day_of_next_run(channel)
        why = why_not(channel) if due else f"No run of {channel.name} is due within {channel.prefetch} minutes."
        yield Ahead(channel, request.model_copy(update={"day": due}), why)


def day_of_next_run(channel: Channel) -> date | None:
    """The day that the channel's next scheduled run is for; None if none is due within its minutes of prefetching."""
    runs = runs_due(channel, clock.now(), timedelta(minutes=channel.prefetch))
    return runs[0].astimezone(clock.zone(channel.timezone)).date() if runs else None


def runs_due(channel: Channel, start: datetime, within: timedelta) -> list[datetime]:
    """When the channel's runs are due that its schedule has created. One that has begun is not due any more."""
    wanted = FlowRunFilter(
        expected_start_time=FlowRunFilterExpectedStartTime(after_=start, before_=start + within),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
    )
    with get_client(sync_client=True) as client:
        try:
            deployment = client.read_deployment_by_name(f"daily-short/{channel.key}")
        except ObjectNotFound:
            return []
        of_this: Any = DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id]))
        sort = FlowRunSort.EXPECTED_START_TIME_ASC
        runs = client.read_flow_runs(deployment_filter=of_this, flow_run_filter=wanted, sort=sort, limit=RUNS_SEEN)
    return [run.expected_start_time for run in runs if run.auto_scheduled and run.expected_start_time]


def why_not(channel: Channel) -> str:
    """Why nothing should be asked ahead for this channel; empty if it should."""
    vendors = asked_for_words(channel)
    if not any(vendor.may_cost or vendor.needs_network for vendor in vendors):
        return f"The topic and the facts of {channel.name} come from this machine alone: there is nothing to ask."
    return next(filter(None, map(nearly_used_up, vendors)), "")


def asked_for_words(channel: Channel) -> tuple[Vendor, ...]:
    """The vendors that may be asked for the channel's topic and facts."""
    trends = () if channel.topics else services.chain("trends", channel.trends)
    facts = services.may_serve(services.chain("facts", channel.facts), fall_back=channel.fall_back)
    writers = services.chain("writer", channel.writer)[:1]
    names = dict.fromkeys(registry.own_name(name) for name in (*trends, *facts, *writers))
    return tuple(vendor for name in names if (vendor := registry.known(name)))


def nearly_used_up(vendor: Vendor) -> str:
    """A sentence if little is left of the vendor's budget or plan, or if that is not known; else "".

    The vendor is asked for its plan, which costs nothing, only if its key is set.
    """
    context = services.provider_context()
    budget = services.budgets().get(vendor.name)
    spent = context.ledger.paid(vendor.name, f"{clock.now():%Y-%m}")
    kept = "What is left is kept for the day's runs."
    if budget is not None and spent >= LOW_BUDGET * budget:
        return f"The budget of {vendor.title} is nearly used up: ${spent:.2f} of ${budget:.2f} are spent. {kept}"
    if vendor.little_left is None or vendor.key not in context.keys:
        return ""
    try:
        says = vendor.little_left(context)
    except DailiesError as error:
        return f"What is left at {vendor.title} is not known, so nothing is asked ahead: {error}"
    return f"{says} {kept}" if says else ""
