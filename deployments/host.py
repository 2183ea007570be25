"""What is wrong on this host, said at `up` and `deploy` rather than by each run that fails of it."""

from collections.abc import Iterator
from pathlib import Path

from tasks.domain.channel import Channel
from tasks.domain.request import ShortRequest
from tasks.machine.home import CHECKOUT
from tasks.stagecraft import services
from tasks.stagecraft.daily.room import room_faults


def check_settings() -> None:
    """Raises SetupError if a variable of Dailies or of a vendor cannot be used, or a budget names no vendor."""
    services.check_settings()
    services.budgets()


def faults() -> Iterator[str]:
    """Why this host cannot write a short of a usual channel to the usual folder."""
    out = CHECKOUT / Path(ShortRequest().out)
    yield from room_faults(Channel(), out)
