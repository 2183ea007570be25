"""One day of the soak (`make soak`): every short that is due is published once, or told of and published by Retry."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.soak import CHANNELS, FAULTS, VICTIMS, Tally, plan, soak, write


def test_a_plan_depends_on_its_seed_alone_and_kills_every_kind_of_victim() -> None:
    plans = [plan(seed) for seed in range(200)]
    assert plans == [plan(seed) for seed in range(200)]
    assert {kill.victim for each in plans for kill in each.kills} == set(VICTIMS)
    for each in plans:
        assert set(each.due) == set(CHANNELS)
        assert [kill.at for kill in each.kills] == sorted(kill.at for kill in each.kills)
        assert 0 < len(each.kills) <= 4
        assert all(0 <= kill.at <= FAULTS for kill in each.kills)


def test_a_tally_is_kept_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Tally(seeds=[7], due=3, published=2, retried=1, kills=Counter(["run", "run"])))
    kept = json.loads((tmp_path / "bench" / "soak.json").read_text())
    assert (kept["seeds"], kept["kills"], kept["violations"]) == ([7], {"run": 2}, [])


@pytest.mark.slow
@pytest.mark.media
def test_a_day_of_kills_leaves_every_short_published_once_or_told() -> None:
    tally = soak([1], keep=lambda tally: None)
    assert tally.violations == []
    assert tally.published + tally.retried == tally.due == len(CHANNELS)
