"""A late run still makes its short, or skips its day if the channel does not catch up."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.domain.runs.calendar import why_skipped

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 24, 6, 0, tzinfo=BERLIN)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=3), timedelta(hours=17)])
def test_a_late_run_on_the_same_day_is_not_skipped(late: timedelta) -> None:
    assert why_skipped(DUE, DUE + late, catch_up=False) == ""


def test_an_early_run_is_not_skipped() -> None:
    assert why_skipped(DUE, DUE - timedelta(days=3), catch_up=False) == ""


def test_a_short_delay_past_midnight_is_not_a_missed_day() -> None:
    evening = DUE.replace(hour=23, minute=55)
    assert why_skipped(evening, evening + timedelta(minutes=20), catch_up=False) == ""


def test_a_channel_that_catches_up_makes_yesterdays_short_but_no_older_one() -> None:
    assert "does not catch up" in why_skipped(DUE, DUE + timedelta(hours=23), catch_up=False)
    assert why_skipped(DUE, DUE + timedelta(hours=23), catch_up=True) == ""
    assert "2 days ago" in why_skipped(DUE, DUE + timedelta(days=2), catch_up=True)


def test_after_a_week_of_outage_yesterdays_and_todays_shorts_are_made() -> None:
    back = DUE + timedelta(days=7, hours=1)
    days = [day for day in range(8) if not why_skipped(DUE + timedelta(days=day), back, catch_up=True)]
    assert days == [6, 7]
