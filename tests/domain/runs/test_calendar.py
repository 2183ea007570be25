"""Which missed days still get their short, and which are skipped."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.domain.runs.calendar import why_skipped

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 24, 6, 0, tzinfo=BERLIN)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=3), timedelta(hours=17)])
def test_a_day_is_made_while_it_lasts(late: timedelta) -> None:
    assert why_skipped(DUE, DUE + late, catch_up=False) == ""


def test_a_run_made_ahead_of_its_day_is_made() -> None:
    assert why_skipped(DUE, DUE - timedelta(days=3), catch_up=False) == ""


def test_midnight_does_not_make_a_short_delay_a_missed_day() -> None:
    evening = DUE.replace(hour=23, minute=55)
    assert why_skipped(evening, evening + timedelta(minutes=20), catch_up=False) == ""


def test_yesterday_is_made_by_a_channel_that_catches_up_and_only_yesterday() -> None:
    assert "does not catch up" in why_skipped(DUE, DUE + timedelta(hours=23), catch_up=False)
    assert why_skipped(DUE, DUE + timedelta(hours=23), catch_up=True) == ""
    assert "2 days ago" in why_skipped(DUE, DUE + timedelta(days=2), catch_up=True)


def test_an_outage_of_a_week_is_followed_by_one_missed_day_and_today() -> None:
    back = DUE + timedelta(days=7, hours=1)
    made = [day for day in range(8) if not why_skipped(DUE + timedelta(days=day), back, catch_up=True)]
    assert made == [6, 7]
