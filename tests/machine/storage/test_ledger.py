"""The book keeps its word, in SQLite and in PostgreSQL: one topic a day, one publication a key, whoever races."""

import multiprocessing
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tasks.domain.edition import Receipt
from tasks.domain.errors import Damaged, QuotaSpent, SetupError, Transient
from tasks.domain.runs.kpi import OpenRun, RunRecord
from tasks.domain.story import Topic
from tasks.domain.values import Artifact, slug
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.spending import Spending
from tests.postgres import Postgres

DAY = date(2026, 11, 24)
VIDEO = Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")
RACERS = 6


def topic(name: str) -> Topic:
    return Topic(title=name, slug=name, reason="test", origin="shipped")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    cluster: Postgres = request.getfixturevalue("postgres")
    return cluster.database()


def test_the_first_claim_of_a_day_stands(url: str) -> None:
    book = Ledger(url)
    assert book.claimed("demo", DAY) is None
    assert book.claim("demo", DAY, topic("bats")).slug == "bats"
    assert Ledger(url).claim("demo", DAY, topic("tides")).slug == "bats"
    assert book.claim("other", DAY, topic("tides")).slug == "tides"
    assert book.published_slugs("demo") == ("bats",)


def race(url: str, work: Callable[[Ledger, int], object]) -> list[object]:
    """What each of RACERS processes got from the work; they begin it together."""
    answers: multiprocessing.Queue[object] = multiprocessing.Queue()
    gate = multiprocessing.Barrier(RACERS)

    def run(number: int) -> None:
        book = Ledger(url)
        gate.wait(60)
        answers.put(work(book, number))

    racers = [multiprocessing.Process(target=run, args=(number,)) for number in range(RACERS)]
    for racer in racers:
        racer.start()
    found = [answers.get(timeout=60) for _ in racers]
    for racer in racers:
        racer.join()
    return found


def test_racing_processes_agree_on_a_topic(url: str) -> None:
    found = race(url, lambda book, number: book.claim("demo", DAY, topic(f"topic-{number}")).slug)
    assert len(set(found)) == 1
    assert Ledger(url).published_slugs("demo") == (found[0],)


def test_a_receipt_survives_those_who_intend_the_same(url: str) -> None:
    receipt = Receipt(run_key="demo/2026-11-24/bats", publisher="folder", location="/x", video=VIDEO)

    def publish(book: Ledger, _: int) -> bool:
        book.intend(receipt.run_key, "folder", VIDEO)
        book.settle(receipt.run_key, receipt)
        book.intend(receipt.run_key, "folder", VIDEO)
        return book.receipt(receipt.run_key) == receipt

    assert race(url, publish) == [True] * RACERS


def test_racing_payments_stay_within_the_budget(url: str) -> None:
    def pay(book: Ledger, number: int) -> int:
        meter = Spending(book, f"run-{number}", {"openai": 1.0})
        sent = 0
        for _ in range(5):
            try:
                with meter.paying("openai", "script", unit="tokens", units=100, cost=0.1):
                    sent += 1
            except QuotaSpent:
                break
        return sent

    assert sum(int(str(sent)) for sent in race(url, pay)) == 10
    month = f"{now():%Y-%m}"
    assert Ledger(url).paid("openai", month) == pytest.approx(1.0)
    assert Ledger(url).spent(month)["openai tokens"].requests == 10


def test_the_longest_names_fit(url: str) -> None:
    book = Ledger(url)
    name = slug("w" * 200)
    key = f"{name}/{DAY}/{name}"
    book.claim(name, DAY, topic(name))
    book.intend(key, "youtube", VIDEO)
    book.settle(key, Receipt(run_key=key, publisher="youtube", location="x" * 500, video=VIDEO))
    assert book.published_slugs(name) == (name,)


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


