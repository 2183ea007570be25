"""Upload leases: one host holds an upload until its lease expires; after that its writes are refused."""

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


def switch_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Act as another host from here on."""
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "b"))


def expire_leases(ledger: Ledger) -> None:
    """Let all leases expire."""
    with ledger.engine.begin() as connection:
        passed = (now() - timedelta(seconds=1)).timestamp()
        connection.execute(text("UPDATE uploads SET until = :until"), {"until": passed})


def test_saved_state_is_read_back(url: str) -> None:
    with Uploads(Ledger(url)).holding(KEY) as hold:
        assert hold.upload.state == "new"
        hold.keep(state="sending", session="https://example.org/s", done=("thumbnail",))
    upload = Uploads(Ledger(url)).read(KEY)
    assert (upload.state, upload.session, upload.done) == ("sending", "https://example.org/s", ("thumbnail",))


def test_another_host_waits_for_the_lease_and_times_out(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Uploads(Ledger(url)).holding(KEY):
        switch_host(monkeypatch, tmp_path)
        with (
            pytest.raises(Transient, match="Another process"),
            Uploads(Ledger(url)).holding(KEY, beat=0.01, patience=0.05),
        ):
            pass
    with Uploads(Ledger(url)).holding("another key", beat=0.01, patience=0.05):
        pass


def test_a_lease_of_a_dead_process_on_the_same_host_is_taken_over(url: str) -> None:
    uploads = Uploads(Ledger(url))
    assert uploads._take(KEY, alone=False)  # and never released
    with uploads.holding(KEY, beat=0.01, patience=0.05) as hold:
        hold.keep(state="sending")


def test_an_expired_lease_is_taken_over_and_its_former_holder_is_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger(url)
    with Uploads(ledger).holding(KEY) as slow:
        slow.keep(state="sending", session="first")
        expire_leases(ledger)
        switch_host(monkeypatch, tmp_path)
        with Uploads(ledger).holding(KEY, beat=0.01, patience=5.0) as quick:
            assert quick.upload.session == "first"
            quick.keep(state="uploaded", video_id="x")
            monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "a"))
            with pytest.raises(Transient, match="Another process"):
                slow.keep(state="ending")
            switch_host(monkeypatch, tmp_path)
    assert Uploads(ledger).read(KEY).video_id == "x"
