"""The clock, asked in one place."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tasks.domain.errors import BadInput


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day where this machine stands."""
    return datetime.now().astimezone().date()


def zone(name: str) -> ZoneInfo:
    """A time zone by its name in the tz database."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"There is no time zone {name!r}.", advice="Write one like Europe/Berlin or Etc/UTC.") from error
