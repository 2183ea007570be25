"""Decides whether a late run still makes its short: after an outage, a server starts every run that it missed."""

from datetime import datetime, timedelta

MAX_DELAY = timedelta(hours=6)  # after a long queue or a night's maintenance, the short is still made


def why_skipped(scheduled: datetime, now: datetime, *, catch_up: bool) -> str:
    """The reason to skip this day's short; empty if it should be made. Both times are in the channel's time zone.

    With `catch_up`, only yesterday's short is made late: after an outage of a week, one short follows, not seven.
    """
    days = (now.date() - scheduled.date()).days
    if days <= 0 or now - scheduled < MAX_DELAY or (catch_up and days == 1):
        return ""
    if days == 1:
        return f"{scheduled:%Y-%m-%d} was missed, and the channel does not catch up."
    return f"{scheduled:%Y-%m-%d} was missed {days} days ago: too long to catch up with."
