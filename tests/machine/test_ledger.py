"""The book keeps its word: one topic a day, one publication a key, whoever races."""

import multiprocessing
from datetime import date
from pathlib import Path

import pytest

from tasks.domain.errors import Damaged, SetupError
from tasks.domain.kpi import RunRecord
from tasks.domain.models import Receipt, Topic
from tasks.domain.values import Artifact
from tasks.machine.ledger import Ledger

DAY = date(2026, 11, 24)
VIDEO = Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")


def topic(name: str) -> Topic:
    return Topic(title=name, slug=name, reason="test", origin="shipped")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def test_the_first_claim_of_a_day_stands(url: str) -> None:
    book = Ledger(url)
    assert book.claimed("demo", DAY) is None
    assert book.claim("demo", DAY, topic("bats")).slug == "bats"
    assert Ledger(url).claim("demo", DAY, topic("tides")).slug == "bats"
    assert book.claim("other", DAY, topic("tides")).slug == "tides"
    assert book.published_slugs("demo") == ("bats",)


def _race(url: str, name: str, answers: "multiprocessing.Queue[str]") -> None:
    answers.put(Ledger(url).claim("demo", DAY, topic(name)).slug)


def test_racing_processes_agree(url: str) -> None:
    answers: multiprocessing.Queue[str] = multiprocessing.Queue()
    racers = [multiprocessing.Process(target=_race, args=(url, f"topic-{n}", answers)) for n in range(6)]
    for racer in racers:
        racer.start()
    found = {answers.get(timeout=60) for _ in racers}
    for racer in racers:
        racer.join()
    assert len(found) == 1


def test_a_receipt_is_kept_and_another_video_is_intended_anew(url: str) -> None:
    book = Ledger(url)
    receipt = Receipt(run_key="demo/2026-11-24/bats", publisher="folder", location="/x", video=VIDEO)
    book.intend(receipt.run_key, "folder", VIDEO)
    assert book.receipt(receipt.run_key) is None
    book.settle(receipt.run_key, receipt)
    book.intend(receipt.run_key, "folder", VIDEO)
    assert book.receipt(receipt.run_key) == receipt
    assert book.published_slugs("demo") == ("bats",)
    book.intend(receipt.run_key, "folder", VIDEO.model_copy(update={"sha256": "b" * 64}))
    assert book.receipt(receipt.run_key) is None


def test_runs_are_remembered_newest_first(url: str) -> None:
    book = Ledger(url)
    for number in range(3):
        book.record(
            RunRecord(run_key=f"k{number}", flow_run="", channel="demo", day=DAY, total_seconds=1.0, stages=()),
            "published",
        )
    assert [record.run_key for record in book.history("demo", 2)] == ["k2", "k1"]


def test_a_damaged_book_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"this is not a database" * 100)
    with pytest.raises(Damaged, match=r"ledger\.db"):
        Ledger(f"sqlite:///{file}")


def test_a_newer_book_is_not_written_to(url: str) -> None:
    from sqlalchemy import create_engine, text

    Ledger(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE schema_version SET number = 99"))
    with pytest.raises(SetupError, match="newer"):
        Ledger(url)
