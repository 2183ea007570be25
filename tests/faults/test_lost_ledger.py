"""An emptied, missing or damaged ledger is never taken for a new one: it would publish everything again."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tasks.domain.edition import Receipt
from tasks.domain.errors import Damaged
from tasks.domain.values import Artifact
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.ledger_backup import backup_of
from tests.faults.promises import check

VIDEO = Artifact(sha256="0" * 64, bytes=1, suffix=".mp4")
RUN = "demo/2026-11-24/tides"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))


def published(file: Path) -> Ledger:
    book = Ledger(f"sqlite:///{file}")
    book.intend(RUN, "folder", VIDEO)
    book.settle(RUN, Receipt(run_key=RUN, publisher="folder", location="x", video=VIDEO))
    return book


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def halved(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def text(file: Path) -> None:
    file.write_bytes(b"this is not a database" * 1000)


def missing(file: Path) -> None:
    file.unlink()


def begun_anew(file: Path) -> None:
    file.unlink()
    backup = backup_of(file).read_bytes()
    backup_of(file).unlink()
    Ledger(f"sqlite:///{file}").engine.dispose()
    backup_of(file).write_bytes(backup)


def without_publications(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM publications")


DAMAGES: tuple[Callable[[Path], None], ...] = (emptied, halved, zeros, text, missing, begun_anew, without_publications)


def test_a_lost_ledger_is_recovered(tmp_path: Path) -> None:
    kept = {}
    for damage in DAMAGES:
        file = tmp_path / f"{damage.__name__}.db"
        published(file).engine.dispose()
        damage(file)
        receipt = Ledger(f"sqlite:///{file}").receipt(RUN, "folder")
        kept[damage.__name__] = receipt is not None and receipt.run_key == RUN
    check("A ledger that is lost is never silently a new one", kept)


def test_a_ledger_that_cannot_be_recovered_stops_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    published(file).engine.dispose()
    emptied(file)
    text(backup_of(file))
    with pytest.raises(Damaged, match="Restore the ledger"):
        Ledger(f"sqlite:///{file}")


def test_a_ledger_that_knows_more_than_its_copy_stays(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    book = published(file)
    book.intend("demo/2026-11-25/bats", "folder", VIDEO)
    text(backup_of(file))
    assert Ledger(f"sqlite:///{file}").receipt(RUN, "folder")


def test_a_copy_that_cannot_be_written_fails_no_publication(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    backup_of(file).mkdir()
    assert published(file).receipt(RUN, "folder")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == ["ledger.backup.db", "ledger.db"]
