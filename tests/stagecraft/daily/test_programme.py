"""A channel's own topics: read from what people keep them in, made in order or when due, each once."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, Transient
from tasks.domain.story import Brief, Entry, Topic
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.programme import keep_programme, open_entries
from tasks.stagecraft import services
from tasks.stagecraft.daily.programme import programme_of, read_programme, sheet_address
from tasks.trending import choose_topic
from tests.servers.wire import Reply, Request, Vendor

DAY = date(2026, 11, 24)
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>A new &amp; small moon</title><link>https://example.org/moon</link>
<description>&lt;p&gt;It is small.&lt;/p&gt;</description></item>
<item><title>An old star</title><link>https://example.org/star</link></item></channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title>A new moon</title><link href="https://example.org/moon"/><id>1</id></entry></feed>"""


def read(folder: Path, name: str, text: str) -> list[Entry]:
    (folder / name).write_text(text, encoding="utf-8")
    return list(read_programme(name, folder))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "title,due,about\nTides,2026-12-24,Why the sea rises\nBats,,\n"),
        ("t.csv", "Topic;Due;Notes\nTides;24.12.2026;Why the sea rises\n\nBats\n"),
        ("t.tsv", "Title\tPublish date\tDescription\n# later\nTides\t2026/12/24\tWhy the sea rises\nBats\t\t\n"),
        ("t.yaml", "- {title: Tides, due: 2026-12-24, about: Why the sea rises}\n- Bats\n"),
        ("t.yml", "topics:\n  - topic: Tides\n    date: '2026-12-24'\n    notes: Why the sea rises\n  - Bats\n"),
        ("t.json", '[{"title": "Tides", "due": "2026-12-24", "about": "Why the sea rises"}, "Bats", "bats"]'),
    ],
)
def test_lists_are_read_as_people_write_them(tmp_path: Path, name: str, text: str) -> None:
    tides = Entry(title="Tides", due=date(2026, 12, 24), about="Why the sea rises")
    assert read(tmp_path, name, text) == [tides, Entry(title="Bats")]


def test_a_text_is_a_topic_on_each_line(tmp_path: Path) -> None:
    text = "# my list\n- Why cats purr, and why they stop\n\n• Tides\n"
    titles = ["Why cats purr, and why they stop", "Tides"]
    assert [entry.title for entry in read(tmp_path, "t.txt", text)] == titles


