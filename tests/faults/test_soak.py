"""One day of the soak (`make soak`): every short that is due is published once, or told of and published by Retry."""

import pytest

from tests.faults.soak import CHANNELS, FAULTS, VICTIMS, plan, soak


def test_a_plan_depends_on_its_seed_alone_and_kills_every_kind_of_victim() -> None:
    plans = [plan(seed) for seed in range(200)]
    assert plans == [plan(seed) for seed in range(200)]
    assert {kill.victim for each in plans for kill in each.kills} == set(VICTIMS)
    for each in plans:
        assert set(each.due) == set(CHANNELS)
        assert [kill.at for kill in each.kills] == sorted(kill.at for kill in each.kills)
        assert 0 < len(each.kills) <= 4
        assert all(0 <= kill.at <= FAULTS for kill in each.kills)


@pytest.mark.slow
@pytest.mark.media
def test_a_day_of_kills_leaves_every_short_published_once_or_told() -> None:
    tally = soak([1], keep=lambda tally: None)
    assert tally.violations == []
    assert tally.published + tally.retried == tally.due == len(CHANNELS)
