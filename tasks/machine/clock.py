"""The only module that reads the clock, so that tests can replace it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tasks.domain.errors import BadInput


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date in this machine's time zone."""
    return datetime.now().astimezone().date()


def zone(name: str) -> ZoneInfo:
    """A time zone by its name in the tz database. Raises BadInput if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"There is no time zone {name!r}.", advice="Write one like Europe/Berlin or Etc/UTC.") from error
