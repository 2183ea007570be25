"""What a person sees: stages, how far they have come, and nothing twice."""

import io

from flows.cli.display import Display
from tasks.stagecraft.telemetry import Event


def said(*events: Event) -> list[str]:
    out = io.StringIO()
    display = Display(out)
    with display:
        for event in events:
            display.watch(event)
    return out.getvalue().splitlines()[1:]


def test_fetching_is_counted_until_all_are_there() -> None:
    events = []
    for number in range(1, 6):
        events += [Event("images", "began"), Event("images", "progress", number, 5, "fetching")]
        events += [Event("images", "executed")]
    lines = said(*events)
    assert "images     fetching 2 of 5" in lines
    assert lines[-1] == "images     5 done"


def test_a_long_stage_is_told_about_in_tenths_not_frame_by_frame() -> None:
    lines = said(*(Event("encode", "progress", frames, 1600, "frames") for frames in range(10, 1601, 10)))
    assert 9 <= len(lines) <= 12
    assert lines[-1].startswith("encode     frames 1600 of 1600")


def test_what_came_from_the_cache_is_said() -> None:
    assert said(Event("script", "cached")) == ["script     1 cached"]


def test_a_failure_is_seen_even_while_others_go_on() -> None:
    lines = said(Event("images", "progress", 2, 9, "fetching"), Event("images", "failed"))
    assert lines[-1] == "images     1 failed"
