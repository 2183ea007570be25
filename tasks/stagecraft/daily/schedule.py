"""The day that a run is for: its scheduled day in the channel's time zone, however late the run starts."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from prefect.runtime import deployment, flow_run

from tasks.domain.channel import Channel
from tasks.domain.runs.calendar import why_skipped
from tasks.machine import clock


def day_of(channel: Channel) -> date:
    """The run's scheduled day; outside a deployment today, in this machine's time zone."""
    return _scheduled(channel).date() if deployment.id else clock.today()


def skipped(channel: Channel) -> str:
    """Why this run must make no short; empty if it must. A retry is never skipped: a person asked for it."""
    if not deployment.id or flow_run.run_count > 1:
        return ""
    return why_skipped(
        _scheduled(channel), clock.now().astimezone(clock.zone(channel.timezone)), catch_up=channel.catch_up
    )


def _scheduled(channel: Channel) -> datetime:
    scheduled: datetime = flow_run.scheduled_start_time
    return scheduled.astimezone(clock.zone(channel.timezone))


def in_utc(day: date, hour: str, zone: str) -> datetime:
    """Local time `hour` (HH:MM) of this day and time zone, in UTC."""
    return datetime.combine(day, time.fromisoformat(hour), ZoneInfo(zone)).astimezone(UTC)
