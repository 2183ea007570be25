"""The ledger in SQLite and PostgreSQL: one topic a day and one publication a key, even when processes race."""

import multiprocessing
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tasks.domain.edition import Receipt
from tasks.domain.errors import Damaged, QuotaSpent, SetupError, Transient
from tasks.domain.names import slug
from tasks.domain.runs.kpi import OpenRun, RunRecord
from tasks.domain.story import Topic
from tasks.domain.values import Artifact
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
    ledger = Ledger(url)
    assert ledger.claimed("demo", DAY) is None
    assert ledger.claim("demo", DAY, topic("bats")).slug == "bats"
    assert Ledger(url).claim("demo", DAY, topic("tides")).slug == "bats"
    assert ledger.claim("other", DAY, topic("tides")).slug == "tides"
    assert ledger.had("demo").slugs == {"bats"}


def race(url: str, work: Callable[[Ledger, int], object]) -> list[object]:
    """The results of `work` from RACERS processes that start it at the same time."""
    answers: multiprocessing.Queue[object] = multiprocessing.Queue()
    gate = multiprocessing.Barrier(RACERS)

    def run(number: int) -> None:
        ledger = Ledger(url)
        gate.wait(60)
        answers.put(work(ledger, number))

    racers = [multiprocessing.Process(target=run, args=(number,)) for number in range(RACERS)]
    for racer in racers:
        racer.start()
    results = [answers.get(timeout=60) for _ in racers]
    for racer in racers:
        racer.join()
    return results


def test_racing_processes_agree_on_a_topic(url: str) -> None:
    slugs = race(url, lambda ledger, number: ledger.claim("demo", DAY, topic(f"topic-{number}")).slug)
    assert len(set(slugs)) == 1
    assert Ledger(url).had("demo").slugs == {slugs[0]}


def test_a_receipt_survives_a_repeated_intent_for_the_same_video(url: str) -> None:
    receipt = Receipt(run_key="demo/2026-11-24/bats", publisher="folder", location="/x", video=VIDEO)

    def publish(ledger: Ledger, _: int) -> bool:
        ledger.intend(receipt.run_key, "folder", VIDEO)
        ledger.settle(receipt.run_key, receipt)
        ledger.intend(receipt.run_key, "folder", VIDEO)
        return ledger.receipt(receipt.run_key, "folder") == receipt

    assert race(url, publish) == [True] * RACERS


def test_racing_payments_stay_within_the_budget(url: str) -> None:
    def pay(ledger: Ledger, number: int) -> int:
        meter = Spending(ledger, f"run-{number}", {"openai": 1.0})
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
    ledger = Ledger(url)
    name = slug("w" * 200)
    key = f"{name}/{DAY}/{name}"
    ledger.claim(name, DAY, topic(name))
    ledger.intend(key, "youtube", VIDEO)
    ledger.settle(key, Receipt(run_key=key, publisher="youtube", location="x" * 500, video=VIDEO))
    assert ledger.had(name).slugs == {name, slug(name)}


def test_intending_another_video_clears_the_receipt(url: str) -> None:
    ledger = Ledger(url)
    receipt = Receipt(run_key="demo/2026-11-24/bats", publisher="folder", location="/x", video=VIDEO)
    ledger.intend(receipt.run_key, "folder", VIDEO)
    assert ledger.receipt(receipt.run_key, "folder") is None
    ledger.settle(receipt.run_key, receipt)
    ledger.intend(receipt.run_key, "folder", VIDEO)
    assert ledger.receipt(receipt.run_key, "folder") == receipt
    assert ledger.had("demo").slugs == {"bats"}
    ledger.intend(receipt.run_key, "folder", VIDEO.model_copy(update={"sha256": "b" * 64}))
    assert ledger.receipt(receipt.run_key, "folder") is None


def test_history_is_newest_first(url: str) -> None:
    ledger = Ledger(url)
    for number in range(3):
        ledger.record(
            RunRecord(run_key=f"k{number}", flow_run="", channel="demo", day=DAY, total_seconds=1.0, stages=()),
            "published",
        )
    assert [record.run_key for record in ledger.history("demo", 2)] == ["k2", "k1"]


