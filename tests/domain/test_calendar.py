"""A day that was missed: made when the channel says so, never twice, and no burst after an outage."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.calendar import LATE, why_skipped

BERLIN = ZoneInfo("Europe/Berlin")
SIX = datetime(2026, 11, 23, 6, tzinfo=BERLIN)


def test_a_run_on_time_or_later_that_day_is_wanted() -> None:
    for late in (timedelta(0), timedelta(seconds=30), timedelta(hours=5), timedelta(hours=17, minutes=59)):
        assert why_skipped(SIX, SIX + late, catch_up=False) == ""


def test_midnight_does_not_end_a_day_that_is_only_just_late() -> None:
    evening = SIX.replace(hour=23, minute=30)
    assert why_skipped(evening, evening + timedelta(hours=1), catch_up=False) == ""
    assert "does not catch up" in why_skipped(evening, evening + LATE, catch_up=False)


def test_yesterday_is_made_only_where_the_channel_catches_up() -> None:
    tomorrow = SIX + timedelta(hours=25)
    assert why_skipped(SIX, tomorrow, catch_up=True) == ""
    assert why_skipped(SIX, tomorrow, catch_up=False) == "2026-11-23 was missed, and the channel does not catch up."


def test_what_is_older_is_left_out_and_says_how_old_it_is() -> None:
    for catch_up in (False, True):
        assert "3 days ago" in why_skipped(SIX, SIX + timedelta(days=3), catch_up=catch_up)


def test_the_night_the_clocks_change_is_a_day_like_others() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    after = datetime(2026, 10, 25, 12, tzinfo=BERLIN)
    assert why_skipped(before, after, catch_up=True) == ""
    assert why_skipped(before, after, catch_up=False) != ""


@given(outage=st.integers(1, 60), hour=st.integers(0, 23), back=st.integers(0, 24 * 60 - 1), catch_up=st.booleans())
def test_an_outage_is_followed_by_one_short_or_two_not_by_a_burst(
    outage: int, hour: int, back: int, catch_up: bool
) -> None:
    """However many days a queue holds: today's, and yesterday's where it is caught up with or only just late."""
    now = datetime(2026, 6, 1, tzinfo=BERLIN) + timedelta(minutes=back)
    days = [datetime(2026, 6, 1, hour, tzinfo=BERLIN) - timedelta(days=day) for day in range(outage)]
    wanted = [day for day in days if day <= now and not why_skipped(day, now, catch_up=catch_up)]
    assert len(wanted) == len({day.date() for day in wanted}) <= 2
    assert all((now.date() - day.date()).days <= 1 for day in wanted)
