"""The table of promises is true: every file of tests tries one, every promise is counted, and a broken one is seen."""

import json
from pathlib import Path

import pytest

from tests.faults import promises
from tests.faults.promises import PAID, PROMISES, ROOT, Count, check, of_file, shortcomings, write

HERE = Path(__file__).parent


def test_every_file_belongs_to_a_promise() -> None:
    files = [name for promise in PROMISES for name in promise.files]
    tests = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")} - {"promises"}
    assert set(files) == tests


def test_the_readmes_table_is_up_to_date() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert promises.rendered(readme) == readme, "run `make docs`"


def test_counts_of_several_runs_are_added(tmp_path: Path) -> None:
    for count in (Count(3, 0), Count(4, 1)):
        write(tmp_path / "bench" / "faults.json", {"Any": count})
    assert json.loads((tmp_path / "bench" / "faults.json").read_text()) == {"Any": {"cases": 7, "violations": 1}}


def test_a_broken_promise_and_one_tried_too_little_are_told() -> None:
    kept = {promise.text: {"cases": promise.cases, "violations": 0} for promise in PROMISES}
    assert shortcomings(kept) == []
    first, second = PROMISES[:2]
    counts = {**kept, first.text: {"cases": 999, "violations": 2}, second.text: {"cases": 1, "violations": 0}}
    assert shortcomings(counts) == [
        f"{first.text}: broken in 2 of 999 cases.",
        f"{second.text}: 1 cases were tried, the README says {second.cases}.",
    ]
    assert len(shortcomings({})) == len(PROMISES)


def test_a_case_that_is_not_kept_fails_and_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "counted", {})
    with pytest.raises(AssertionError, match=r"1 of 2 cases.*\['b'\]"):
        check("Any", {"a": True, "b": False})
    check("Any", {"c": True}, PAID)
    with pytest.raises(AssertionError, match="no case"):
        check("Any", {})
    assert promises.counted == {"": Count(2, 1), PAID: Count(1, 0)}
    assert of_file(HERE / "test_guard.py") == "Never fetches from inside your network"
