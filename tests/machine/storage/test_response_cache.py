"""The response cache: concurrent callers share one request, entries expire, and nothing in it is ever unpickled."""

import hashlib
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.machine.storage.response_cache import ResponseCache, _key


@pytest.fixture
def looked_up() -> list[bool]:
    return []


@pytest.fixture
def responses(tmp_path: Path, looked_up: list[bool]) -> ResponseCache:
    return ResponseCache(tmp_path / "answers", on_lookup=looked_up.append)


def test_the_same_request_is_sent_once(responses: ResponseCache, looked_up: list[bool]) -> None:
    calls = []

    def request() -> dict[str, int]:
        calls.append(1)
        return {"n": 1}

    assert (
        responses.json({"q": "bats", "page": 1}, request)
        == responses.json({"page": 1, "q": "bats"}, request)
        == {"n": 1}
    )
    assert len(calls) == 1
    assert looked_up == [False, True]
    responses.json({"q": "tides"}, request)
    assert len(calls) == 2


def test_concurrent_callers_share_one_request(responses: ResponseCache) -> None:
    calls, barrier = [], threading.Barrier(6)

    def request() -> bytes:
        calls.append(1)
        return b"answer"

    def look_up(_: int) -> bytes:
        barrier.wait(10)
        return responses.data({"q": "bats"}, request)

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(look_up, range(6))) == {b"answer"}
    assert len(calls) == 1


def test_a_failure_is_not_cached(responses: ResponseCache) -> None:
    with pytest.raises(ZeroDivisionError):
        responses.data({"q": "bats"}, lambda: bytes(1 // 0))
    assert responses.data({"q": "bats"}, lambda: b"now") == b"now"


def test_an_expired_answer_is_requested_again(tmp_path: Path) -> None:
    responses = ResponseCache(tmp_path / "answers", keep=timedelta(0))
    assert [responses.data({"q": "bats"}, lambda n=n: bytes([n])) for n in (1, 2)] == [b"\1", b"\2"]  # type: ignore[misc]


def test_the_cache_is_bounded_in_size(tmp_path: Path) -> None:
    responses = ResponseCache(tmp_path / "small", max_bytes=500_000)
    for number in range(40):
        responses.data({"n": number}, lambda: b"x" * 100_000)
    responses.entries.cull()
    assert responses.entries.volume() <= 600_000


def test_a_planted_pickle_is_not_loaded(responses: ResponseCache, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    responses.data({"q": "bats"}, lambda: b"good")
    import sqlite3

    with sqlite3.connect(tmp_path / "answers" / "cache.db") as db:
        db.execute("UPDATE Cache SET mode = 4, value = ?", (pickle.dumps(Trap()),))
    assert responses.data({"q": "bats"}, lambda: b"asked again") == b"asked again"
    assert not (tmp_path / "sprung").exists()


def test_a_response_of_an_earlier_version_is_still_used(responses: ResponseCache) -> None:
    """It was kept after the hash of itself alone. Some are paid for and kept for a year."""
    responses.entries.set(_key({"q": 1}), hashlib.sha256(b"paid").digest() + b"paid")
    assert responses.data({"q": 1}, lambda: b"again") == b"paid"
