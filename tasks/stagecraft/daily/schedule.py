"""The day that a run is for: its scheduled one, by the calendar of its channel, however late it starts."""

from datetime import date, datetime

from prefect.runtime import deployment, flow_run

from tasks.domain.channel import Channel
from tasks.domain.runs.calendar import why_skipped
from tasks.machine import clock


def day_of(channel: Channel) -> date:
    """Without a deployment nothing was scheduled: today, where this machine stands."""
    return _scheduled(channel).date() if deployment.id else clock.today()


def skipped(channel: Channel) -> str:
    """Why this run's day is left out; empty when it is not. A run that somebody starts again is wanted."""
    if not deployment.id or flow_run.run_count > 1:
        return ""
    return why_skipped(
        _scheduled(channel), clock.now().astimezone(clock.zone(channel.timezone)), catch_up=channel.catch_up
    )


def _scheduled(channel: Channel) -> datetime:
    scheduled: datetime = flow_run.scheduled_start_time
    return scheduled.astimezone(clock.zone(channel.timezone))
