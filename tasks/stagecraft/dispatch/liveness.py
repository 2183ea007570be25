"""How long a run on another host is waited for: while it, or who speaks for it, shows signs of life, and not for ever.

A host that is gone is found out within 20 seconds of its last sign: the silence allowed, and what looking takes.
"""

import time
from collections.abc import Callable
from math import inf

from prefect.client.schemas.objects import StateType

SILENCE_SECONDS = 12.0  # six beats of a run, or four heartbeats of a worker: one or two may come late, or get lost
MAX_SECONDS = {
    StateType.SCHEDULED: 900.0,  # in the queue, behind others' encodes
    StateType.PENDING: 120.0,  # a worker has it, and its process should be up by now
}
POLL_SECONDS = 1.0
MAX_GAP_SECONDS = 4.0


class Silence:
    """Seconds since something last changed, by this process's own clock: hosts need not agree on the time.

    A look that took long (a server that stalls, a process that was stopped) counts as a short one: what was silent then
    was not the worker.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.sign: object = None
        self.silent, self.looked = 0.0, clock()

    def seconds(self, sign: object) -> float:
        now = self.clock()
        self.silent = 0.0 if sign != self.sign else self.silent + min(now - self.looked, MAX_GAP_SECONDS)
        self.sign, self.looked = sign, now
        return self.silent


class Patience:
    """With one run: it is told at each look what state the run is in, and its latest sign of life."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.silence, self.standstill = Silence(clock), Silence(clock)

    def exhausted(self, state: StateType, sign: object) -> str:
        """Why the run is to be given up; empty while it is not."""
        silent, still = self.silence.seconds((state, sign)), self.standstill.seconds(state)
        if silent > SILENCE_SECONDS:
            return f"nothing was heard of it for {SILENCE_SECONDS:.0f} s"
        if still > (longest := MAX_SECONDS.get(state, inf)):
            return f"it was {state.name.lower()} for {longest:.0f} s"
        return ""
