"""How long a run on another host is waited for, by a clock of the test's own."""

from prefect.client.schemas.objects import StateType

from tasks.stagecraft.dispatch.liveness import MAX_SECONDS, POLL_SECONDS, SILENCE_SECONDS, SilenceTimer, Watchdog


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_silent_is_given_up_within_twenty_seconds() -> None:
    clock = Clock()
    silence = SilenceTimer(clock)
    assert silence.seconds("beat 1") == 0
    while silence.seconds("beat 1") <= SILENCE_SECONDS:
        clock.now += POLL_SECONDS + 3  # and what asking takes where all is slow
    assert clock.now <= 20
    assert silence.seconds("beat 2") == 0


def test_a_stall_of_our_own_is_not_held_against_the_worker() -> None:
    clock = Clock()
    silence = SilenceTimer(clock)
    silence.seconds("beat 1")
    clock.now += 300
    assert silence.seconds("beat 1") <= SILENCE_SECONDS


def given_up(state: StateType, *, within: float, heartbeats: bool = True) -> str:
    """Why a run is given up that stays in this state, while a worker gives signs of life or does not."""
    clock = Clock()
    watchdog = Watchdog(clock)
    while clock.now <= within:
        if why := watchdog.why_give_up(state, clock.now if heartbeats else "the last"):
            return why
        clock.now += POLL_SECONDS
    return ""


def test_a_run_that_never_gets_up_is_given_up_though_its_worker_lives() -> None:
    longest = MAX_SECONDS[StateType.PENDING]
    assert given_up(StateType.PENDING, within=longest) == ""
    assert given_up(StateType.PENDING, within=longest + 5) == "still pending after 120 s"


def test_a_run_in_the_queue_is_waited_for_longer_and_one_that_beats_for_ever() -> None:
    assert given_up(StateType.SCHEDULED, within=800) == ""
    assert given_up(StateType.SCHEDULED, within=910) == "still scheduled after 900 s"
    assert given_up(StateType.RUNNING, within=4000) == ""


def test_a_run_is_silent_in_every_state() -> None:
    for state in (StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING):
        assert given_up(state, within=20, heartbeats=False) == "no sign of life for 12 s"
