"""By when a reviewer must answer, and on which form."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.stagecraft.daily.review import MIN_SECONDS, Review, form, seconds_to_answer

MIDDAY = datetime(2026, 11, 24, 12, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("fraction", [0, 1, 400_000, 600_000, 999_999])
def test_the_hour_that_is_told_is_the_channels(fraction: int) -> None:
    at = MIDDAY.replace(second=17, microsecond=fraction)
    until = at + timedelta(seconds=seconds_to_answer(at, "18:00", 2))
    assert f"{until:%H:%M}" == "18:00"


def test_an_hour_that_is_past_is_tomorrows_and_there_is_always_time_to_answer() -> None:
    assert seconds_to_answer(MIDDAY, "11:00", 2) == 23 * 3600
    assert seconds_to_answer(MIDDAY - timedelta(seconds=5), "12:00", 2) == MIN_SECONDS
    assert seconds_to_answer(MIDDAY, "", 2) == 2 * 3600


def test_the_form_shows_what_there_is_under_the_names_that_people_know() -> None:
    filled = Review(title="Three hearts", text="Blue blood.", hashtags="#octopus #sea")
    shown = form(filled, "Too long.", "Waits.").model_json_schema()["properties"]
    assert {field["title"]: field["default"] for field in shown.values()} == {
        "Decision": "approve",
        "Reason": "",
        "Title": "Three hearts",
        "Description": "Blue blood.",
        "Hashtags": "#octopus #sea",
    }
    assert all(field["description"] for field in shown.values())


def test_hashtags_are_taken_as_people_write_them() -> None:
    decided = Review(hashtags="#octopus, sea  ##deep #", title=" Three\nhearts ", text=" Blue\nblood. ").decided()
    assert decided.hashtags == ("#octopus", "#sea", "#deep")
    assert (decided.title, decided.description) == ("Three hearts", "Blue\nblood.")
