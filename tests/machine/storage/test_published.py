"""The ledger remembers what a channel has published, also one that an earlier version began."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import inspect, text

from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.published import keep_print, last_prints
from tests.domain.film.test_variety import short

DAY = date(2026, 11, 1)


def test_the_last_shorts_of_a_channel_newest_first(tmp_path: Path) -> None:
    book = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    for number in (2, 0, 1, 3):
        keep_print("demo", short(number), book)
    keep_print("other", short(4), book)
    assert last_prints("demo", DAY + timedelta(days=9), book, 3) == (short(3), short(2), short(1))
    assert last_prints("demo", DAY + timedelta(days=1), book) == (short(1), short(0)), "later days are left out"
    keep_print("demo", short(1, title="Again"), book)
    assert [found.title for found in last_prints("demo", DAY + timedelta(days=1), book)] == ["Again", short(0).title]


def test_a_ledger_of_an_earlier_version_gets_the_table(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    book = Ledger(url)
    with book.engine.begin() as connection:
        connection.execute(text("DROP TABLE fingerprints"))
    assert "fingerprints" not in inspect(book.engine).get_table_names()
    again = Ledger(url)
    keep_print("demo", short(0), again)
    assert last_prints("demo", DAY, again) == (short(0),)
