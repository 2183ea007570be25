"""Wikipedia and Commons through a local server: the most read, whole clean sentences, pictures with their licences."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tasks.domain.channel import Channel, Licences
from tasks.domain.errors import BadAnswer, BadInput, DailiesError, Permanent, RateLimited, Transient
from tasks.domain.ranking import may_be_shown
from tasks.domain.story import Topic
from tasks.machine.network.safe_fetch import fetch
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.extractive import ExtractiveWriter
from tests.providers.desks import desk_in
from tests.servers.wikimedia import WIDTHS, Wikimedia
from tests.servers.wire import Reply, html

DAY = date(2026, 11, 24)


def topic(title: str) -> Topic:
    return Topic(title=title, slug="a-topic", reason="asked for", origin="user")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wikimedia]:
    with Wikimedia() as vendor:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", vendor.environment()["DAILIES_ALLOWED_HOSTS"])
        yield vendor


@pytest.fixture
def context(server: Wikimedia, tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path, wikipedia_base_url=server.url + "/{language}", commons_base_url=f"{server.url}/commons")


# ------------------------------------------------------------------ trends


def test_the_most_read_are_subjects_strongest_first(server: Wikimedia, context: ProviderContext) -> None:
    trends = registry.trends("wikipedia", context).trending(Channel(), DAY)
    assert [trend.title for trend in trends] == ["Lighthouse", "Honey bee", "Total solar eclipse"]
    assert trends[0].weight == 182_344
    assert trends[0].about == "tower with a strong light for ships"
    assert trends[1].url == "https://en.wikipedia.org/wiki/Honey_bee"
    assert server.requests[0].path == "/en/api/rest_v1/feed/featured/2026/11/24"


def test_todays_list_may_not_be_there_yet_and_is_asked_for_again(server: Wikimedia, context: ProviderContext) -> None:
    server.listed = {"2026/11/23"}
    assert len(registry.trends("wikipedia", context).trending(Channel(), DAY)) == 3
    assert [request.path[-10:] for request in server.requests] == ["2026/11/24", "2026/11/23"]
    server.listed = {"2026/11/23", "2026/11/24"}
    assert len(registry.trends("wikipedia", context).trending(Channel(), DAY)) == 3
    assert len(server.requests) == 3, "that there was none is not kept"


def test_a_feed_without_the_most_read_is_no_list(server: Wikimedia, context: ProviderContext) -> None:
    server.script(Reply(200, {"tfa": {}}), path="/feed/")
    assert len(registry.trends("wikipedia", context).trending(Channel(), DAY)) == 3
    assert len(server.requests) == 2


def test_no_list_at_all_is_said(server: Wikimedia, context: ProviderContext) -> None:
    server.listed = {"2020/01/01"}
    with pytest.raises(Permanent, match="neither for 2026-11-24"):
        registry.trends("wikipedia", context).trending(Channel(), DAY)
    assert len(server.requests) == 2


def test_the_channels_language_is_asked(server: Wikimedia, context: ProviderContext) -> None:
    registry.trends("wikipedia", context).trending(Channel(language="pt-BR"), DAY)
    registry.facts("wikipedia", context).gather(topic("Lighthouse"), None, "de")
    assert [request.path.split("/")[1] for request in server.requests] == ["pt", "de"]


# ------------------------------------------------------------------ facts


def test_an_article_becomes_facts_in_sections_with_its_licence(server: Wikimedia, context: ProviderContext) -> None:
    dossier = registry.facts("wikipedia", context).gather(topic("Honey bee"), None)
    assert [(s.title, s.author, s.licence) for s in dossier.sources] == [
        ("Honey bee", "Wikipedia contributors", "CC BY-SA 4.0")
    ]
    assert dossier.sources[0].url == "https://en.wikipedia.org/wiki/Honey_bee"
    assert dossier.sources[0].licence_url == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert dossier.facts[0].text.startswith("A honey bee is an insect")
    assert {fact.source for fact in dossier.facts} == {"s1"}
    sections = list(dict.fromkeys(fact.section for fact in dossier.facts))
    assert sections == ["", "Dance", "Winter", "Comb"]
    text = " ".join(fact.text for fact in dossier.facts)
    assert "Karl von Frisch read the dance" in text
    assert "Nothing here is prose" not in text
    assert dossier.notes == ()
    assert len(server.requests) == 1


@pytest.mark.parametrize("title", ["Lighthouse", "Honey bee", "Total solar eclipse"])
def test_the_extractive_writer_can_quote_it(context: ProviderContext, title: str) -> None:
    story = ExtractiveWriter().write(
        registry.facts("wikipedia", context).gather(topic(title), None), Channel(), 164.0, 1
    )
    assert 110 <= len(story.script.script.split()) <= 165
    assert story.quotes
    assert not any(mark in story.script.script for mark in ("[", "==", "/ˈ", "Φ", "pl."))


def test_another_name_is_searched_for_and_the_dossier_says_so(server: Wikimedia, context: ProviderContext) -> None:
    dossier = registry.facts("wikipedia", context).gather(topic("winter bees"), None)
    assert dossier.sources[0].title == "Honey bee"
    assert "no article named 'winter bees'" in dossier.notes[0]
    assert len(server.requests) == 3


def test_a_name_of_several_things_is_searched_for(context: ProviderContext) -> None:
    dossier = registry.facts("wikipedia", context).gather(topic("Mercury"), None)
    assert dossier.sources[0].title == "Lighthouse", "the first that the search finds and that is an article"


@pytest.mark.parametrize("title", ["zzyzx quux", "[[x]]", "a|b", "#"])
def test_a_topic_that_nobody_wrote_on_is_the_users_to_change(context: ProviderContext, title: str) -> None:
    with pytest.raises(BadInput, match="no article") as raised:
        registry.facts("wikipedia", context).gather(topic(title), None)
    assert "--source" in raised.value.advice


def test_an_article_of_a_line_is_too_short(server: Wikimedia, context: ProviderContext) -> None:
    page = {"title": "Lighthouse", "extract": "A lighthouse is a tower.\n\n\n== Gallery ==\nA picture of one is here."}
    server.script(Reply(200, {"query": {"pages": [page]}}))
    with pytest.raises(BadInput, match="too short"):
        registry.facts("wikipedia", context).gather(topic("Lighthouse"), None)


# ------------------------------------------------------------------ pictures


def test_pictures_have_title_author_licence_and_page(server: Wikimedia, context: ProviderContext) -> None:
    found = registry.pictures("commons", context).search("lighthouse", 42)
    first = found[0]
    assert first.credit.title == "Lighthouse, red tower on a cliff 0"
    assert first.credit.author == "Ann & Bo 0"
    assert (first.credit.licence, first.credit.licence_url) == (
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0",
    )
    assert first.credit.page.startswith("https://commons.wikimedia.org/wiki/File:Lighthouse")
    deeds = {one.credit.licence: one.credit.licence_url for one in found}
    assert deeds["CC BY 2.0"] == "https://creativecommons.org/licenses/by/2.0"
    assert deeds["Public domain"] == ""
    shown = {one.credit.licence for one in found if may_be_shown(one.credit.licence, Licences.any)}
    assert shown == {"CC BY-SA 4.0", "Public domain", "CC BY 2.0"}, "CC BY-NC is found and never shown"
    assert server.requests[0].query["gsrsearch"] == "filetype:bitmap lighthouse"
    assert len(server.requests) == 1


def test_large_originals_come_in_a_width_that_wikimedia_has(server: Wikimedia, context: ProviderContext) -> None:
    found = registry.pictures("commons", context).search("lighthouse", 42)
    assert all(one.width <= 1920 and min(one.width, one.height) >= 640 for one in found)
    assert not any("Drawing" in one.credit.title for one in found)
    scaled = [one for one in found if "/thumb/" in one.url]
    plain = [one for one in found if "/thumb/" not in one.url]
    assert (scaled[0].width, scaled[0].height) == (1920, 2880)
    assert (plain[0].width, plain[0].height) == (1200, 1800)
    assert int(server.requests[0].query["iiurlwidth"]) in WIDTHS
    assert fetch(scaled[0].url).content_type == "image/jpeg"


def test_nothing_found_is_no_error(context: ProviderContext) -> None:
    assert registry.pictures("commons", context).search("zzyzx quux", 42) == ()


# ------------------------------------------------------------------ manners, and how it says no


def test_it_says_who_asks_and_asks_once_a_day(server: Wikimedia, context: ProviderContext) -> None:
    for _ in range(2):
        registry.trends("wikipedia", context).trending(Channel(), DAY)
        registry.facts("wikipedia", context).gather(topic("Lighthouse"), None)
        registry.pictures("commons", context).search("lighthouse", 42)
    assert len(server.requests) == 3
    agents = {request.headers["user-agent"] for request in server.requests}
    assert len(agents) == 1
    assert agents.pop().endswith("ops@example.org")


Ask = Callable[[ProviderContext], object]
ASKS: dict[str, Ask] = {
    "trends": lambda context: registry.trends("wikipedia", context).trending(Channel(), DAY),
    "facts": lambda context: registry.facts("wikipedia", context).gather(topic("Lighthouse"), None),
    "pictures": lambda context: registry.pictures("commons", context).search("lighthouse", 42),
}
FAULTS: dict[str, tuple[Reply, type[DailiesError]]] = {
    "blocked": (Reply(403, b"Please respect our robot policy", {"Content-Type": "text/plain"}), Permanent),
    "no strangers": (Reply(401, b"{}"), Permanent),
    "bad request": (Reply(400, b"{}"), Permanent),
    "moved": (Reply(301, b"", {"Location": "https://example.com/"}), Permanent),
    "too often": (Reply(429, b"", {"Retry-After": "30"}), RateLimited),
    "too often, no pause": (Reply(429, html(429).data(), {"Content-Type": "text/html"}), RateLimited),
    "500": (Reply(500, b"{}"), Transient),
    "503": (html(503), Transient),
    "cut": (Reply(200, b"x" * 5000, cut=100), Transient),
    "a page": (html(200), BadAnswer),
    "null": (Reply(200, b"null"), BadAnswer),
    "a number": (Reply(200, b"7"), BadAnswer),
}
API_FAULTS: dict[str, tuple[str, type[DailiesError]]] = {
    "ratelimited": ("ratelimited", RateLimited),
    "maxlag": ("maxlag", Transient),
    "readonly": ("readonly", Transient),
    "internal": ("internal_api_error_DBQueryError", Transient),
    "badvalue": ("badvalue", BadAnswer),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
@pytest.mark.parametrize(("reply", "kind"), FAULTS.values(), ids=FAULTS)
def test_every_no_has_its_class_after_one_request(
    server: Wikimedia, context: ProviderContext, ask: Ask, reply: Reply, kind: type[DailiesError]
) -> None:
    server.script(reply)
    with pytest.raises(kind) as raised:
        ask(context)
    assert type(raised.value) is kind
    assert raised.value.advice
    assert len(server.requests) == 1


@pytest.mark.parametrize("ask", [ASKS["facts"], ASKS["pictures"]], ids=["facts", "pictures"])
@pytest.mark.parametrize(("code", "kind"), API_FAULTS.values(), ids=API_FAULTS)
def test_what_mediawiki_says_with_status_200_is_heard_and_not_kept(
    server: Wikimedia, context: ProviderContext, ask: Ask, code: str, kind: type[DailiesError]
) -> None:
    server.script(Reply(200, {"error": {"code": code, "info": "something"}}))
    with pytest.raises(kind) as raised:
        ask(context)
    assert type(raised.value) is kind
    assert len(server.requests) == 1
    ask(context)
    assert len(server.requests) == 2


def test_pages_of_another_shape_are_a_bad_answer(server: Wikimedia, context: ProviderContext) -> None:
    server.script(Reply(200, {"query": {"pages": [{"title": "File:A.jpg"}]}}))
    with pytest.raises(BadAnswer, match="unknown shape"):
        registry.pictures("commons", context).search("lighthouse", 42)
