"""One or a few at a time, across threads and processes of a host: the kernel lets go of a lock when its holder dies."""

import fcntl
import hashlib
import itertools
import platform
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from tasks.machine.home import home


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Waits until nobody else on this host is inside with the same `what`."""
    with _file(what) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def reach() -> str:
    """How far these locks reach: a name for this host and its home, the same in all its processes."""
    return hashlib.sha256(f"{platform.node()} {uuid.getnode():x} {home()}".encode()).hexdigest()[:32]


@contextmanager
def few_at_a_time(what: str, places: int) -> Iterator[None]:
    """Waits until fewer than `places` are inside with the same `what`."""
    with ExitStack() as held:
        for place in range(places):
            file = held.enter_context(_file(f"{what}/{place}"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            break
        else:  # those who wait are spread over the places: no place stays free while somebody waits for another
            held.enter_context(one_at_a_time(f"{what}/{next(_turns) % places}"))
        yield


_turns = itertools.count()


def _file(what: str) -> IO[str]:
    folder = home() / "locks"
    folder.mkdir(exist_ok=True)
    return (folder / hashlib.sha256(what.encode()).hexdigest()[:32]).open("w")
