"""The terminal display shows each stage and its progress, and repeats nothing."""

import io

from flows.cli.display import Display
from tasks.stagecraft.telemetry import Event


def shown(*events: Event) -> list[str]:
    """Return the lines that the display prints for these events, without the heading."""
    out = io.StringIO()
    display = Display(out)
    with display:
        for event in events:
            display.watch(event)
    return out.getvalue().splitlines()[1:]


def test_fetching_is_counted_until_all_files_are_fetched() -> None:
    events = []
    for number in range(1, 6):
        events += [Event("images", "began"), Event("images", "progress", number, 5, "fetching")]
        events += [Event("images", "executed")]
    lines = shown(*events)
    assert "images     fetching 2 of 5" in lines
    assert lines[-1] == "images     5 done"


def test_a_long_stage_reports_every_tenth_not_every_frame() -> None:
    lines = shown(*(Event("encode", "progress", frames, 1600, "frames") for frames in range(10, 1601, 10)))
    assert 9 <= len(lines) <= 12
    assert lines[-1].startswith("encode     frames 1600 of 1600")


def test_a_cached_result_is_shown() -> None:
    assert shown(Event("script", "cached")) == ["script     1 cached"]


def test_a_failure_is_shown_while_other_tasks_go_on() -> None:
    lines = shown(Event("images", "progress", 2, 9, "fetching"), Event("images", "failed"))
    assert lines[-1] == "images     1 failed"
