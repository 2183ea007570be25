"""The clock, asked in one place."""

from datetime import UTC, date, datetime


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day where this machine stands."""
    return datetime.now().astimezone().date()
