"""Wikipedia and Commons through a local server: trends, facts, pictures with licences, and errors."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from tasks.domain.channel import Channel, Licences
from tasks.domain.errors import BadAnswer, BadInput, DailiesError, Permanent, RateLimited, Transient
from tasks.domain.ranking import may_be_shown
from tasks.domain.story import Topic
from tasks.providers import ArticlePictures, keyless, registry
from tasks.providers.context import ProviderContext
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.scene_picture import fetched
from tests.providers.desks import desk_in
from tests.servers.wikimedia import WIDTHS, Wikimedia, too_many
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


def test_trends_are_the_most_read_subjects_strongest_first(server: Wikimedia, context: ProviderContext) -> None:
    trends = registry.trends("wikipedia", context).trending(Channel(), DAY)
    assert [trend.title for trend in trends] == ["Lighthouse", "Honey bee", "Total solar eclipse"]
    assert trends[0].weight == 182_344
    assert trends[0].about == "tower with a strong light for ships"
    assert trends[1].url == "https://en.wikipedia.org/wiki/Honey_bee"
    assert server.requests[0].path == "/en/api/rest_v1/feed/featured/2026/11/24"


def test_yesterdays_list_replaces_a_missing_one_which_is_not_cached(
    server: Wikimedia, context: ProviderContext
) -> None:
    server.listed = {"2026/11/23"}
    assert len(registry.trends("wikipedia", context).trending(Channel(), DAY)) == 3
    assert [request.path[-10:] for request in server.requests] == ["2026/11/24", "2026/11/23"]
    server.listed = {"2026/11/23", "2026/11/24"}
    assert len(registry.trends("wikipedia", context).trending(Channel(), DAY)) == 3
    assert len(server.requests) == 3, "the missing list is not cached"


def test_a_feed_without_most_read_falls_back_to_yesterday(server: Wikimedia, context: ProviderContext) -> None:
    server.script(Reply(200, {"tfa": {}}), path="/feed/")
    assert len(registry.trends("wikipedia", context).trending(Channel(), DAY)) == 3
    assert len(server.requests) == 2


def test_two_missing_lists_are_an_error(server: Wikimedia, context: ProviderContext) -> None:
    server.listed = {"2020/01/01"}
    with pytest.raises(Permanent, match="neither for 2026-11-24"):
        registry.trends("wikipedia", context).trending(Channel(), DAY)
    assert len(server.requests) == 2


def test_requests_use_the_channels_language(server: Wikimedia, context: ProviderContext) -> None:
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
    assert 82 <= len(story.script.script.split()) <= 150  # 30 to 55 seconds
    assert story.quotes
    assert not any(mark in story.script.script for mark in ("[", "==", "/ˈ", "Φ", "pl."))


def test_a_missing_article_is_searched_for_and_noted(server: Wikimedia, context: ProviderContext) -> None:
    dossier = registry.facts("wikipedia", context).gather(topic("winter bees"), None)
    assert dossier.sources[0].title == "Honey bee"
    assert "no article named 'winter bees'" in dossier.notes[0]
    assert len(server.requests) == 3


def test_a_disambiguation_page_is_replaced_by_a_search(context: ProviderContext) -> None:
    dossier = registry.facts("wikipedia", context).gather(topic("Mercury"), None)
    assert dossier.sources[0].title == "Lighthouse", "the first search result that is an article"


@pytest.mark.parametrize("title", ["zzyzx quux", "[[x]]", "a|b", "#"])
def test_a_topic_without_an_article_is_a_user_error(context: ProviderContext, title: str) -> None:
    with pytest.raises(BadInput, match="no article") as raised:
        registry.facts("wikipedia", context).gather(topic(title), None)
    assert "--source" in raised.value.advice


def test_an_article_of_one_line_is_too_short(server: Wikimedia, context: ProviderContext) -> None:
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
    assert first.about == "The Lighthouse seen from the shore. Towers in the sea"
    assert (first.credit.licence, first.credit.licence_url) == (
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0",
    )
    assert first.credit.page.startswith("https://commons.wikimedia.org/wiki/File:Lighthouse")
    deeds = {picture.credit.licence: picture.credit.licence_url for picture in found}
    assert deeds["CC BY 2.0"] == "https://creativecommons.org/licenses/by/2.0"
    assert deeds["Public domain"] == ""
    shown = {picture.credit.licence for picture in found if may_be_shown(picture.credit.licence, Licences.any)}
    assert shown == {"CC BY-SA 4.0", "Public domain", "CC BY 2.0"}, "CC BY-NC is found but never shown"
    assert server.requests[0].query["gsrsearch"] == "filetype:bitmap lighthouse"
    assert len(server.requests) == 1


def test_large_originals_are_fetched_at_a_standard_thumbnail_width(server: Wikimedia, context: ProviderContext) -> None:
    found = registry.pictures("commons", context).search("lighthouse", 42)
    assert all(picture.width <= 1920 and min(picture.width, picture.height) >= 640 for picture in found)
    assert not any("Drawing" in picture.credit.title for picture in found)
    scaled = [picture for picture in found if "/thumb/" in picture.url]
    plain = [picture for picture in found if "/thumb/" not in picture.url]
    assert (scaled[0].width, scaled[0].height) == (1920, 2880)
    assert (plain[0].width, plain[0].height) == (1200, 1800)
    assert int(server.requests[0].query["iiurlwidth"]) in WIDTHS
    assert fetched(scaled[0].url, context).startswith(b"\xff\xd8\xff")


def test_the_pictures_of_an_article_are_about_its_subject(server: Wikimedia, context: ProviderContext) -> None:
    source = registry.pictures("commons", context)
    assert isinstance(source, ArticlePictures)
    found = source.of_article(f"{server.url}/en", "Lighthouse", 12)
    assert found
    assert all(picture.about.endswith("Lighthouse") for picture in found)
    assert not any("logo" in picture.credit.title for picture in found), "icons are too small"
    (request,) = server.requests
    assert (request.path, request.query["titles"]) == ("/en/w/api.php", "Lighthouse")
    assert source.of_article(f"{server.url}/en", "Zzyzx & quux", 12) == ()
    assert server.requests[1].query["titles"] == "Zzyzx & quux"


def test_an_empty_search_is_no_error(context: ProviderContext) -> None:
    assert registry.pictures("commons", context).search("zzyzx quux", 42) == ()


# ------------------------------------------------------------------ etiquette and failures


def test_requests_name_a_contact_and_are_cached_for_a_day(server: Wikimedia, context: ProviderContext) -> None:
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
def test_each_failure_raises_its_error_after_one_request(
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
def test_mediawiki_errors_with_status_200_are_raised_and_not_cached(
    server: Wikimedia, context: ProviderContext, ask: Ask, code: str, kind: type[DailiesError]
) -> None:
    server.script(Reply(200, {"error": {"code": code, "info": "something"}}))
    with pytest.raises(kind) as raised:
        ask(context)
    assert type(raised.value) is kind
    assert len(server.requests) == 1
    ask(context)
    assert len(server.requests) == 2


def test_pages_of_an_unknown_shape_are_a_bad_answer(server: Wikimedia, context: ProviderContext) -> None:
    server.script(Reply(200, {"query": {"pages": [{"title": "File:A.jpg"}]}}))
    with pytest.raises(BadAnswer, match="unknown shape"):
        registry.pictures("commons", context).search("lighthouse", 42)


# ------------------------------------------------------------------ courtesy


def test_at_most_two_downloads_and_three_requests_run_at_once(server: Wikimedia, context: ProviderContext) -> None:
    server.slowly = 0.02
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda n: fetched(f"{server.url}/upload/{n}-64x96.jpg", context), range(7001, 7013)))
        list(pool.map(lambda n: registry.pictures("commons", context).search(f"lighthouse {n}", 5), range(12)))
    assert (server.most_downloads, server.most_asked) == (2, 3)
    assert server.strangers == 0


def test_a_run_without_a_contact_is_told_so_once_and_a_refusal_names_it(
    server: Wikimedia, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keyless._warn.cache_clear()
    stranger = desk_in(
        tmp_path, contact="", wikipedia_base_url=server.url + "/{language}", commons_base_url=f"{server.url}/commons"
    )
    server.knows_strangers = True
    for query in ("lighthouse", "honey bee"):
        registry.pictures("commons", stranger).search(query, 5)
    assert caplog.text.count("CONTACT is not set") == 1
    server.knows_strangers = False
    for act in (
        lambda: registry.pictures("commons", stranger).search("eclipse", 5),
        lambda: fetched(f"{server.url}/upload/7001-64x96.jpg", stranger),
    ):
        with pytest.raises(RateLimited) as raised:
            act()
        assert "Set CONTACT" in raised.value.advice


def test_who_names_a_contact_is_not_told_to(server: Wikimedia, context: ProviderContext) -> None:
    server.script(too_many())
    with pytest.raises(RateLimited) as raised:
        registry.pictures("commons", context).search("eclipse", 5)
    assert "CONTACT" not in raised.value.advice
