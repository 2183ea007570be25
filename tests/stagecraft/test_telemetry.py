"""What a run counts."""

from tasks.stagecraft.telemetry import counted, expect, part_counter, recording, watching


def test_parts_in_turn_are_all_counted() -> None:
    """One that is gone leaves its place in memory, and its id, to the next."""
    told: list[float] = []
    with watching(lambda event: told.append(event.done)), recording():
        expect("encode", 500)
        for _ in range(50):
            with part_counter("encode", "frames") as count:
                count(4)
                count(10)
        assert counted("encode") == 500
    assert told == sorted(told), "progress never goes back"
    assert told[-1] == 500
