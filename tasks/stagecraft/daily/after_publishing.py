"""What follows a publication may fail without failing the run, which would say that nothing was published."""

from collections.abc import Iterator
from contextlib import contextmanager

from tasks.machine.room import explained
from tasks.stagecraft import telemetry


@contextmanager
def after_publishing(what: str) -> Iterator[None]:
    """Whatever fails inside is a warning that Dailies could not do `what`."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - see above
        telemetry.warn(f"The short is published, but Dailies could not {what}: {explained(error) or error}")
