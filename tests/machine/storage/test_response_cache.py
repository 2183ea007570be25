"""A question is asked once, by however many at once, and nothing in the cache is ever unpickled."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.machine.storage.response_cache import ResponseCache


@pytest.fixture
def looked_up() -> list[bool]:
    return []


@pytest.fixture
def kept(tmp_path: Path, looked_up: list[bool]) -> ResponseCache:
    return ResponseCache(tmp_path / "answers", on_lookup=looked_up.append)


def test_the_same_question_is_asked_once(kept: ResponseCache, looked_up: list[bool]) -> None:
    asked = []

    def ask() -> dict[str, int]:
        asked.append(1)
        return {"n": 1}

    assert kept.json({"q": "bats", "page": 1}, ask) == kept.json({"page": 1, "q": "bats"}, ask) == {"n": 1}
    assert len(asked) == 1
    assert looked_up == [False, True]
    kept.json({"q": "tides"}, ask)
    assert len(asked) == 2


def test_many_at_once_ask_once(kept: ResponseCache) -> None:
    asked, everybody = [], threading.Barrier(6)

    def ask() -> bytes:
        asked.append(1)
        return b"answer"

    def one(_: int) -> bytes:
        everybody.wait(10)
        return kept.data({"q": "bats"}, ask)

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one, range(6))) == {b"answer"}
    assert len(asked) == 1


def test_a_failure_is_not_kept(kept: ResponseCache) -> None:
    with pytest.raises(ZeroDivisionError):
        kept.data({"q": "bats"}, lambda: bytes(1 // 0))
    assert kept.data({"q": "bats"}, lambda: b"now") == b"now"


def test_an_answer_is_asked_anew_when_its_day_is_over(tmp_path: Path) -> None:
    kept = ResponseCache(tmp_path / "answers", keep=timedelta(0))
    assert [kept.data({"q": "bats"}, lambda n=n: bytes([n])) for n in (1, 2)] == [b"\1", b"\2"]  # type: ignore[misc]


def test_the_cache_is_bounded_in_size(tmp_path: Path) -> None:
    kept = ResponseCache(tmp_path / "small", max_bytes=500_000)
    for number in range(40):
        kept.data({"n": number}, lambda: b"x" * 100_000)
    kept.entries.cull()
    assert kept.entries.volume() <= 600_000


def test_a_pickle_that_somebody_put_there_is_not_opened(kept: ResponseCache, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    kept.data({"q": "bats"}, lambda: b"good")
    import sqlite3

    with sqlite3.connect(tmp_path / "answers" / "cache.db") as db:
        db.execute("UPDATE Cache SET mode = 4, value = ?", (pickle.dumps(Trap()),))
    assert kept.data({"q": "bats"}, lambda: b"asked again") == b"asked again"
    assert not (tmp_path / "sprung").exists()
