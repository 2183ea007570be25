"""One at a time, across threads and processes of a host: the kernel lets go of the lock when its holder dies."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.machine.home import home


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Waits until nobody else on this host is inside with the same `what`."""
    folder = home() / "locks"
    folder.mkdir(exist_ok=True)
    with (folder / hashlib.sha256(what.encode()).hexdigest()[:32]).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
