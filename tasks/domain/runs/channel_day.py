"""A channel's day at a glance: whether its short is out and where, what failed, what waits, and when the next run is.

Two witnesses know parts of it. The ledger knows what was published, whoever started the run. The server knows what runs
now, what never reported its end, and what is scheduled; it may be down.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from tasks.domain.values import Frozen

State = Literal[
    "out",
    "being made",
    "in review",
    "late",
    "failed",
    "skipped",
    "cancelled",
    "paused",
    "gone",
    "not deployed",
    "due",
    "not made",
]


class Published(Frozen):
    """A publication in the ledger: when, and where it can be watched."""

    at: datetime
    where: str


class Failure(Frozen):
    """The end of a run that made no short, and its sentence."""

    at: datetime
    why: str
    flow_run: str = ""


class RunSeen(Frozen):
    """A run on the server. `until` is the deadline of its review, if it waits for one."""

    flow_run: str
    state: State
    due: datetime  # when it was to start
    at: datetime  # when it entered its state
    says: str = ""  # the message of its state
    until: datetime | None = None


class Deployed(Frozen):
    """A channel's deployment on the server."""

    paused: bool = False
    gone: bool = False
    next: datetime | None = None
    runs: tuple[RunSeen, ...] = ()


class Noted(Frozen):
    """What the ledger holds on a channel: today's publication, its last failure, and the deadlines of its reviews."""

    published: Published | None = None
    failure: Failure | None = None
    reviews: tuple[datetime, ...] = ()
    being_made: bool = False


class ChannelDay(Frozen):
    """What `status` shows of a channel. Times are in the channel's time zone."""

    channel: str
    timezone: str
    day: date
    state: State
    at: datetime | None = None  # since when
    where: str = ""  # of today's short
    review_until: datetime | None = None  # the first deadline of the reviews that wait
    next: datetime | None = None
    failure: Failure | None = None  # the last one


def channel_day(
    channel: str, now: datetime, noted: Noted, deployed: Deployed | None, planned: datetime | None
) -> ChannelDay:
    """The day of a channel at `now`, which is in its time zone.

    `deployed` is None if the server has no deployment of it, or is down. `planned` is the next time of its file.
    """
    runs = deployed.runs if deployed else ()
    today = [run for run in runs if run.due.astimezone(now.tzinfo).date() == now.date()]
    reviews = [*noted.reviews, *(run.until for run in runs if run.until)]
    idle = deployed is not None and (deployed.paused or deployed.gone)
    following = deployed.next if deployed else planned
    state, at, where = _state(now, noted, today)
    return ChannelDay(
        channel=channel,
        timezone=str(now.tzinfo),
        day=now.date(),
        state=state or _idle(now, deployed, following),
        at=at.astimezone(now.tzinfo) if at else None,
        where=where,
        review_until=min(reviews).astimezone(now.tzinfo) if reviews else None,
        next=following.astimezone(now.tzinfo) if following and not idle else None,
        failure=_last_failure(noted, runs, now),
    )


def _state(now: datetime, noted: Noted, today: Sequence[RunSeen]) -> tuple[State | None, datetime | None, str]:
    """The state of today's short, since when, and where it is; no state if nothing has happened yet."""
    if noted.published:
        return "out", noted.published.at, noted.published.where
    if today:
        run = max(today, key=lambda run: run.at)
        return run.state, run.at, run.says if run.state == "out" else ""
    if noted.reviews:
        return "in review", None, ""
    if noted.being_made:
        return "being made", None, ""
    if noted.failure and noted.failure.at.astimezone(now.tzinfo).date() == now.date():
        return "failed", noted.failure.at, ""
    return None, None, ""


def _idle(now: datetime, deployed: Deployed | None, following: datetime | None) -> State:
    """Why nothing has happened today."""
    if deployed and deployed.gone:
        return "gone"
    if deployed and deployed.paused:
        return "paused"
    return "due" if following and following.astimezone(now.tzinfo).date() == now.date() else "not made"


def _last_failure(noted: Noted, runs: Sequence[RunSeen], now: datetime) -> Failure | None:
    """The later of the two witnesses' last failures; of the same run, the ledger's, which is the run's own sentence."""
    failed = [run for run in runs if run.state == "failed"]
    last = max(failed, key=lambda run: run.at) if failed else None
    found = noted.failure
    if last and (found is None or (found.flow_run != last.flow_run and last.at > found.at)):
        found = Failure(at=last.at, why=last.says, flow_run=last.flow_run)
    return found.model_copy(update={"at": found.at.astimezone(now.tzinfo)}) if found else None
