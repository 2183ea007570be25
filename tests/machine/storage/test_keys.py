"""Channels and shorts in any script have keys of their own, and a ledger of version 0.2 keeps the keys it gave."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tasks.domain.channel import Channel
from tasks.domain.edition import Receipt
from tasks.domain.errors import BadInput, SetupError
from tasks.domain.names import former_slug, slug
from tasks.domain.story import Topic
from tasks.domain.values import Artifact
from tasks.machine.storage import schema
from tasks.machine.storage.keys import admit, run_key
from tasks.machine.storage.ledger import Ledger
from tasks.trending import choose_topic
from tests.postgres import Postgres

DAY = date(2026, 11, 24)
NIGHT, MORNING = Channel(name="Ночные факты"), Channel(name="Дневные факты")
LODZ = Channel(name="Łódź daily")


def topic(title: str, key: str = "") -> Topic:
    return Topic(title=title, slug=key or slug(title), reason="test", origin="trend")


def film(letter: str) -> Artifact:
    return Artifact(sha256=letter * 64, bytes=1, suffix=".mp4")


def publish(book: Ledger, key: str, video: Artifact) -> None:
    book.intend(key, "folder", video)
    book.settle(key, Receipt(run_key=key, publisher="folder", location="/x", video=video))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    cluster: Postgres = request.getfixturevalue("postgres")
    return cluster.database()


@pytest.fixture
def upgraded(url: str) -> Callable[[Callable[[Ledger], None]], Ledger]:
    """Fills a ledger as version 0.2 did, and opens it with this version."""

    def make(fill: Callable[[Ledger], None]) -> Ledger:
        book = Ledger(url)
        fill(book)
        with book.engine.begin() as connection:
            connection.execute(text("UPDATE publications SET at = '2026-11-24T06:00:00+00:00'"))
            connection.execute(text("DROP TABLE keys"))
            connection.execute(text("DROP TABLE upgrades"))
            connection.execute(text("UPDATE schema_version SET number = 1"))
        book.engine.dispose()
        return Ledger(url)

    return make


def test_two_shorts_of_one_day_in_another_script_have_two_keys(url: str) -> None:
    book = Ledger(url)
    keys = {run_key(book, NIGHT, DAY, topic(title), "f") for title in ("Маяк", "Гавань")}
    assert len(keys) == 2
    assert keys == {run_key(book, NIGHT, DAY, topic(title), "f") for title in ("Маяк", "Гавань")}


def test_the_second_title_with_the_same_slug_gets_a_hash(url: str) -> None:
    book = Ledger(url)
    plain = run_key(book, LODZ, DAY, topic("Zoe"), "f")
    assert plain == "lodz-daily/2026-11-24/zoe"
    other = run_key(book, LODZ, DAY, topic("Zoë"), "f")
    assert other.startswith(plain + "-")
    assert run_key(book, LODZ, DAY, topic("Zoe"), "f") == plain
    assert run_key(book, LODZ, DAY, topic("ZOË"), "f") == other


def test_a_second_channel_with_the_same_key_is_refused(url: str) -> None:
    book = Ledger(url)
    for _ in range(2):
        admit(book, LODZ)
        admit(book, NIGHT)
    with pytest.raises(BadInput, match="'Łódź daily' and 'Lodz daily' would share"):
        admit(book, Channel(name="Lodz daily"))
    admit(book, Channel(name="ŁÓDŹ Daily"))


def test_after_the_upgrade_a_day_keeps_its_topic_and_is_not_published_again(
    upgraded: Callable[[Callable[[Ledger], None]], Ledger],
) -> None:
    def fill(book: Ledger) -> None:
        book.claim("odz-daily", DAY, topic("Biała noc", "biaa-noc"))
        publish(book, f"odz-daily/{DAY}/biaa-noc", film("a"))

    book = upgraded(fill)
    known = book.claimed(LODZ.key, DAY, LODZ.former_key)
    assert known is not None
    assert run_key(book, LODZ, DAY, known, film("b").sha256) == f"odz-daily/{DAY}/biaa-noc"
    assert "Biała noc" in book.had(LODZ.key, LODZ.former_key)
    assert "Biała nic" not in book.had(LODZ.key, LODZ.former_key)


def test_a_short_that_a_user_named_is_found_by_the_key_of_its_time(
    upgraded: Callable[[Callable[[Ledger], None]], Ledger],
) -> None:
    title = "1914–1918: the war"
    old = f"demo/{DAY}/{former_slug(title)}"
    book = upgraded(lambda book: publish(book, old, film("a")))
    assert run_key(book, Channel(name="demo"), DAY, topic(title), "other") == old
    assert run_key(book, Channel(name="demo"), date(2026, 11, 25), topic(title), "other") != old


def test_names_that_had_no_key_of_their_own_are_matched_by_title_and_film_alone(
    upgraded: Callable[[Callable[[Ledger], None]], Ledger],
) -> None:
    def fill(book: Ledger) -> None:
        book.claim("short", date(2026, 11, 23), topic("Полярная ночь", "short"))
        book.claim("short", DAY, topic("Маяк", "short"))
        publish(book, f"short/{DAY}/short", film("a"))

    book = upgraded(fill)
    had = book.had(NIGHT.key, NIGHT.former_key)
    assert "Полярная ночь" in had
    assert "Вулкан Толбачик" not in had
    claimed = book.claimed(NIGHT.key, DAY, NIGHT.former_key)
    assert claimed is not None
    assert claimed.title == "Маяк"
    assert run_key(book, NIGHT, DAY, claimed, film("a").sha256) == f"short/{DAY}/short"
    assert run_key(book, NIGHT, DAY, claimed, film("b").sha256).startswith(NIGHT.key)
    assert run_key(book, NIGHT, DAY, topic("Гавань"), film("b").sha256) == f"{NIGHT.key}/{DAY}/{slug('Гавань')}"


def test_what_another_channel_does_after_the_upgrade_is_its_own(
    upgraded: Callable[[Callable[[Ledger], None]], Ledger],
) -> None:
    book = upgraded(lambda book: None)
    other = Channel(name="odz daily")
    book.claim(other.key, DAY, topic("Tides"))
    publish(book, f"{other.key}/{DAY}/tides", film("a"))
    assert book.claimed(LODZ.key, DAY, LODZ.former_key) is None
    assert "Tides" not in book.had(LODZ.key, LODZ.former_key)
    assert run_key(book, LODZ, DAY, topic("Tides"), film("a").sha256) == f"lodz-daily/{DAY}/tides"
    assert "C++ tips" not in book_with(book, "C tips").had("demo", "demo")


def book_with(book: Ledger, title: str) -> Ledger:
    book.claim("demo", DAY, topic(title))
    return book


def test_an_upgrade_happens_once(upgraded: Callable[[Callable[[Ledger], None]], Ledger], url: str) -> None:
    book = upgraded(lambda book: None)
    before = book.former
    assert before.before
    assert Ledger(url).former == before


def test_an_older_version_refuses_a_newer_ledger(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Ledger(url)
    monkeypatch.setattr(schema, "SCHEMA", 1)
    monkeypatch.setattr("tasks.machine.storage.ledger.SCHEMA", 1)
    with pytest.raises(SetupError, match="newer version"):
        Ledger(url)


def test_a_channel_of_another_script_finds_a_new_topic_every_day(url: str) -> None:
    from tasks.domain.story import Brief, Trend

    class Known:
        fingerprint: dict[str, object] = {}  # noqa: RUF012

        def trending(self, channel: Channel, day: date) -> tuple[Trend, ...]:
            return tuple(Trend(title=f"Тема {number}", weight=number) for number in range(1, 11))

    book = Ledger(url)
    channel = NIGHT.model_copy(update={"trends": "wikipedia", "language": "ru"})
    days = [date(2026, 11, day) for day in range(1, 11)]
    made = [choose_topic(Brief(channel=channel, day=day, seed=1), lambda _: Known(), None, book) for day in days]
    assert len({one.title for one in made}) == len({one.slug for one in made}) == len(days)
