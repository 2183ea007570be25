"""An upload belongs to one host at a time, and to another once its lease has expired: the first is then refused."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tasks.domain.errors import Transient
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.uploads import Uploads

KEY = "demo/2026-11-24/tides"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "a"))
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "b"))


def lapse(book: Ledger) -> None:
    with book.engine.begin() as connection:
        passed = (now() - timedelta(seconds=1)).timestamp()
        connection.execute(text("UPDATE uploads SET until = :until"), {"until": passed})


def test_what_is_kept_is_read_again(url: str) -> None:
    with Uploads(Ledger(url)).holding(KEY) as hold:
        assert hold.upload.state == "new"
        hold.keep(state="sending", session="https://example.org/s", done=("thumbnail",))
    found = Uploads(Ledger(url)).read(KEY)
    assert (found.state, found.session, found.done) == ("sending", "https://example.org/s", ("thumbnail",))


def test_another_host_waits_for_its_turn_and_gives_up_in_time(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Uploads(Ledger(url)).holding(KEY):
        elsewhere(monkeypatch, tmp_path)
        with (
            pytest.raises(Transient, match="Another process"),
            Uploads(Ledger(url)).holding(KEY, beat=0.01, patience=0.05),
        ):
            pass
    with Uploads(Ledger(url)).holding("another key", beat=0.01, patience=0.05):
        pass


def test_a_dead_process_of_the_same_host_is_not_waited_for(url: str) -> None:
    uploads = Uploads(Ledger(url))
    assert uploads._take(KEY)  # and never given back
    with uploads.holding(KEY, beat=0.01, patience=0.05) as hold:
        hold.keep(state="sending")


def test_an_expired_lease_goes_to_whoever_asks_and_the_first_may_write_no_more(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Ledger(url)
    with Uploads(book).holding(KEY) as slow:
        slow.keep(state="sending", session="first")
        lapse(book)
        elsewhere(monkeypatch, tmp_path)
        with Uploads(book).holding(KEY, beat=0.01, patience=5.0) as quick:
            assert quick.upload.session == "first"
            quick.keep(state="uploaded", video_id="x")
            monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "a"))
            with pytest.raises(Transient, match="Another process"):
                slow.keep(state="ending")
            elsewhere(monkeypatch, tmp_path)
    assert Uploads(book).read(KEY).video_id == "x"
