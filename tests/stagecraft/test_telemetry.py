"""The counters of a run."""

from tasks.stagecraft.telemetry import counted, expect, part_counter, recording, watching


def test_consecutive_parts_are_all_counted() -> None:
    """A counter may get the memory address, and so the `id`, of one that was freed. Its counts must not be lost."""
    progress: list[float] = []
    with watching(lambda event: progress.append(event.done)), recording():
        expect("encode", 500)
        for _ in range(50):
            with part_counter("encode", "frames") as count:
                count(4)
                count(10)
        assert counted("encode") == 500
    assert progress == sorted(progress), "progress must never go back"
    assert progress[-1] == 500
