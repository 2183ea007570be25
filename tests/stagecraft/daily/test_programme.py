"""A channel's own topics: read from what people keep them in, made in order or when due, each once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, Transient
from tasks.domain.runs.notices import of_topics
from tasks.domain.story import Brief, Entry, Topic, Trend
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.programme import entries_left, keep_programme, kept_programme, open_entries
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
    assert moon == Entry(title="A new & small moon", about="It is small.", link="https://example.org/moon", feed=True)
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


# ------------------------------------------------------------------ a planned series


class Planner:
    """A language model that plans numbered subjects, and finds that a subject repeats one that its name holds."""

    fingerprint: Mapping[str, object] = {}

    def __init__(self) -> None:
        self.planned: list[tuple[str, ...]] = []  # for each plan, what it was told of before
        self.asked: list[str] = []  # whether it repeats an earlier one

    def choose(self, trends: Sequence[Trend], channel: Channel) -> tuple[int, str]:
        return 0, "It is the first."

    def plan(self, channel: Channel, earlier: Sequence[str], wanted: int) -> tuple[Entry, ...]:
        self.planned.append(tuple(earlier))
        first = len(earlier) + 1
        return tuple(Entry(title=f"Wonder {n}", about=f"What {n} is.") for n in range(first, first + wanted))

    def repeats(self, title: str, about: str, earlier: Sequence[str], channel: Channel) -> str:
        self.asked.append(title)
        return next((one for one in earlier if one.lower() in title.lower() and "Wonder" not in one), "")


def series(book: Ledger, model: Planner | None, day: int, **brief: Any) -> Topic:
    given = Brief(channel=Channel(), day=DAY + timedelta(days=day), seed=1, planned=True, **brief)
    return choose_topic(given, lambda _: pytest.fail("asked for trends"), model, book)


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "can_look_up", lambda facts: True)


@pytest.mark.usefixtures("looked_up")
def test_a_series_is_planned_for_two_weeks_one_a_day_and_continued_when_it_ends(book: Ledger) -> None:
    model = Planner()
    assert [series(book, model, day).title for day in (0, 0, 1)] == ["Wonder 1", "Wonder 1", "Wonder 2"]
    assert model.planned == [()]
    kept = kept_programme(book, "demo")
    assert [entry.due for entry in kept] == [DAY + timedelta(days=number) for number in range(14)]
    assert entries_left(book, "demo") == 12
    for day in range(2, 14):
        series(book, model, day)
    assert series(book, model, 14).title == "Wonder 15"
    assert len(model.planned) == 2
    assert model.planned[1][0] == "Wonder 1"
    assert set(model.planned[1]) == {f"Wonder {number}" for number in range(1, 15)}


@pytest.mark.usefixtures("looked_up")
def test_a_day_that_was_missed_leaves_nothing_of_the_series_out(book: Ledger) -> None:
    assert [series(book, Planner(), day).title for day in (0, 5, 6)] == ["Wonder 1", "Wonder 2", "Wonder 3"]


def test_only_a_language_model_plans(book: Ledger) -> None:
    with pytest.raises(BadInput, match="No language model can plan"):
        series(book, None, 0)


@pytest.mark.usefixtures("looked_up")
def test_what_means_the_same_is_left_out_and_the_model_is_asked_once(book: Ledger) -> None:
    model = Planner()
    entries = (Entry(title="Sandwich"), Entry(title="The earl who gave us the sandwich"), Entry(title="Tides"))
    keep_programme(book, "demo", entries)

    def topic(day: int) -> str:
        brief = Brief(channel=Channel(trends="none"), day=DAY + timedelta(days=day), seed=1, programme=entries)
        return choose_topic(brief, lambda _: pytest.fail("asked for trends"), model, book).title

    assert [topic(0), topic(1)] == ["Sandwich", "Tides"]
    assert model.asked == ["The earl who gave us the sandwich", "Tides"]
    with pytest.raises(BadInput, match="None of the channel's own topics is left"):
        topic(2)
    assert len(model.asked) == 2, "its answer is kept"


@pytest.mark.usefixtures("looked_up")
def test_a_channel_may_be_unlike_the_installations_other_channels(book: Ledger) -> None:
    def topic(name: str, day: int, *, unlike: bool) -> str:
        entries = (Entry(title="Why cats purr"), Entry(title="Glaciers"))
        channel = Channel(name=name, trends="none")
        keep_programme(book, channel.key, entries)
        day_of = DAY + timedelta(days=day)
        brief = Brief(channel=channel, day=day_of, seed=1, programme=entries, unlike_others=unlike)
        return choose_topic(brief, lambda _: pytest.fail("asked for trends"), None, book).title

    assert topic("one", 0, unlike=False) == "Why cats purr"
    assert topic("two", 0, unlike=False) == "Why cats purr"
    assert topic("three", 1, unlike=True) == "Glaciers"


@pytest.mark.parametrize(
    ("left", "alone", "level", "words"),
    [
        (7, True, "well", "7 of its own topics are left in t.csv."),
        (6, False, "soon", "6 of its own topics are left in t.csv. From then on trends are taken: add some."),
        (1, True, "soon", "1 of its own topics is left in t.csv. From then on nothing is made: add some."),
        (0, False, "soon", "none of its own topics is left in t.csv. Now trends are taken: add some."),
        (0, True, "wrong", "none of its own topics is left in t.csv. Now nothing is made: add some."),
    ],
)
def test_a_list_that_runs_low_is_told(left: int, alone: bool, level: str, words: str) -> None:
    finding = of_topics("Facts", "topics/facts", "t.csv", left, alone=alone)
    assert (finding.level, finding.says) == (level, f"Facts: {words}")


@pytest.mark.parametrize(
    ("left", "alone", "level", "words"),
    [
        (2, True, "well", "2 of the items of the feed https://a.example/f are new."),
        (1, False, "well", "1 of the items of the feed https://a.example/f is new."),
        (0, False, "well", "the feed https://a.example/f has nothing new. Until it has, trends are taken."),
        (0, True, "soon", "the feed https://a.example/f has nothing new. Until it has, nothing is made."),
    ],
)
def test_a_feed_is_no_list_that_runs_out(left: int, alone: bool, level: str, words: str) -> None:
    finding = of_topics("Facts", "topics/facts", "https://a.example/f", left, alone=alone, feed=True)
    assert (finding.level, finding.says) == (level, f"Facts: {words}")