def test_a_row_that_the_list_calls_done_is_left_out(tmp_path: Path) -> None:
    assert [e.title for e in read(tmp_path, "t.csv", "title,done\nTides,x\nBats,\n")] == ["Bats"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("t.csv", "title,due\nTides,soon\n", r"Topic 2 .* is due on 'soon'\. Write the day as 2026-12-24"),
        ("t.csv", "title,link\nTides,notes.md\n", "has the link 'notes.md'"),
        ("t.csv", "due,link\n2026-12-24,https://example.org\n", "no column of titles"),
        ("t.yaml", "- {due: 2026-12-24}\n", "Topic 1 .* has no title"),
        ("t.yaml", "[", "not valid YAML"),
        ("t.yaml", "Tides", "no list"),
        ("t.txt", "# nothing yet\n", "There are no topics"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(tmp_path, name, text)


def test_the_address_that_a_browser_shows_becomes_the_sheets_csv() -> None:
    own = "https://docs.google.com/spreadsheets/d/1aB-c_d/edit?gid=7#gid=7"
    assert sheet_address(own) == "https://docs.google.com/spreadsheets/d/1aB-c_d/export?format=csv&gid=7"
    published = "https://docs.google.com/spreadsheets/d/e/2PACX-1/pubhtml"
    assert sheet_address(published) == "https://docs.google.com/spreadsheets/d/e/2PACX-1/pub?output=csv"
    assert sheet_address("https://example.org/t.csv") == "https://example.org/t.csv"


class Site(Vendor):
    """Serves one list."""

    reply = Reply(200, b"title\nTides\nBats\n", {"Content-Type": "text/csv; charset=utf-8"})

    def answer(self, request: Request) -> Reply:
        return self.reply


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with Site() as served:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", served.url.removeprefix("http://"))
        yield served


@pytest.fixture
def book(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_list_at_an_address_is_read_and_kept_for_a_day_when_it_does_not_answer(site: Site, book: Ledger) -> None:
    channel = Channel(topics=f"{site.url}/pub?output=csv")
    first = programme_of(channel, Path(), book)
    assert [entry.title for entry in first] == ["Tides", "Bats"]
    site.reply = Reply(503)
    assert programme_of(channel, Path(), book) == first
    with pytest.raises(Transient):
        programme_of(channel.model_copy(update={"name": "other"}), Path(), book)
    site.reply = Reply(200, b"<html>Sign in</html>", {"Content-Type": "text/html"})
    with pytest.raises(BadInput, match="Publish to web"):
        programme_of(channel, Path(), book)


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml"])
def test_a_feeds_items_are_made_from_their_articles(site: Site, kind: str) -> None:
    pytest.importorskip("feedparser")
    site.reply = Reply(200, RSS, {"Content-Type": kind})
    moon, star = read_programme(f"{site.url}/feed", Path())
    assert moon == Entry(title="A new & small moon", about="It is small.", link="https://example.org/moon")
    assert star.link == "https://example.org/star"
    site.reply = Reply(200, ATOM, {"Content-Type": "application/atom+xml"})
    assert [entry.title for entry in read_programme(f"{site.url}/feed", Path())] == ["A new moon"]


Choose = Callable[..., Topic]


@pytest.fixture
def choose(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> Choose:
    """The topic of a day of a channel with these entries."""
    monkeypatch.setattr(services, "can_look_up", lambda facts: True)

    def choose(*entries: Entry, day: int = 0, trends: str = "none") -> Topic:
        channel = Channel(topics="t.csv", trends=trends)
        keep_programme(book, channel.key, entries)
        brief = Brief(channel=channel, day=DAY + timedelta(days=day), seed=1, programme=entries)
        return choose_topic(brief, lambda _: pytest.fail("asked for trends"), None, book)

    return choose


def test_topics_are_made_in_order_once_each_and_those_that_are_due_first(choose: Choose, book: Ledger) -> None:
    entries = [
        Entry(title="Volcanoes"),
        Entry(title="Christmas trees", due=DAY + timedelta(days=2)),
        Entry(title="Lighthouses"),
        Entry(title="Glaciers", due=DAY + timedelta(days=1)),
    ]
    made = [choose(*entries, day=day).title for day in (0, 0, 2, 3, 4)]
    assert made == ["Volcanoes", "Volcanoes", "Glaciers", "Christmas trees", "Lighthouses"]
    assert open_entries(book, "demo", DAY + timedelta(days=9)) == ()
    with pytest.raises(BadInput, match=r"None of the channel's own topics is left to make on 2026-12-03"):
        choose(*entries, day=9)


def test_what_the_channel_has_had_in_other_words_is_left_out(choose: Choose) -> None:
    entries = [Entry(title="Why cats purr"), Entry(title="How a cat purrs"), Entry(title="Glaciers")]
    assert [choose(*entries, day=day).title for day in (0, 1)] == ["Why cats purr", "Glaciers"]


def test_an_entry_with_a_link_is_made_from_it(choose: Choose) -> None:
    topic = choose(Entry(title="A new moon", link="https://example.org/moon", about="It is small."))
    assert (topic.origin, topic.link, topic.about) == ("document", "https://example.org/moon", "It is small.")
    brief = Brief(channel=Channel(), day=DAY, seed=1)
    document = brief.text_for(topic)
    assert document
    assert document.url == "https://example.org/moon"
    assert brief.text_for(topic.model_copy(update={"link": ""})) is None


def test_a_list_that_was_changed_is_taken_as_it_is_now(choose: Choose, book: Ledger) -> None:
    choose(Entry(title="Volcanoes"), Entry(title="Glaciers"))
    assert choose(Entry(title="Lighthouses"), Entry(title="Volcanoes"), day=1).title == "Lighthouses"
    keep_programme(book, "demo", [Entry(title="Volcanoes"), Entry(title="Glaciers")])
    assert [entry.title for entry in open_entries(book, "demo", DAY)] == ["Glaciers"], "what was made stays made"
