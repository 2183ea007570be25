"""Liveness and timeout rules for remote encodes: when to give up a run on another host.

A dead host is detected within 20 seconds of its last heartbeat: the silence allowed, plus the time that polling takes.
"""

import time
from collections.abc import Callable, Iterable
from math import inf

from prefect.client.schemas.objects import StateType

SILENCE_SECONDS = 12.0  # six heartbeats of a run, or four of a worker of ours: one or two may be late or lost
WORKER_BEATS = 4  # that a worker may miss, if the operator has it send them more seldom than ours
MAX_SECONDS = {
    StateType.SCHEDULED: 900.0,  # queued behind other encodes
    StateType.PENDING: 120.0,  # a worker has taken it, and its process should have started by now
}
POLL_SECONDS = 1.0
MAX_GAP_SECONDS = 4.0


def silence_of_workers(intervals: Iterable[int | None]) -> float:
    """How many seconds workers that send a heartbeat every so many seconds may all be silent, and yet be alive."""
    return max((SILENCE_SECONDS, *(WORKER_BEATS * float(seconds or 0) for seconds in intervals)))


class SilenceTimer:
    """Measures how long a sign of life has not changed, by the clock of this process: hosts' clocks may differ.

    A gap of more than MAX_GAP_SECONDS between two polls counts as MAX_GAP_SECONDS: it was this process or the server
    that stalled, not the worker.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.sign: object = None
        self.silence, self.last_poll = 0.0, clock()

    def seconds(self, sign: object) -> float:
        """Seconds since the sign last changed. Call it at every poll."""
        now = self.clock()
        self.silence = 0.0 if sign != self.sign else self.silence + min(now - self.last_poll, MAX_GAP_SECONDS)
        self.sign, self.last_poll = sign, now
        return self.silence


class Watchdog:
    """Decides, from one run's state and latest sign of life, whether to keep waiting for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.heartbeat, self.state = SilenceTimer(clock), SilenceTimer(clock)

    def why_give_up(self, state: StateType, sign: object, allowed: float = SILENCE_SECONDS) -> str:
        """Why to give up the run; empty while it is alive and on time. Call it at every poll.

        `allowed` is how many seconds `sign` may stay the same.
        """
        silence, in_state = self.heartbeat.seconds((state, sign)), self.state.seconds(state)
        if silence > allowed:
            return f"no sign of life for {allowed:.0f} s"
        if in_state > (limit := MAX_SECONDS.get(state, inf)):
            return f"still {state.name.lower()} after {limit:.0f} s"
        return ""