def open_run(flow_run: str, record: RunRecord | None = None) -> OpenRun:
    """A run that has begun; with a record it is suspended."""
    return OpenRun(
        flow_run=flow_run, channel="demo", day=DAY, at=now(), due=now(), waits=record is not None, record=record
    )


def run_record(flow_run: str) -> RunRecord:
    """The record of a run."""
    return RunRecord(run_key="k", flow_run=flow_run, channel="demo", day=DAY, total_seconds=1.0, stages=())


def test_a_run_is_open_until_it_is_recorded(url: str) -> None:
    ledger = Ledger(url)
    assert ledger.begin(open_run("one")) is None
    assert ledger.begin(open_run("two")) is None
    assert {run.flow_run for run in Ledger(url).open_runs("demo")} == {"one", "two"}
    assert ledger.open_runs("other") == ()
    assert ledger.channels() == ("demo",), "a channel counts even if all its runs were killed"
    ledger.record(run_record("two"), "published")
    assert [run.flow_run for run in ledger.open_runs()] == ["one"]


def test_a_suspended_run_is_resumed_with_its_record(url: str) -> None:
    ledger = Ledger(url)
    ledger.begin(open_run("one"))
    ledger.suspend(open_run("one", run_record("one")))
    assert [run.waits for run in ledger.open_runs()] == [True]
    assert ledger.begin(open_run("one")) == run_record("one")
    assert [run.waits for run in ledger.open_runs()] == [False]
    assert ledger.begin(open_run("one")) == run_record("one"), (
        "the record survives if the process that resumed the run is killed"
    )


def test_racing_processes_lose_no_run(url: str) -> None:
    def work(ledger: Ledger, number: int) -> bool:
        for name in ("shared", f"own-{number}", f"killed-{number}"):
            ledger.begin(open_run(name))
        ledger.record(run_record(f"own-{number}"), "published")
        return True

    assert race(url, work) == [True] * RACERS
    ledger = Ledger(url)
    assert {run.flow_run for run in ledger.open_runs()} == {"shared", *(f"killed-{n}" for n in range(RACERS))}
    assert len(ledger.history("demo")) == RACERS


def test_a_ledger_of_an_earlier_version_is_upgraded(url: str) -> None:
    ledger = Ledger(url)
    ledger.record(run_record("old"), "published")
    with create_engine(url).begin() as connection:
        connection.execute(text("DROP TABLE runs_begun"))
    ledger = Ledger(url)
    ledger.begin(open_run("new"))
    assert [run.flow_run for run in ledger.open_runs()] == ["new"]
    assert [run.flow_run for run in ledger.history("demo")] == ["old"]


def test_a_damaged_ledger_is_an_error_with_its_path(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"this is not a database" * 100)
    with pytest.raises(Damaged, match=r"ledger\.db"):
        Ledger(f"sqlite:///{file}")


def test_a_dropped_connection_is_reopened(postgres: Postgres) -> None:
    url = postgres.database()
    ledger = Ledger(url)
    ledger.claim("demo", DAY, topic("bats"))
    with create_engine(url).begin() as connection:
        dropped = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
        assert connection.execute(text(f"{dropped} AND pid <> pg_backend_pid()")).scalar() == 1
    assert ledger.claimed("demo", DAY) == topic("bats")


def test_a_database_server_that_is_down_is_a_transient_error_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(Transient, match="ledger") as caught:
        Ledger(f"postgresql+psycopg://dailies:s3cr3t@/dailies?host={tmp_path}")
    assert caught.value.worth_retrying
    assert "s3cr3t" not in str(caught.value)


def test_a_role_that_cannot_create_tables_is_an_error_with_advice(postgres: Postgres) -> None:
    url = postgres.database()
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN"))
        connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    with pytest.raises(SetupError, match="Grant its database role CREATE"):
        Ledger(url.replace("dailies@", "guest@"))


@pytest.mark.parametrize("url", ["ledger.db", "oracle+nobody://host/ledger"])
def test_an_unusable_ledger_url_is_an_error(url: str) -> None:
    with pytest.raises(SetupError, match="postgresql"):
        Ledger(url)


def test_a_ledger_of_a_newer_version_is_refused(url: str) -> None:
    Ledger(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE schema_version SET number = 99"))
    with pytest.raises(SetupError, match="newer"):
        Ledger(url)