def begun(flow_run: str, record: RunRecord | None = None) -> OpenRun:
    return OpenRun(
        flow_run=flow_run, channel="demo", day=DAY, at=now(), due=now(), waits=record is not None, record=record
    )


def run_of(flow_run: str) -> RunRecord:
    return RunRecord(run_key="k", flow_run=flow_run, channel="demo", day=DAY, total_seconds=1.0, stages=())


def test_a_run_is_open_until_its_end(url: str) -> None:
    book = Ledger(url)
    assert book.begin(begun("one")) is None
    assert book.begin(begun("two")) is None
    assert {run.flow_run for run in Ledger(url).open_runs("demo")} == {"one", "two"}
    assert book.open_runs("other") == ()
    assert book.channels() == ("demo",), "a channel whose every run was killed is one"
    book.record(run_of("two"), "published")
    assert [run.flow_run for run in book.open_runs()] == ["one"]


def test_a_run_that_waited_is_taken_up_with_what_it_had_done(url: str) -> None:
    book = Ledger(url)
    book.begin(begun("one"))
    book.suspend(begun("one", run_of("one")))
    assert [run.waits for run in book.open_runs()] == [True]
    assert book.begin(begun("one")) == run_of("one")
    assert [run.waits for run in book.open_runs()] == [False]
    assert book.begin(begun("one")) == run_of("one"), "the process that took it up was killed: the next one knows too"


def test_racing_processes_begin_and_end_as_many_runs(url: str) -> None:
    def work(book: Ledger, number: int) -> bool:
        for name in ("shared", f"own-{number}", f"killed-{number}"):
            book.begin(begun(name))
        book.record(run_of(f"own-{number}"), "published")
        return True

    assert race(url, work) == [True] * RACERS
    book = Ledger(url)
    assert {run.flow_run for run in book.open_runs()} == {"shared", *(f"killed-{n}" for n in range(RACERS))}
    assert len(book.history("demo")) == RACERS


def test_a_book_of_an_earlier_version_is_carried_on(url: str) -> None:
    book = Ledger(url)
    book.record(run_of("old"), "published")
    with create_engine(url).begin() as connection:
        connection.execute(text("DROP TABLE runs_begun"))
    book = Ledger(url)
    book.begin(begun("new"))
    assert [run.flow_run for run in book.open_runs()] == ["new"]
    assert [run.flow_run for run in book.history("demo")] == ["old"]


def test_a_damaged_book_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"this is not a database" * 100)
    with pytest.raises(Damaged, match=r"ledger\.db"):
        Ledger(f"sqlite:///{file}")


def test_a_database_that_dropped_us_is_met_again(postgres: Postgres) -> None:
    url = postgres.database()
    book = Ledger(url)
    book.claim("demo", DAY, topic("bats"))
    with create_engine(url).begin() as connection:
        dropped = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
        assert connection.execute(text(f"{dropped} AND pid <> pg_backend_pid()")).scalar() == 1
    assert book.claimed("demo", DAY) == topic("bats")


def test_a_database_server_that_is_down_is_worth_another_try(tmp_path: Path) -> None:
    with pytest.raises(Transient, match="ledger") as caught:
        Ledger(f"postgresql+psycopg://dailies:s3cr3t@/dailies?host={tmp_path}")
    assert caught.value.worth_retrying
    assert "s3cr3t" not in str(caught.value)


def test_a_role_that_may_not_make_tables_is_told(postgres: Postgres) -> None:
    url = postgres.database()
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN"))
        connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    with pytest.raises(SetupError, match="Grant its database role CREATE"):
        Ledger(url.replace("dailies@", "guest@"))


@pytest.mark.parametrize("url", ["ledger.db", "oracle+nobody://host/ledger"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(SetupError, match="postgresql"):
        Ledger(url)


def test_a_newer_book_is_not_written_to(url: str) -> None:
    Ledger(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE schema_version SET number = 99"))
    with pytest.raises(SetupError, match="newer"):
        Ledger(url)
