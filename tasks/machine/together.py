"""Makes several requests at once that do not need each other's answers."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

R = TypeVar("R")


def together(calls: Sequence[Callable[[], R]]) -> list[R]:
    """The results, in the order of the calls; each runs on a thread of its own, in this one's context.

    All calls end before the first error of them, in their order, is raised.
    """
    if not calls:
        return []
    with ThreadPoolExecutor(len(calls)) as threads:
        running = [threads.submit(copy_context().run, call) for call in calls]
    return [call.result() for call in running]
