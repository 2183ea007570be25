"""One at a time, across threads and processes of a host: the kernel lets go of the lock when its holder dies."""

import fcntl
import hashlib
import platform
import uuid
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


def reach() -> str:
    """How far these locks reach: a name for this host and its home, the same in all its processes."""
    return hashlib.sha256(f"{platform.node()} {uuid.getnode():x} {home()}".encode()).hexdigest()[:32]
