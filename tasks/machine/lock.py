"""Locks across the threads and processes of a host. The kernel releases a lock when its holder dies."""

import fcntl
import hashlib
import itertools
import platform
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from tasks.machine.aside import folder, place_for_file
from tasks.machine.home import home


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Hold the host's lock named `what`; waits while another thread or process holds it."""
    with _file(what) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def together_with(what: str) -> Iterator[None]:
    """Hold the lock named `what` with others who do so. It and `one_at_a_time` wait for each other."""
    with _file(what) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def lock_scope() -> str:
    """An id shared by all processes that see the same locks: a hash of this host and its home folder."""
    return hashlib.sha256(f"{platform.node()} {uuid.getnode():x} {home()}".encode()).hexdigest()[:32]


@contextmanager
def few_at_a_time(what: str, places: int) -> Iterator[None]:
    """A semaphore named `what` for up to `places` holders on this host; waits while it is full."""
    with ExitStack() as held:
        for place in range(places):
            file = held.enter_context(_file(f"{what}/{place}"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            break
        else:  # spread the waiters over all places, so that no free place lacks a waiter
            held.enter_context(one_at_a_time(f"{what}/{next(_turns) % places}"))
        yield


_turns = itertools.count()


def _file(what: str) -> IO[str]:
    return place_for_file(folder(home() / "locks") / hashlib.sha256(what.encode()).hexdigest()[:32]).open("w")
