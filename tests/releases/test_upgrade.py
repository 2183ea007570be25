"""A home of an earlier release keeps all that it knows: topics, published days, uploads, spending and waiting runs."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tasks.domain.errors import Damaged
from tasks.domain.runs.kpi import OpenRun
from tasks.domain.story import Topic
from tasks.domain.values import Artifact
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.schema import SCHEMA
from tasks.machine.storage.uploads import Uploads
from tasks.stagecraft.results import CheckedJSON

FOLDER = Path(__file__).parent
RELEASES = sorted(path.stem for path in FOLDER.glob("*.sql"))
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY, YESTERDAY = date(2026, 11, 24), date(2026, 11, 23)
TODAY_KEY, YESTERDAY_KEY = "demo/2026-11-24/bats", "demo/2026-11-23/tides"
VIDEO = Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")


def test_there_is_a_home_of_every_release() -> None:
    assert {"0.1.0", "0.2.0", "schema-2"} <= set(RELEASES)


@pytest.fixture(params=RELEASES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database:
        database.executescript((FOLDER / f"{request.param}.sql").read_text())
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_topics_and_published_days_are_known(book: Ledger) -> None:
    assert book.had("demo", "demo").slugs == {"bats", "tides", "zero"}
    other = Topic(title="Other", slug="other", reason="test", origin="shipped")
    assert book.claim("demo", DAY, other).slug == "bats", "the day has its topic already"
    receipt = book.receipt(YESTERDAY_KEY, "youtube")
    assert receipt
    assert (receipt.location, receipt.video) == ("https://youtu.be/1", VIDEO)
    book.intend(YESTERDAY_KEY, "youtube", VIDEO)
    assert book.receipt(YESTERDAY_KEY, "youtube") == receipt, "the same film must not be published again"


def test_an_upload_in_flight_goes_on_where_it_was(book: Ledger) -> None:
    assert book.receipt(TODAY_KEY, "youtube") is None
    with Uploads(book).holding(TODAY_KEY) as hold:
        assert (hold.upload.state, hold.upload.session) == ("sending", "https://upload.example/1")
        assert (hold.upload.film, hold.upload.bytes) == (VIDEO.sha256, 1000)
        hold.keep(state="uploaded", video_id="1")
    assert Uploads(book).read(TODAY_KEY).video_id == "1"


def test_spending_counts_against_the_budget(book: Ledger) -> None:
    assert book.paid("openai", "2026-11") == 0.5, "a refused request costs nothing"
    assert book.paid("elevenlabs", "2026-11") == 1.25, "an unsettled request counts as paid"
    assert book.spent("", run="run-0").keys() == {"openai tokens", "elevenlabs tokens"}


def test_the_history_and_a_reviewers_answer_are_known(book: Ledger) -> None:
    assert [(run.outcome, run.error) for run in book.history("demo")] == [("published", ""), ("failed", "No voice.")]
    decision = book.decision("a film")
    assert decision
    assert decision.approved


def test_a_run_that_waits_for_its_review_goes_on_with_its_record(book: Ledger) -> None:
    assert {run.flow_run for run in book.open_runs("demo") if run.waits} == {"run-0"}
    again = OpenRun(flow_run="run-0", channel="demo", day=DAY, at=AT, due=AT + timedelta(hours=6))
    before = book.begin(again)
    assert before
    assert [stage.stage for stage in before.stages] == ["script"]
    book.record(before.model_copy(update={"outcome": "published"}), "published")
    assert {run.flow_run for run in book.open_runs("demo")} == {"killed"}


def test_the_next_release_can_still_open_it(book: Ledger, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database:
        assert database.execute("SELECT number FROM schema_version").fetchall() == [(SCHEMA,)]


@pytest.mark.parametrize("release", RELEASES)
def test_a_stored_result_is_read_or_missed_cleanly(release: str) -> None:
    stored = (FOLDER / f"{release}.result").read_bytes()
    assert CheckedJSON().loads(stored) == Topic(title="Bats", slug="bats", reason="a test", origin="shipped")
    checksum, _, body = stored.partition(b"\n")
    with pytest.raises(Damaged):
        CheckedJSON().loads(checksum + b"\n" + body.replace(b"Topic", b"Subject"))
