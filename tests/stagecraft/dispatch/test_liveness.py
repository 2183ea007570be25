"""Timeouts for a run on another host, tested with a fake clock."""

from prefect.client.schemas.objects import StateType

from tasks.stagecraft.dispatch.liveness import MAX_SECONDS, POLL_SECONDS, SILENCE_SECONDS, SilenceTimer, Watchdog


class Clock:
    """A clock that the test advances, in seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_silent_run_is_given_up_within_twenty_seconds() -> None:
    clock = Clock()
    silence = SilenceTimer(clock)
    assert silence.seconds("beat 1") == 0
    while silence.seconds("beat 1") <= SILENCE_SECONDS:
        clock.now += POLL_SECONDS + 3  # plus a slow request
    assert clock.now <= 20
    assert silence.seconds("beat 2") == 0


def test_a_stall_of_the_waiting_process_does_not_count_as_silence() -> None:
    clock = Clock()
    silence = SilenceTimer(clock)
    silence.seconds("beat 1")
    clock.now += 300
    assert silence.seconds("beat 1") <= SILENCE_SECONDS


def given_up(state: StateType, *, within: float, heartbeats: bool = True) -> str:
    """Return why a run that stays in this state is given up within `within` seconds, or an empty string."""
    clock = Clock()
    watchdog = Watchdog(clock)
    while clock.now <= within:
        if why := watchdog.why_give_up(state, clock.now if heartbeats else "the last"):
            return why
        clock.now += POLL_SECONDS
    return ""


def test_a_run_that_never_starts_is_given_up_though_its_worker_lives() -> None:
    limit = MAX_SECONDS[StateType.PENDING]
    assert given_up(StateType.PENDING, within=limit) == ""
    assert given_up(StateType.PENDING, within=limit + 5) == "still pending after 120 s"


def test_a_queued_run_may_wait_longer_and_a_run_with_heartbeats_for_ever() -> None:
    assert given_up(StateType.SCHEDULED, within=800) == ""
    assert given_up(StateType.SCHEDULED, within=910) == "still scheduled after 900 s"
    assert given_up(StateType.RUNNING, within=4000) == ""


def test_silence_ends_the_wait_in_every_state() -> None:
    for state in (StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING):
        assert given_up(state, within=20, heartbeats=False) == "no sign of life for 12 s"
