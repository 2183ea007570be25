"""Whether a day's short is still wanted when its run comes late: after an outage a server starts all it missed."""

from datetime import datetime, timedelta

LATE = timedelta(hours=6)  # a queue or a night's maintenance; the day's short still comes


def why_skipped(scheduled: datetime, now: datetime, *, catch_up: bool) -> str:
    """The reason to leave this day out; empty when its short is wanted. Both times in the channel's time zone.

    A day is caught up with on the next day at most: an outage of a week is followed by one short, not seven.
    """
    days = (now.date() - scheduled.date()).days
    if days <= 0 or now - scheduled < LATE or (catch_up and days == 1):
        return ""
    if days == 1:
        return f"{scheduled:%Y-%m-%d} was missed, and the channel does not catch up."
    return f"{scheduled:%Y-%m-%d} was missed {days} days ago: too long to catch up with."
