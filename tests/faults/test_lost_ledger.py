"""An emptied, missing or damaged ledger is never taken for a new one: it would publish everything again."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy import text as text_of

from tasks.domain.edition import Receipt
from tasks.domain.errors import Damaged
from tasks.domain.values import Artifact
from tasks.machine.storage.identity import note_of
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.ledger_backup import backup_of
from tests.faults.promises import check
from tests.postgres import Postgres

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
    """By a process that has neither the copy nor the home's note."""
    held = [backup_of(file), note_of(make_url(f"sqlite:///{file}"))]
    before = [path.read_bytes() for path in held]
    for path in (file, *held):
        path.unlink()
    Ledger(f"sqlite:///{file}").engine.dispose()
    for path, data in zip(held, before, strict=True):
        path.write_bytes(data)


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


def another(file: Path) -> None:
    """A ledger of another home, with publications of its own, takes the place of this one."""
    other = file.with_name(f"other-{file.name}")
    published(other).engine.dispose()
    other.replace(file)


def emptied_without_a_copy(file: Path) -> None:
    backup_of(file).unlink()
    emptied(file)


def without_its_name(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM identity")


@pytest.mark.parametrize("exchange", [another, emptied_without_a_copy, without_its_name])
def test_another_ledger_is_told_apart(exchange: Callable[[Path], None], tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    url = published(file).engine.url
    exchange(file)
    for _ in range(2):
        with pytest.raises(Damaged, match=r"ledger\.db is not the one that was used here before"):
            Ledger(f"sqlite:///{file}")
    note_of(url).unlink()  # as the error says
    assert Ledger(f"sqlite:///{file}").receipt(RUN, "folder") or exchange is emptied_without_a_copy
    Ledger(f"sqlite:///{file}")


DAYS = 5


def test_an_older_copy_of_a_ledger_is_noticed(tmp_path: Path) -> None:
    """From every day but the last. A copy that is put beside it makes no difference."""
    file, kept = tmp_path / "ledger.db", {}
    book, copies = Ledger(f"sqlite:///{file}"), []
    for day in range(DAYS):
        copies.append(file.read_bytes())
        book.intend(f"{RUN}{day}", "folder", VIDEO)
        book.settle(f"{RUN}{day}", Receipt(run_key=f"{RUN}{day}", publisher="folder", location="x", video=VIDEO))
    book.engine.dispose()
    newest = file.read_bytes()
    for day, copy in enumerate(copies[1:], 1):
        file.write_bytes(copy)
        with pytest.raises(Damaged, match=f"older copy of itself: it knows {day} publications.* with {DAYS}"):
            Ledger(f"sqlite:///{file}")
        kept[f"day {day}"] = file.read_bytes() == copy
    file.write_bytes(newest)
    kept["the newest"] = Ledger(f"sqlite:///{file}").receipt(f"{RUN}{DAYS - 1}", "folder") is not None
    file.write_bytes(copies[1])
    note_of(book.engine.url).unlink()  # as the error says
    kept["on purpose"] = Ledger(f"sqlite:///{file}").receipt(f"{RUN}0", "folder") is not None
    check("A ledger that is an older copy is never silently used", kept)


def test_a_note_that_cannot_be_written_fails_no_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    book = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")

    def full(_: Path, __: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tasks.machine.storage.identity.keep", full)
    book.intend(RUN, "folder", VIDEO)
    book.settle(RUN, Receipt(run_key=RUN, publisher="folder", location="x", video=VIDEO))
    assert book.receipt(RUN, "folder")
    assert "has one more publication" in caplog.text


def test_a_database_server_whose_ledger_was_emptied_or_exchanged_is_told_apart(postgres: Postgres) -> None:
    url, kept = postgres.database(), {}
    for number, damage in enumerate(
        ("DROP SCHEMA public CASCADE; CREATE SCHEMA public", "UPDATE identity SET name = 'x'")
    ):
        book = Ledger(url)
        book.intend(f"{RUN}{number}", "folder", VIDEO)
        with book.engine.begin() as connection:
            for statement in damage.split("; "):
                connection.execute(text_of(statement))
        with pytest.raises(Damaged, match="is not the one that was used here before") as caught:
            Ledger(url)
        kept[damage] = str(postgres.sockets) in caught.value.message
        note_of(book.engine.url).unlink()
        book.engine.dispose()
    check("A ledger on a database server is never silently a new one", kept)


def test_a_note_that_is_damaged_is_written_again(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    note = note_of(published(file).engine.url)
    for damage in (emptied, halved, text, missing):
        damage(note)
        assert Ledger(f"sqlite:///{file}").receipt(RUN, "folder")
        assert note.read_bytes()
    assert len(list((tmp_path / "home" / "quarantine").iterdir())) == 3


def test_a_ledger_of_an_earlier_version_gets_a_name_that_its_copy_has_too(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    note = note_of(published(file).engine.url)
    for each in (file, backup_of(file)):
        without_its_name(each)
    note.unlink()
    Ledger(f"sqlite:///{file}").engine.dispose()
    emptied(file)
    assert Ledger(f"sqlite:///{file}").receipt(RUN, "folder")


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
